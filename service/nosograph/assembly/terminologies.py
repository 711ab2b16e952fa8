"""Expressions over the hierarchies of a release, and FHIR's terminology operations."""

from __future__ import annotations

from collections.abc import Sequence

from nosograph.exchange.fhir.operations import Terminology
from nosograph.knowledge.release import Release
from nosograph.knowledge.store import EmbeddedStore, Row, Store
from nosograph.terminology.constraint import concepts_query
from nosograph.terminology.crosswalk import Crosswalk
from nosograph.terminology.ecl import Question, hierarchies
from nosograph.terminology.release_library import ReleaseLibrary, Stated
from nosograph.terminology.release_mappings import ReleaseMappings


def terminology(store: Store, release: Release) -> Terminology:
    """Return what FHIR's terminology operations answer from."""
    stated = Stated.of(release.name, release.manifest)
    mappings = ReleaseMappings(Crosswalk(store, release.versions()))
    return Terminology(ReleaseLibrary(store, stated, concepts_query), mappings)


def constraint(release: Release, expression: str) -> Question:
    """Read an expression over a release; InvalidInput where it is none, or has unknown codes."""
    question = Question.of(expression, hierarchies(release.manifest.get("sources", ())))
    if question.codes():
        rows = EmbeddedStore(release.store).select(question.known_codes_query())
        question.require_known(row["concept"] for row in rows)
    return question


def concepts_of(
    release: Release, question: Question, limit: int | None, language: str
) -> Sequence[Row]:
    """Return the concepts of an expression: concept, code and label."""
    store = EmbeddedStore(release.store)
    return store.select(question.query(limit, language=language))
