from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

import pytest

from nosograph.domain.sparql import SparqlRequest
from nosograph.errors import InvalidQuery, InvalidRelease, Overloaded, QueryStopped, QueryTimeout
from nosograph.knowledge import admission, running_queries
from nosograph.knowledge.admission import Share
from nosograph.knowledge.federation import Clause, Federation
from nosograph.knowledge.running_queries import QUERY_ID, RunningQueries
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.knowledge.sparql_process import Bounds

SMALL = Bounds(64 * 2**20)
JSON = "application/sparql-results+json"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
# 301 to the fourth power solutions: hours.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?c ?f"


def ask(pool: SparqlPool, query: str, timeout: float | None = None) -> int:
    answer = pool.query(SparqlRequest(query, JSON, timeout=timeout))
    return int(json.loads(answer.read())["results"]["bindings"][0]["n"]["value"])


@pytest.fixture
def small_pool(store_path: Path) -> Iterator[SparqlPool]:
    made = SparqlPool(lambda: store_path, workers=1, bounds=SMALL, share=Share(20))
    yield made
    made.close()


def test_threads_share_a_pool(pool: SparqlPool) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(lambda _: ask(pool, COUNT), range(40))) == {301}


def test_a_query_is_stopped_near_its_deadline_and_the_next_is_answered(pool: SparqlPool) -> None:
    start = monotonic()
    with pytest.raises(QueryTimeout) as stopped:
        ask(pool, ENDLESS, timeout=0.5)
    assert 0.4 < monotonic() - start < 5
    assert stopped.value.seconds == 0.5
    assert ask(pool, COUNT) == 301


def test_no_client_outlasts_the_cap(store_path: Path) -> None:
    pool = SparqlPool(lambda: store_path, workers=1, bounds=SMALL, share=Share(0.3))
    with pytest.raises(QueryTimeout):
        ask(pool, ENDLESS, timeout=60)
    pool.close()


def test_a_query_past_its_memory_is_stopped_and_the_next_is_answered(
    small_pool: SparqlPool,
) -> None:
    with pytest.raises(Overloaded, match="memory"):
        ask(small_pool, GREEDY)
    assert ask(small_pool, COUNT) == 301


def test_what_nests_too_deeply_is_said_to(small_pool: SparqlPool) -> None:
    for depth in (1_000, 5_000):
        assert ask(small_pool, f"{COUNT[:-1]} {'{' * depth}{'}' * depth} }}") == 301
    with pytest.raises(InvalidQuery, match="nests too deeply"):
        ask(small_pool, f"SELECT * {'{' * 200_000}{'}' * 200_000}")
    assert ask(small_pool, COUNT) == 301


def test_what_a_format_has_no_room_for_is_said(small_pool: SparqlPool) -> None:
    query = "CONSTRUCT { <a:a> <a:p> <<( <a:a> <a:b> 1 )>> } WHERE {}"
    with pytest.raises(InvalidQuery, match=r"RDF 1\.2"):
        small_pool.query(SparqlRequest(query, "application/ld+json")).read()
    assert ask(small_pool, COUNT) == 301


def test_a_process_that_dies_is_replaced(small_pool: SparqlPool) -> None:
    (worker,) = small_pool._all
    os.kill(worker.pid, signal.SIGKILL)
    while worker.alive():
        sleep(0.01)
    assert ask(small_pool, COUNT) == 301


def test_a_short_query_writes_no_file_and_one_with_a_chosen_name_does(
    small_pool: SparqlPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running_queries, "LOOK_SECONDS", 5)
    written: list[str] = []
    monkeypatch.setattr(RunningQueries, "_write", lambda _, name: written.append(name))
    small_pool.query(SparqlRequest(COUNT, JSON)).read()
    assert not written
    small_pool.query(SparqlRequest(COUNT, JSON, id="a-chosen-name-of-it")).read()
    assert written == ["a-chosen-name-of-it"]


def test_an_answer_that_flows_can_be_stopped_by_other_processes_at_once(
    tmp_path: Path, store_path: Path
) -> None:
    shared = tmp_path / "running"
    with (
        closing(SparqlPool(lambda: store_path, 1, SMALL, Share(20), shared)) as one,
        closing(SparqlPool(lambda: store_path, 1, SMALL, Share(20), shared)) as other,
    ):
        answer = one.query(SparqlRequest("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", JSON))
        assert answer.length is None
        other.stop(answer.headers[QUERY_ID])
        with pytest.raises(QueryStopped):
            answer.read()


def test_a_full_queue_turns_queries_away(store_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "WAITING_PER_PLACE", 0)
    pool = SparqlPool(lambda: store_path, workers=1, bounds=SMALL, share=Share(2))
    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(ask, pool, ENDLESS) for _ in range(3)]
    failures = [type(future.exception()) for future in asked]
    assert sorted(failure.__name__ for failure in failures) == [
        "QueryTimeout",
        "TooManyRequests",
        "TooManyRequests",
    ]
    pool.close()


def test_a_closed_pool_says_so(store_path: Path) -> None:
    pool = SparqlPool(lambda: store_path, workers=1, bounds=SMALL, share=Share(2))
    (worker,) = pool._all
    pool.close()
    assert not worker.alive()
    with pytest.raises(Overloaded, match="stopping"):
        ask(pool, COUNT)


def test_a_missing_store_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidRelease, match="cannot be opened"):
        SparqlPool(lambda: tmp_path / "none", workers=1, bounds=SMALL, share=Share(2))


def test_from_narrows_the_default_graph(pool: SparqlPool) -> None:
    query = "SELECT (COUNT(*) AS ?n) FROM <http://example.org/others> { ?s ?p ?o }"
    assert ask(pool, query) == 1


def test_a_graph_that_is_given_twice_is_read_once(pool: SparqlPool) -> None:
    others = "http://example.org/others"
    answer = pool.query(SparqlRequest(COUNT, JSON, default_graphs=(others, others)))
    assert json.loads(answer.read())["results"]["bindings"][0]["n"]["value"] == "1"


def test_a_result_of_another_kind_is_refused(pool: SparqlPool) -> None:
    with pytest.raises(InvalidQuery, match="cannot be written"):
        pool.query(SparqlRequest("CONSTRUCT WHERE { ?s ?p ?o }", JSON))


def test_an_answer_with_what_others_said_is_not_to_be_kept(
    pool: SparqlPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Cache-Control" not in pool.query(SparqlRequest(COUNT, JSON)).headers
    clause = Clause(0, 0, "http://elsewhere.example/", "", False)
    monkeypatch.setattr(Federation, "allowed", lambda *_: (clause,))
    monkeypatch.setattr(Federation, "resolved", lambda *_: COUNT)
    assert pool.query(SparqlRequest(COUNT, JSON)).headers["Cache-Control"] == "no-store"


def test_a_process_answers_no_service_clause_even_unrefused(
    small_pool: SparqlPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Federation, "allowed", lambda *_: ())
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        query = f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
        with pytest.raises((InvalidQuery, Overloaded)):
            ask(small_pool, query)
        with pytest.raises(TimeoutError):
            listener.accept()
