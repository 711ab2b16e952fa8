"""A query can always be stopped, and who reads a part of an answer knows that it is a part."""

from __future__ import annotations

import http.client
import json
import secrets
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from time import monotonic
from typing import Any
from urllib.parse import urlencode

import pytest

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
# 300 to the fourth power solutions: hours, and nothing is sent before the end.
SILENT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
# 27 million rows, which begin to flow at once.
FLOWING = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
#: More than a service of two processes has threads.
HALVES = 150
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


def number(response: Any) -> int:
    return int(json.loads(response.read())["results"]["bindings"][0]["n"]["value"])


def hang_up_on(service: Any, query: str) -> None:
    """Ask, wait until the query runs, and leave."""
    with socket.create_connection(("127.0.0.1", service.port)) as connection:
        target = "/sparql?" + urlencode({"query": query})
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        service.await_running(1)


@pytest.mark.parametrize("query", [SILENT, FLOWING], ids=["silent", "flowing"])
def test_a_client_that_hangs_up_frees_its_process_within_a_second(service: Any, query: str) -> None:
    hang_up_on(service, query)
    assert service.await_running(0) < 1
    assert number(service.ask(COUNT)) == 300


def test_a_long_answer_arrives_whole(service: Any) -> None:
    response = service.ask(LONG)
    assert len(json.loads(response.read())["results"]["bindings"]) == 300 * 300
    assert len(response.headers["X-Query-Id"]) >= 16


@pytest.mark.parametrize("media_type", ["text/csv", "application/sparql-results+json"])
def test_an_answer_that_breaks_off_does_not_look_whole(service: Any, media_type: str) -> None:
    start = monotonic()
    with closing(service.connect()) as connection:
        target = "/sparql?" + urlencode({"query": FLOWING, "timeout": "1"})
        connection.request("GET", target, headers={"Accept": media_type})
        response = connection.getresponse()
        assert response.status == 200
        with pytest.raises(http.client.IncompleteRead):
            response.read()
    assert 0.8 < monotonic() - start < 6
    service.await_running(0)


def test_a_silent_query_is_stopped_at_its_deadline_with_a_problem(service: Any) -> None:
    start = monotonic()
    response = service.ask(SILENT, timeout="0.5")
    assert (response.status, response.headers["Retry-After"]) == (503, "1")
    assert json.loads(response.read())["type"].endswith("query-timeout")
    assert 0.4 < monotonic() - start < 5


def test_a_query_is_stopped_by_its_name_from_any_process(service: Any) -> None:
    for _ in range(4):
        name = secrets.token_urlsafe(16)
        with ThreadPoolExecutor(1) as threads:
            asked = threads.submit(service.ask, SILENT, name=name)
            service.await_running(1)
            start = monotonic()
            assert service.stop(name) == 204
            response = asked.result()
        assert monotonic() - start < 1
        assert response.status == 503
        assert json.loads(response.read())["type"].endswith("query-stopped")


def test_a_flowing_answer_is_stopped_by_the_name_in_its_header(service: Any) -> None:
    response = service.ask(FLOWING)
    assert service.stop(response.headers["X-Query-Id"]) == 204
    with pytest.raises(http.client.IncompleteRead):
        response.read()
    assert service.await_running(0) < 1


def test_a_name_serves_one_query_at_a_time_and_must_be_hard_to_guess(service: Any) -> None:
    name = secrets.token_urlsafe(16)
    flowing = service.ask(FLOWING, name=name)
    second = service.ask(COUNT, name=name)
    assert (flowing.headers["X-Query-Id"], second.status) == (name, 409)
    service.stop(name)
    flowing.close()
    easy = service.ask(COUNT, name="easy")
    assert easy.status == 400


def test_a_name_that_does_not_run_cannot_be_stopped(service: Any) -> None:
    assert service.stop(secrets.token_urlsafe(16)) == 404
    assert service.stop("..") in (400, 404)


def test_a_client_that_reads_nothing_holds_no_process_past_the_deadline(service: Any) -> None:
    with socket.create_connection(("127.0.0.1", service.port)) as connection:
        target = "/sparql?" + urlencode({"query": FLOWING, "timeout": "1"})
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        service.await_running(1)
        assert service.await_running(0) < 3
        assert number(service.ask(COUNT)) == 300


def test_eight_slow_queries_of_one_client_do_not_stop_another(service: Any) -> None:
    with ThreadPoolExecutor(8) as threads:
        slow = [threads.submit(service.ask, SILENT, "192.0.2.1", timeout="4") for _ in range(8)]
        service.await_running(8)
        start = monotonic()
        assert number(service.ask(COUNT, client="192.0.2.2")) == 300
        assert monotonic() - start < 3
    statuses = {asked.result().status for asked in slow}
    assert statuses <= {503, 429}


def test_a_query_that_waits_is_stopped_at_once_too(service: Any) -> None:
    name = secrets.token_urlsafe(16)
    with ThreadPoolExecutor(9) as threads:
        slow = [threads.submit(service.ask, SILENT, "192.0.2.3", timeout="4") for _ in range(8)]
        service.await_running(8)
        waiting = threads.submit(service.ask, SILENT, "192.0.2.3", name)
        service.await_running(9)
        start = monotonic()
        assert service.stop(name) == 204
        assert waiting.result().status == 503
        assert monotonic() - start < 2
        assert {asked.result().status for asked in slow} <= {503, 429}


def test_clients_that_hold_every_process_give_way_to_another(service: Any) -> None:
    """Eight clients are more than the four processes of the two servers."""
    with ThreadPoolExecutor(8) as threads:
        slow = [
            threads.submit(service.ask, SILENT, f"198.51.100.{n}", timeout="8") for n in range(8)
        ]
        service.await_running(8)
        for _ in range(5):
            start = monotonic()
            assert number(service.ask(COUNT, client="203.0.113.1")) == 300
            assert monotonic() - start < 4
        answers = [asked.result() for asked in slow]
    assert {answer.status for answer in answers} <= {503, 429}
    gave_way = [answer for answer in answers if b"gave way" in answer.read()]
    assert gave_way
    assert {answer.headers["Retry-After"] for answer in gave_way} == {"5"}


def test_half_a_body_holds_nobody_up(service: Any) -> None:
    half = b"POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Type: application/sparql-query\r\n"
    half += b"Content-Length: 500\r\n\r\nASK {"
    with ExitStack() as open_connections:
        for _ in range(HALVES):
            connection = socket.create_connection(("127.0.0.1", service.port))
            open_connections.enter_context(connection).sendall(half)
        start = monotonic()
        with closing(service.connect()) as other:
            other.request("GET", "/health/live")
            assert other.getresponse().status == 200
        assert monotonic() - start < 5
