"""What is measured of the endpoint, over the tiny world and in few rounds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from nosograph.artefacts import queries_folder
from nosograph.cohort import endpoint_benchmark, hostile
from nosograph.cohort import engine_server as server_of_the_engine
from nosograph.cohort.coded_presentations import PRESENTATIONS
from nosograph.cohort.engine_server import engine_server
from nosograph.cohort.served import Served, ask_sparql, served
from nosograph.knowledge.admission import Share
from nosograph.knowledge.bare_engine import BareEngine
from nosograph.knowledge.catalogue import read_catalogue
from nosograph.knowledge.release import current_release
from nosograph.knowledge.sparql_pool import SparqlPool


@pytest.fixture(scope="module")
def service(mini_home: Path) -> Iterator[Served]:
    with served(mini_home, query_niceness=0) as running:
        yield running


@pytest.fixture
def store(mini_home: Path) -> Path:
    return current_release(mini_home).store


def test_an_answer_has_a_cost_over_the_engine(
    service: Served, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint_benchmark, "ROUNDS", 5)
    share = Share(cap_seconds=20)
    with closing(SparqlPool(lambda: store, 1, endpoint_benchmark.BOUNDS, share)) as pool:
        query = endpoint_benchmark.SMALL["ten statements"]
        measured = endpoint_benchmark.latencies(BareEngine(store), pool, service, query)
    assert 0 < measured["engine_ms"] < measured["process_ms"] < measured["http_ms"]
    assert endpoint_benchmark.smallest_latency({"one": measured}, 1.3) > 0


def test_the_engine_s_own_server_is_measured_beside(
    service: Served, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint_benchmark, "ROUNDS", 5)
    share = Share(cap_seconds=20)
    query = endpoint_benchmark.SMALL["ten statements"]
    with (
        closing(SparqlPool(lambda: store, 1, endpoint_benchmark.BOUNDS, share)) as pool,
        engine_server(store) as own,
    ):
        assert own
        measured = endpoint_benchmark.latencies(BareEngine(store), pool, service, query, own)
    assert measured["http_ratio_to_engine_http"] > 0
    assert measured["engine_ms"] < measured["engine_http_ms"]


def test_a_missing_server_is_no_failure(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_of_the_engine, "PROGRAM", "no-such-program")
    with engine_server(store) as own:
        assert own is None


def test_a_stream_arrives_whole(service: Served, store: Path) -> None:
    measured = endpoint_benchmark.streaming(BareEngine(store), service)
    assert measured["whole"]
    assert measured["ratio"] > 0


def test_throughput_is_measured(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint_benchmark, "WORK_ROUNDS", 8)
    assert endpoint_benchmark.scaling(store)["ratio"] > 0


def test_an_attack_is_survived(service: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "ROUNDS", 5)
    monkeypatch.setattr(hostile, "QUERY_SECONDS", 2)
    monkeypatch.setattr(hostile, "PRESENTATIONS", ("nocturnal leg and butt spasms",))
    measured = hostile.attacked(service)
    assert measured["survived"]
    assert set(measured["hostile_outcomes"]) <= {
        "status 200",
        "status 429",
        "status 503",
        "broken off",
    }
    with closing(service.connect()) as connection:
        assert ask_sparql(connection, hostile.SMALL)[0] == 200


def test_the_slowest_of_several_differentials_is_told(
    service: Served, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint_benchmark, "DIFFERENTIALS", 1)
    queries = read_catalogue(queries_folder())
    asked = [
        query for each in PRESENTATIONS for query in (each.tiers(queries), each.ranking(queries))
    ]
    measured = endpoint_benchmark.slowest(BareEngine(store), service, asked)
    assert measured["presentations"] == 2 * len(PRESENTATIONS)
    assert 0 < measured["engine_ms"] < measured["http_ms"]
