"""`import hpo`, `mondo` and `doid`: ontologies in OBO, OBO Graphs JSON or OWL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from nosograph.build.importing.concepts import Concept, write_concepts
from nosograph.build.importing.draft import Draft
from nosograph.build.importing.home import Write
from nosograph.build.importing.importer import Importer, Report
from nosograph.build.importing.lines import SourceFile, source_files
from nosograph.build.importing.obo_concepts import obo_version, read_obo_concepts
from nosograph.build.importing.obo_graphs import graphs_version, load, read_obo_graphs
from nosograph.build.importing.owl_concepts import read_owl
from nosograph.build.importing.record import About
from nosograph.build.importing.versions import require_version, version_in
from nosograph.build.importing.xref_table import is_xref_table, read_xref_table
from nosograph.errors import InvalidInput

ENDINGS = (".obo", ".json", ".owl", ".rdf", ".xml", ".ttl", ".nt")
FORMATS = "An OBO file, an OBO Graphs JSON or OWL (RDF/XML, Turtle); .gz allowed."


@dataclass(frozen=True, slots=True)
class Source:
    """An ontology that can be imported: how it is called, and under which licence it is."""

    name: str
    title: str
    prefix: str
    licence: str

    def prepare(
        self, paths: Sequence[Path], version: str | None, report: Report
    ) -> tuple[About, Write]:
        """Look at the file, and return what it is and how it is written."""
        file = one_file(paths)
        report(f"reading {file.name}", 0, 1)
        said, concepts = self.read(file)
        found = require_version(version_in(said), version)
        about = About(self.name, self.title, found, self.licence, self.prefix)
        return about, partial(write, file=file.name, concepts=concepts)

    def read(self, file: SourceFile) -> tuple[str, Iterable[Concept]]:
        """Return the version that a file says and its concepts, by the file's ending."""
        name = file.name.removesuffix(".gz")
        if is_xref_table(name):
            return "", read_xref_table(file, self.prefix)
        if name.endswith(".obo"):
            return obo_version(file), read_obo_concepts(file, self.prefix)
        if name.endswith(".json"):
            graph = load(file)
            return graphs_version(graph), read_obo_graphs(file, graph, self.prefix)
        return read_owl(file, self.prefix)


def write(draft: Draft, file: str, concepts: Iterable[Concept]) -> None:
    """Write the concepts of a file."""
    write_concepts(draft, file, concepts)


def one_file(paths: Sequence[Path]) -> SourceFile:
    """Return the one file of an ontology among some paths."""
    found = [file for path in paths for file in source_files(path) if _fits(file.name)]
    if len(found) != 1:
        raise InvalidInput(f"one file is needed, there are {len(found)}: {', '.join(ENDINGS)}")
    return found[0]


def _fits(name: str) -> bool:
    plain = name.removesuffix(".gz")
    return plain.endswith(ENDINGS) or is_xref_table(plain)


HPO = Source("hpo", "Human Phenotype Ontology", "HP", "https://hpo.jax.org/app/license")
MONDO = Source(
    "mondo", "Mondo Disease Ontology", "MONDO", "https://creativecommons.org/licenses/by/4.0/"
)
DOID = Source(
    "doid",
    "Human Disease Ontology",
    "DOID",
    "https://creativecommons.org/publicdomain/zero/1.0/",
)
ONTOLOGIES = (
    Importer(
        "hpo", "Take in another version of HPO, beside that of the release.", FORMATS, HPO.prepare
    ),
    Importer("mondo", "Take in MONDO.", FORMATS, MONDO.prepare),
    Importer(
        "doid",
        "Take in the Disease Ontology.",
        f"{FORMATS} Or its table of cross-references (id, label, xref), named *xrefs.tsv.",
        DOID.prepare,
    ),
)
