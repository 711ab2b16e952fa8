"""What a SNOMED CT release states, classified."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nosograph.build.importing.importer import Report
from nosograph.build.importing.rf2.package import Kind, Package, files_of
from nosograph.cohort.classification import classified
from nosograph.errors import SourceError
from nosograph.reasoning.axioms import Axiom
from nosograph.reasoning.snomed import owl_axioms, parents_of, relationship_axioms


def classify(path: Path, report: Report) -> dict[str, Any]:
    """Classify what an RF2 snapshot states, beside its inferred relationships if it has any."""
    found = files_of([path], report)
    if Kind.OWL not in found.files and Kind.STATED not in found.files:
        raise SourceError(path.name, None, "no OWL axioms and no stated relationships are here")
    return classified(stated_axioms(found), parents_of(found.active(Kind.RELATIONSHIP)))


def stated_axioms(found: Package) -> Iterator[Axiom]:
    """Yield what a release states, in OWL and by relationships."""
    yield from owl_axioms(found.active(Kind.OWL))
    yield from relationship_axioms(found.active(Kind.STATED), found.active(Kind.CONCEPT))
