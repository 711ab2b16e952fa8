"""Expressions over the hierarchies of a release, and FHIR's terminology operations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from nosograph.exchange.fhir.operations import Terminology
from nosograph.knowledge.release import Release
from nosograph.knowledge.store import RESULTS_JSON, EmbeddedStore, Row, Store
from nosograph.terminology.constraint import Expressions
from nosograph.terminology.crosswalk import Crosswalk
from nosograph.terminology.deadline import MOST_SECONDS
from nosograph.terminology.ecl import Question, hierarchies
from nosograph.terminology.release_library import ReleaseLibrary, Stated
from nosograph.terminology.release_mappings import ReleaseMappings
from nosograph.web.asking import as_asked
from nosograph.web.service import SparqlEndpoint


@dataclass(frozen=True, slots=True)
class StoppableStore:
    """A store whose queries an endpoint runs, as those of the client at hand, to a deadline."""

    endpoint: SparqlEndpoint

    def select(self, query: str) -> list[Row]:
        """Return the rows of a SELECT: IRIs and literals as text, unbound variables left out."""
        asked = as_asked(query, RESULTS_JSON, MOST_SECONDS)
        bindings = json.loads(self.endpoint.query(asked).read())["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]


def terminology(store: Store, release: Release, endpoint: SparqlEndpoint | None) -> Terminology:
    """Return what FHIR's terminology operations answer from.

    The endpoint runs the expressions that clients write; without one, the store does.
    """
    stated = Stated.of(release.name, release.manifest)
    expressions = Expressions(StoppableStore(endpoint) if endpoint else store)
    mappings = ReleaseMappings(Crosswalk(store, release.versions()))
    return Terminology(ReleaseLibrary(store, stated, expressions.concepts), mappings)


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
