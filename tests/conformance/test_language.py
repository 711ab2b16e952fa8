"""Queries, updates and their results: each test as the engine does it, then over HTTP."""

from __future__ import annotations

import csv
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.conformance import engine
from tests.conformance.client import Client
from tests.conformance.evaluation import Evaluation
from tests.conformance.manifests import Case, listed

from nosograph.domain.data_set import dataset_graphs

HERE = Path(__file__).resolve()
# Entailment regimes are not among them: the service claims simple entailment, and says so.
MANIFESTS = (
    "sparql11/manifest-sparql11-query.ttl",
    "sparql11/manifest-sparql11-update.ttl",
    "sparql11/manifest-sparql11-results.ttl",
    "sparql11/manifest-sparql11-fed.ttl",
    "sparql12/manifest.ttl",
)
pytestmark = pytest.mark.shared
# This is refused before it is parsed.
UNREAD = b"SERVICE is refused"
SYNTAX, REFUSED = "query-syntax", "invalid-query"


def read_skips() -> dict[str, dict[str, str]]:
    with HERE.with_name("skips.tsv").open(encoding="utf-8", newline="") as file:
        return {row["test"]: row for row in csv.DictReader(file, delimiter="\t")}


SKIPS = read_skips()
CASES = listed(*MANIFESTS)


@pytest.mark.parametrize("case", CASES)
def test_a_query_or_an_update_does_what_it_should(case: Case, client: Client) -> None:
    evaluation = Evaluation(case)
    skip = SKIPS.get(case.name)
    able = engine.passes(evaluation)
    if skip and skip["because_of"] == "engine":
        assert not able, "the engine passes this now: take it out of skips.tsv"
        pytest.skip(skip["reason"])
    assert able, "the engine fails this: say why in skips.tsv"
    right = passes(evaluation, client)
    if skip:
        assert not right, "the service passes this now: take it out of skips.tsv"
        pytest.skip(skip["reason"])
    assert right


def passes(evaluation: Evaluation, client: Client) -> bool:
    """Tell whether the service does what a test expects."""
    if "Syntax" in evaluation.case.kind:
        client.hold(frozenset(), frozenset(dataset_graphs(evaluation.with_base)))
        ask = client.update if evaluation.is_update else client.query
        answer = ask(evaluation.with_base)
        if evaluation.case.kind.startswith("Negative"):
            return answer.status == 400 and answer.problem == SYNTAX
        # What is refused after it was parsed, a missing graph say, is not refused for its syntax.
        return answer.is_success or (answer.problem == REFUSED and UNREAD not in answer.body)
    client.hold(evaluation.data, evaluation.graphs)
    if evaluation.is_update:
        done = client.update(evaluation.with_base)
        return done.is_success and evaluation.is_done(client.everything())
    answer = client.query(evaluation.with_base, media_type(evaluation.format))
    return answer.is_success and evaluation.is_right(answer.body)


def media_type(format_: ox.QueryResultsFormat | ox.RdfFormat) -> str:
    return str(format_.media_type)


def test_every_skip_is_of_a_test_and_has_a_reason() -> None:
    assert set(SKIPS) <= {str(case.id) for case in CASES}
    for row in SKIPS.values():
        assert row["because_of"] in ("engine", "service")
        assert len(row["reason"]) > 20
