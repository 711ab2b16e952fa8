"""The concepts of a snapshot, by number."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from nosograph.build.importing.rf2.package import Kind, Package, Row
from nosograph.build.quads import RDF_TYPE, TRUE, Graph, node, text
from nosograph.domain import snomed
from nosograph.domain.identifiers import PREFIXES
from nosograph.domain.snomed import is_identifier

BASE = PREFIXES["SNOMEDCT"]


@dataclass(slots=True)
class Concepts:
    """The concepts in the order in which they stand; everything else names them by number.

    ``status``, ``module`` and ``time`` are kept as numbers, ``active`` as 0 or 1.
    """

    number: dict[str, int] = field(default_factory=dict)
    nodes: list[str] = field(default_factory=list)
    active: bytearray = field(default_factory=bytearray)
    status: array[int] = field(default_factory=lambda: array("q"))
    module: array[int] = field(default_factory=lambda: array("q"))
    time: array[int] = field(default_factory=lambda: array("l"))

    def __len__(self) -> int:
        return len(self.nodes)

    def code(self, number: int) -> str:
        """Return the identifier of a concept."""
        return self.nodes[number][len(BASE) + 1 : -1]

    def of(self, row: Row, code: str) -> int:
        """Return the number of the concept that a row names."""
        number = self.number.get(code)
        if number is None:
            raise row.error(reason_against(code))
        return number

    def node(self, row: Row, code: str) -> str:
        """Return the concept that a row names, as it is written."""
        return self.nodes[self.of(row, code)]

    def add(self, row: Row) -> None:
        """Take in a row."""
        code, time, active, module, status = row.cells
        if not is_identifier(code):
            raise row.error(reason_against(code))
        if code in self.number:
            raise row.error(f"{code} stands twice")
        if not (len(time) == 8 and time.isascii() and time.isdecimal()):
            raise row.error(f"effectiveTime is a date of eight digits, not {time[:20]!r}")
        self.number[code] = len(self.nodes)
        self.nodes.append(f"<{BASE}{code}>")
        self.active.append(int(active))
        self.status.append(int(status) if is_identifier(status) else 0)
        self.module.append(int(module))
        self.time.append(int(time))


def reason_against(code: str) -> str:
    """Say what is wrong with an identifier of a concept.

    >>> reason_against("404684004"), reason_against("404684003"), reason_against("abc")
    ('wrong check digit or kind: 404684004', 'unknown concept 404684003', "not an SCTID: 'abc'")
    """
    if not (code.isascii() and code.isdecimal()):
        return f"not an SCTID: {code[:20]!r}"
    return (
        f"unknown concept {code}"
        if is_identifier(code)
        else f"wrong check digit or kind: {code[:20]}"
    )


def read_concepts(package: Package) -> Concepts:
    """Read all concepts; their modules and definition statuses must be among them."""
    concepts, first = Concepts(), dict[str, Row]()
    for row in package.rows(Kind.CONCEPT):
        for code in (row.cells[3], row.cells[4]):
            if code not in first:
                first[code] = row
        if not is_identifier(row.cells[3]):
            raise row.error(f"unknown module {row.cells[3][:20]}")
        concepts.add(row)
    for code, row in first.items():
        if code not in concepts.number:
            raise row.error(
                f"unknown module {code}" if code == row.cells[3] else reason_against(code)
            )
    package.knows(concepts.number)
    return concepts


def write_concepts(graph: Graph, concepts: Concepts) -> None:
    """Write what the concepts' own rows say."""
    kind, notation = node("owl:Class"), node("skos:notation")
    status, module, time = map(
        node, (snomed.DEFINITION_STATUS, snomed.MODULE, snomed.EFFECTIVE_TIME)
    )
    for number, subject in enumerate(concepts.nodes):
        graph.add(subject, RDF_TYPE, kind)
        graph.add(subject, notation, text(concepts.code(number)))
        graph.add(subject, status, f"<{BASE}{concepts.status[number]}>")
        graph.add(subject, module, f"<{BASE}{concepts.module[number]}>")
        graph.add(subject, time, text(str(concepts.time[number])))
        if not concepts.active[number]:
            graph.add(subject, node("owl:deprecated"), TRUE)
