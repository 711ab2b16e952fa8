"""The files a release is built from, and what is read out of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nosograph.build.axioms import axioms_of
from nosograph.build.curated import UPPER, Curated, read_curated
from nosograph.build.hpoa import AnnotationFile, read_hpoa, read_hpoa_folder
from nosograph.build.importing.lines import plain
from nosograph.build.importing.record import Record
from nosograph.build.obo import Ontology, read_obo
from nosograph.build.orphanet import Correspondences, read_correspondences
from nosograph.build.references import check_references
from nosograph.build.related import read_genes
from nosograph.reasoning.axioms import Axiom
from nosograph.reasoning.owl_file import read_labels

ANNOTATIONS = "annotations"


@dataclass(frozen=True, slots=True)
class Sources:
    """The files a release is built from; ``imported`` are the user's own.

    ``terminologies`` were written when they were imported, and are loaded as they are.
    """

    hpo: Path
    hpoa: Path
    ontology: Path
    queries: Path
    genes: Path | None = None
    imported: tuple[Path, ...] = ()
    terminologies: tuple[Record, ...] = ()

    def digests(self) -> Iterator[str]:
        """Yield what tells the terminologies from others, in a fixed order."""
        for record in self.terminologies:
            yield f"{record.about.name} {record.about.version}"
            yield from sorted(record.files.values())

    def files(self) -> Iterator[Path]:
        """Yield every file that the release depends on, in a fixed order."""
        yield from (self.hpo, self.hpoa)
        yield from (*((self.genes,) if self.genes else ()), *self.imported)
        for folder in (self.ontology, self.queries):
            yield from sorted(path for path in folder.rglob("*") if path.is_file())


@dataclass(frozen=True, slots=True)
class Read:
    """Every source, read and checked."""

    hpo: Ontology
    hpoa: AnnotationFile
    curated: Curated
    annotations: AnnotationFile
    axioms: tuple[Axiom, ...]
    genes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    correspondences: Correspondences = field(default_factory=Correspondences)


def read_sources(sources: Sources) -> Read:
    """Read every source; one that is missing or broken raises SourceError."""
    curated = read_curated(sources.ontology)
    axioms = axioms_of(curated)
    hpo = read_obo(sources.hpo)
    upper = read_labels(sources.ontology / UPPER)
    current = {term.id for term in hpo.terms.values() if not term.obsolete}
    check_references(curated, frozenset(current | upper.keys()))
    annotations = read_hpoa_folder(sources.ontology / ANNOTATIONS)
    return Read(
        hpo,
        read_hpoa(sources.hpoa),
        curated,
        annotations,
        axioms,
        read_genes(sources.genes),
        read_correspondences(plain(path, path.name) for path in sources.imported),
    )
