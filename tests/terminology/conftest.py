"""A few codes of a few systems, and mapping sets that agree and disagree about them."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from nosograph.build.mapping_sets import MappingRow, mapping_graph, write_mapping_set
from nosograph.build.quads import TRUE, Graph, node, text
from nosograph.domain.identifiers import GRAPH
from nosograph.knowledge.graphs import HPO, MAPPINGS
from nosograph.knowledge.store import EmbeddedStore
from nosograph.terminology.translator import Translator

BY_HAND = "semapv:ManualMappingCuration"
EXACT, CLOSE, BROAD = "skos:exactMatch", "skos:closeMatch", "skos:broadMatch"
RELATED, NARROW = "skos:relatedMatch", "skos:narrowMatch"
SETS = {
    MAPPINGS: [
        ("MONDO:0005391", EXACT, "SNOMEDCT:32914008"),
        ("HP:0012452", RELATED, "SNOMEDCT:32914008"),
        ("MONDO:0005391", BROAD, "ICD10WHO:G25.8"),
        ("MONDO:0005391", NARROW, "OMIM:102300"),
        ("HP:0003394", BROAD, "ICD10CM:R25.2"),
        ("HP:0031826", BROAD, "ICD10CM:R25.2"),
        ("MONDO:0000002", CLOSE, "UMLS:C0000002"),
        ("MONDO:0000002", CLOSE, "NCIT:C2"),
    ],
    mapping_graph("mondo_icd10cm", "2026-08-04"): [
        ("MONDO:0005391", EXACT, "ICD10CM:G25.81"),
        ("MONDO:0007053", EXACT, "OMIM:102300"),
        ("MONDO:0000001", EXACT, "ICD10CM:G25.8"),
        ("MONDO:0000001", BROAD, "UMLS:C0000001"),
    ],
    mapping_graph("another", "1"): [
        ("SNOMEDCT:32914008", BROAD, "ICD10CM:G25.8"),
        ("MONDO:0005391", EXACT, "ICD10CM:G25.8"),
    ],
}
ICD = f"{GRAPH}icd10cm/2026-04"


def write_world(path: Path) -> None:
    """Write the mapping sets, some of HPO with its cross-references, and some of ICD-10-CM."""
    with path.open("w", encoding="utf-8") as file:
        for name, rows in SETS.items():
            made = (MappingRow(*row, BY_HAND) for row in rows)
            write_mapping_set(Graph(file.write, name), made)
        hpo = Graph(file.write, HPO)
        for code, label, *xrefs in (
            ("HP:0012452", "Restless legs", "SNOMEDCT_US:32914008", "UMLS:C0035258"),
            ("HP:0003394", "Muscle spasm", "SNOMEDCT_US:55300003", "Fyler:4863"),
            ("HP:0031826", "Abnormal reflex"),
            ("HP:0000001", "obsolete Thing"),
        ):
            hpo.add(node(code), node("rdfs:label"), text(label))
            for xref in xrefs:
                hpo.add(node(code), node("oboInOwl:hasDbXref"), text(xref))
        hpo.add(node("HP:0000001"), node("owl:deprecated"), TRUE)
        hpo.add(node("HP:0000001"), node("IAO:0100001"), node("HP:0003394"))
        icd = Graph(file.write, ICD)
        icd.add(f"<{ICD}>", node("nos:codePrefix"), text("ICD10CM"))
        icd.add(f"<{ICD}>", node("owl:versionInfo"), text("2026-04"))
        for code in ("G25.8", "G25.81", "R25.2"):
            icd.add(node(f"ICD10CM:{code}"), node("rdfs:label"), text(code))
        icd.add(node("ICD10CM:G25.81"), node("rdfs:subClassOf"), node("ICD10CM:G25.8"))
        write_snomed(Graph(file.write, f"{GRAPH}snomed-rf2/2018"), "138875005")
        write_snomed(
            Graph(file.write, f"{GRAPH}snomed-gps/2020"), "32914008", "55300003", part=True
        )


def write_snomed(graph: Graph, *codes: str, part: bool = False) -> None:
    """Write some of SNOMED CT: a sample that looks whole, or what says that it is a part."""
    graph.add(f"<{graph.name}>", node("nos:codePrefix"), text("SNOMEDCT"))
    graph.add(f"<{graph.name}>", node("owl:versionInfo"), text(graph.name.rpartition("/")[2]))
    if part:
        graph.add(f"<{graph.name}>", node("nos:isPart"), TRUE)
    for code in codes:
        graph.add(node(f"SNOMEDCT:{code}"), node("rdfs:label"), text(f"Concept {code}"))


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    folder = tmp_path_factory.mktemp("codes")
    write_world(folder / "world.nq")
    made = ox.Store(str(folder / "store"))
    made.bulk_load(path=str(folder / "world.nq"), format=ox.RdfFormat.N_QUADS)
    made.flush()
    del made
    return EmbeddedStore(folder / "store")


@pytest.fixture(scope="session")
def translator(store: EmbeddedStore) -> Translator:
    return Translator(store, {MAPPINGS: "r1", HPO: "2025-01-16"})
