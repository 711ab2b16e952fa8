"""A release at another store: whole, counted, taken up again, and as good as the embedded one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from nosograph import assembly
from nosograph.errors import InvalidInput, Overloaded, Unpublished
from nosograph.knowledge import publishing
from nosograph.knowledge.graph_store import GraphStore, query_endpoint
from nosograph.knowledge.publishing import counts_of, publish
from nosograph.knowledge.release import Release
from nosograph.knowledge.repository import Repository
from nosograph.knowledge.store import EmbeddedStore, RemoteStore
from nosograph.settings import Settings

SEED = "nocturnal leg and butt spasms"


def silent(step: str, done: int, total: int) -> None:
    pass


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "PART_BYTES", 2_000)


@pytest.mark.usefixtures("small_parts")
def test_a_published_release_gives_the_same_differential(
    graph_store: GraphStore, mini_release: Release, mini_home: Path
) -> None:
    counts = publish(mini_release.store, graph_store, silent)
    assert {graph: graph_store.count(graph) for graph in counts} == counts
    here, there = EmbeddedStore(mini_release.store), RemoteStore(graph_store.sparql)
    assert Repository(there).risks == Repository(here).risks
    settings = Settings.from_environment({"NOSOGRAPH_HOME": str(mini_home)})
    elsewhere = replace(settings, store=graph_store.sparql)
    embedded, remote = (
        assembly.consultation(chosen, mini_release).diagnose_text(SEED)
        for chosen in (settings, elsewhere)
    )
    assert remote == embedded


def test_what_has_arrived_is_not_sent_again_and_what_is_incomplete_is(
    graph_store: GraphStore, mini_release: Release
) -> None:
    counts = publish(mini_release.store, graph_store, silent)
    graph = next(iter(counts))
    list(graph_store.put(graph, iter([b"<http://e/a> <http://e/b> <http://e/c> .\n"])))
    sent: list[str] = []

    def report(step: str, done: int, total: int) -> None:
        if step.endswith("%"):
            sent.append(step.split(" ")[0])

    assert publish(mini_release.store, graph_store, report) == counts
    assert set(sent) == {graph}
    assert graph_store.count(graph) == counts[graph]


def test_wrong_credentials_are_refused_and_not_told(
    graph_store: GraphStore, mini_release: Release
) -> None:
    if not graph_store.credentials:
        pytest.skip("oxigraph's server asks for no credentials")
    wrong = replace(graph_store, credentials="dba:secret")
    with pytest.raises(Overloaded, match="401") as refused:
        publish(mini_release.store, wrong, silent)
    assert "secret" not in str(refused.value) + repr(wrong)


@dataclass(frozen=True)
class Losing(GraphStore):
    """A store that says yes and keeps nothing."""

    def count(self, graph: str) -> int:
        return 0

    def put(self, graph: str, parts: Iterator[bytes]) -> Iterator[int]:
        return (len(part) for part in parts)


def test_a_store_that_loses_triples_is_found_out(mini_release: Release) -> None:
    with pytest.raises(Unpublished, match="0 of"):
        publish(mini_release.store, Losing("http://e/store", "http://e/query"), silent)


def test_only_graphs_that_there_are_can_be_chosen(mini_release: Release) -> None:
    source: Any = ox.Store.read_only(str(mini_release.store))
    with pytest.raises(InvalidInput, match="no graph urn:none"):
        counts_of(source, frozenset({"urn:none"}))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://h:7878/store", "http://h:7878/query"),
        ("http://h:8890/sparql-graph-crud-auth", "http://h:8890/sparql"),
        ("http://h/repositories/r/rdf-graphs/service", "http://h/repositories/r"),
        ("https://h:8182/sparql/gsp/", "https://h:8182/sparql"),
        ("http://h:3030/ds/data", "http://h:3030/ds/query"),
        ("http://h/rdf-graph-store", "http://h/sparql"),
    ],
)
def test_the_query_endpoint_is_where_each_engine_has_it(address: str, expected: str) -> None:
    assert query_endpoint(address) == expected


def test_an_unknown_store_must_say_where_it_is_queried() -> None:
    with pytest.raises(InvalidInput, match="--sparql"):
        query_endpoint("http://h/else")
