"""The map reference sets of a snapshot, as mapping sets that say how near the codes are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple
from urllib.parse import quote

from nosograph.build.importing.draft import Draft
from nosograph.build.importing.rf2.concepts import Concepts
from nosograph.build.importing.rf2.package import Kind, Package, Row
from nosograph.build.importing.rf2.refsets import write_member
from nosograph.build.loading import GraphFile
from nosograph.build.quads import RDF_TYPE, Graph, node, text
from nosograph.domain.identifiers import NOS, PREFIXES
from nosograph.domain.mapping import MappingPredicate


class Target(NamedTuple):
    """What a map reference set maps to: the prefix of the codes, and the name of the set."""

    prefix: str
    set_name: str


#: The maps to systems whose codes have IRIs here; of others only the members are kept.
TARGETS = {
    "447562003": Target("ICD10WHO", "snomed-icd10"),
    "6011000124106": Target("ICD10CM", "snomed-icd10cm"),
    "784008009": Target("ORPHA", "snomed-orphanet"),
}
#: Correlations (SNOMED CT, 447247004) as seen from the concept: what is mapped to a broader code
#: is narrower.
CORRELATIONS = {
    "447557004": MappingPredicate.EXACT,
    "447558009": MappingPredicate.BROAD,
    "447559001": MappingPredicate.NARROW,
    "447560006": MappingPredicate.RELATED,
}
#: A code of a classification stands for everything that is classified there.
UNSPECIFIED = MappingPredicate.BROAD
NO_MAP = "447556008"
SSSOM, SEMAPV = "https://w3id.org/sssom/", "https://w3id.org/semapv/vocab/"
JUSTIFICATION, CURATED = f"<{SSSOM}mapping_justification>", f"<{SEMAPV}ManualMappingCuration>"
UNCONDITIONAL = ("", "TRUE", "OTHERWISE TRUE")


@dataclass(slots=True)
class Maps:
    """Writes map reference sets, each as a mapping set of its own."""

    draft: Draft
    file: GraphFile
    source: Graph
    concepts: Concepts
    sets: dict[str, Graph] = field(default_factory=dict)

    def write(self, package: Package) -> None:
        """Write every map."""
        for row in package.active(Kind.SIMPLE_MAP):
            self.row(row, row.cells[6], MappingPredicate.CLOSE, ())
        kinds = (Kind.COMPLEX_MAP, Kind.EXTENDED_MAP)
        for row in chain.from_iterable(package.active(kind) for kind in kinds):
            code = "" if row.cells[11] == NO_MAP else row.cells[10]
            predicate = CORRELATIONS.get(row.cells[11], UNSPECIFIED)
            self.row(row, code, predicate, tuple(conditions(row)))

    def row(
        self,
        row: Row,
        code: str,
        predicate: MappingPredicate,
        more: tuple[tuple[str, str], ...],
    ) -> None:
        """Write a row; one without target only says that the concept is a member."""
        subject = write_member(self.source, row, self.concepts)
        target = TARGETS.get(row.cells[4])
        if not (subject and target and code.strip()):
            return
        code = code.strip()
        set_, object_ = self.set_of(target), f"<{PREFIXES[target.prefix]}{quote(code)}>"
        if not more or row.cells[8] in UNCONDITIONAL:
            set_.add(subject, node(predicate), object_)
        mapping = f"<{NOS}mapping/{target.set_name}/{quote(row.cells[0])}>"
        set_.add(mapping, RDF_TYPE, f"<{SSSOM}Mapping>")
        set_.add(mapping, JUSTIFICATION, CURATED)
        set_.describe(
            mapping,
            [
                ("owl:annotatedSource", subject),
                ("owl:annotatedProperty", node(predicate)),
                ("owl:annotatedTarget", object_),
                ("nos:notation", text(f"{target.prefix}:{code}")),
                ("dcterms:source", text(f"SNOMED CT {self.draft.about.version}")),
                *more,
            ],
        )

    def set_of(self, target: Target) -> Graph:
        """Return the graph of a mapping set."""
        if target.set_name not in self.sets:
            self.sets[target.set_name] = self.draft.mapping_set(self.file, target.set_name)
        return self.sets[target.set_name]


def conditions(row: Row) -> Iterator[tuple[str, str]]:
    """Yield under which conditions a row of a complex map holds, and in which order it is tried."""
    group, priority, rule, advice = row.cells[6:10]
    yield "nos:mapGroup", text(group)
    yield "nos:mapPriority", text(priority)
    yield "nos:mapRule", text(rule)
    yield "nos:mapAdvice", text(advice)
