"""The relationships of a snapshot: hierarchy, attributes in role groups, concrete values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nosograph.build.importing.closure import closure, named_cycle
from nosograph.build.importing.rf2.concepts import Concepts
from nosograph.build.importing.rf2.package import Kind, Package, Row
from nosograph.build.quads import XSD, Graph, node, text
from nosograph.domain import snomed
from nosograph.domain.identifiers import NOS
from nosograph.domain.snomed import IS_A, RELATIONSHIP, is_identifier
from nosograph.errors import SourceError

#: Relationships that are no part of a definition: additional and qualifying ones.
UNDEFINING = frozenset(("900000000000227009", "900000000000225001"))
SUBCLASS = node("rdfs:subClassOf")
MOST_GROUPS = 1_000_000


@dataclass(slots=True)
class Relationships:
    """Writes relationships as they are read; ``parents`` are those of every concept.

    A role group is a node of its own. An attribute outside every group has a node to itself, as
    if it were alone in a group.
    """

    graph: Graph
    concepts: Concepts
    parents: list[list[int]]
    groups: set[int] = field(default_factory=set)
    alone: int = 0

    def relate(self, row: Row) -> None:
        """Write the relationship of two concepts."""
        cells = row.cells
        concepts = self.concepts
        source, target = concepts.of(row, cells[4]), concepts.of(row, cells[5])
        if cells[7] != IS_A:
            self.attribute(row, source, concepts.nodes[target])
        elif target not in self.parents[source]:
            self.parents[source].append(target)
            self.graph.add(concepts.nodes[source], SUBCLASS, concepts.nodes[target])

    def attribute(self, row: Row, source: int, value: str) -> None:
        """Write an attribute of a concept, plainly and in its group."""
        subject, predicate = self.concepts.nodes[source], self.concepts.node(row, row.cells[7])
        self.graph.add(subject, predicate, value)
        self.graph.add(self.group(row, source), predicate, value)

    def group(self, row: Row, source: int) -> str:
        """Return the node of a group, which is written where it is new."""
        number = whole(row)
        if number:
            name, relation = f"{number}", snomed.ROLE_GROUP
        else:
            self.alone += 1
            name, relation = f"0.{self.alone}", snomed.SELF_GROUP
        made = f"<{NOS}group/snomed/{self.concepts.code(source)}/{name}>"
        key = source * MOST_GROUPS + number
        if not number or key not in self.groups:
            self.graph.add(self.concepts.nodes[source], node(relation), made)
        if number:
            self.groups.add(key)
        return made


def whole(row: Row) -> int:
    """Return the number of a group."""
    given = row.cells[6]
    if not (given.isascii() and given.isdecimal() and int(given) < MOST_GROUPS):
        raise row.error(f"relationshipGroup is a whole number, not {given[:20]!r}")
    return int(given)


def write_relationships(graph: Graph, package: Package, concepts: Concepts) -> list[list[int]]:
    """Write what relationships say; return the parents of every concept."""
    written = Relationships(graph, concepts, [[] for _ in range(len(concepts))])
    inferred = Kind.RELATIONSHIP if Kind.RELATIONSHIP in package.files else Kind.STATED
    for row in defining(package.active(inferred)):
        written.relate(row)
    for row in defining(package.active(Kind.CONCRETE)):
        written.attribute(row, concepts.of(row, row.cells[4]), value(row))
    return written.parents


def defining(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the relationships that are part of definitions."""
    for row in rows:
        if not is_identifier(row.cells[0], RELATIONSHIP):
            raise row.error(f"wrong check digit or kind: {row.cells[0][:20]!r}")
        if row.cells[8] not in UNDEFINING:
            yield row


def value(row: Row) -> str:
    """Return a concrete value: a number after #, a string in quotes, or a truth value."""
    given = row.cells[5]
    if given.startswith('"') and given.endswith('"') and len(given) > 1:
        return text(given[1:-1])
    if given.lower() in ("true", "false"):
        return f'"{given.lower()}"^^<{XSD}boolean>'
    number = given.removeprefix("#")
    digits = number.removeprefix("-").removeprefix("+").replace(".", "", 1)
    if given.startswith("#") and digits.isascii() and digits.isdecimal():
        return f'"{number}"^^<{XSD}{"decimal" if "." in number else "integer"}>'
    raise row.error(f"a value is a #number or a string in quotes, not {given[:20]!r}")


def write_closure(
    graph: Graph, package: Package, concepts: Concepts, parents: list[list[int]]
) -> None:
    """Write every subsumption of current concepts; a cycle is an error."""
    if found := named_cycle(parents, concepts.code):
        kinds = (Kind.RELATIONSHIP, Kind.STATED)
        file = next(package.files[kind][0].name for kind in kinds if kind in package.files)
        raise SourceError(file, None, f"the hierarchy has a cycle: {found}")
    nodes = concepts.nodes
    for number, above in enumerate(closure(parents)):
        if number % 10_000 == 0:
            package.report("closure", number, len(nodes))
        if concepts.active[number]:
            graph.relate(nodes[number], SUBCLASS, [nodes[other] for other in above])
