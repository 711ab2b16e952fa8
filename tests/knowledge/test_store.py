"""One behaviour suite for every adapter, then what only one of them can get wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from nosograph.domain.identifiers import iri
from nosograph.errors import InvalidQuery, NoRelease, Overloaded
from nosograph.knowledge import graphs
from nosograph.knowledge.store import RESULT_FORMATS, EmbeddedStore, RemoteStore, Store

SAYS = "<https://example.org/a> <https://example.org/says>"
ELSEWHERE = "GRAPH <https://example.org/graph>"


def number(index: int) -> str:
    return f"<https://example.org/item/{index}> <https://example.org/number> ?number"


def test_iris_and_literals_come_as_text(store: Store) -> None:
    rows = store.select(f"SELECT ?p ?o {{ {ELSEWHERE} {{ <https://example.org/a> ?p ?o }} }}")
    assert {(row["p"].rpartition("/")[2], row["o"]) for row in rows} == {
        ("says", "plain"),
        ("says", "deutsch: Krämpfe"),
        ("says", 'a "b" \\ \n c'),
        ("counts", "7"),
        ("knows", "https://example.org/b"),
    }


def test_an_unbound_variable_is_left_out(store: Store) -> None:
    query = f"""SELECT ?o ?none {{ {ELSEWHERE} {{ <https://example.org/a>
        <https://example.org/knows> ?o OPTIONAL {{ ?o <https://example.org/knows> ?none }} }} }}"""
    assert store.select(query) == [{"o": "https://example.org/b"}]


def test_nothing_found_is_no_rows(store: Store) -> None:
    assert store.select(f"SELECT ?o {{ {ELSEWHERE} {{ <https://example.org/none> ?p ?o }} }}") == []


def test_rows_keep_their_order(store: Store) -> None:
    query = f"""SELECT ?n {{ {ELSEWHERE} {{ ?item <https://example.org/number> ?n }} }}
        ORDER BY DESC(?n) LIMIT 3"""
    assert [row["n"] for row in store.select(query)] == ["2999", "2998", "2997"]


def test_long_answers_are_complete(store: Store) -> None:
    query = f"SELECT ?item ?n {{ {ELSEWHERE} {{ ?item <https://example.org/number> ?n }} }}"
    rows = store.select(query)
    assert {row["n"] for row in rows} == {f"{index:04}" for index in range(3_000)}
    assert len(rows) == 3_000


def test_graphs_are_kept_apart(store: Store) -> None:
    spasm = f"<{iri('HP:0003394')}> <{iri('rdfs:label')}> ?label"
    assert store.select(f"SELECT ?label {{ GRAPH <{graphs.HPO}> {{ {spasm} }} }}")
    assert not store.select(f"SELECT ?label {{ {ELSEWHERE} {{ {spasm} }} }}")


def test_many_values_are_asked_at_once(store: Store) -> None:
    items = " ".join(f"<https://example.org/item/{index}>" for index in range(200))
    query = f"""SELECT ?n {{ {ELSEWHERE} {{ VALUES ?item {{ {items} }}
        ?item <https://example.org/number> ?n }} }}"""
    assert len(store.select(query)) == 200


def test_a_broken_query_is_refused(store: Store) -> None:
    for query in ("", "SELECT", "SELECT ?x {", "SELECT ?x { ?x nos:unknownPrefix ?y }"):
        with pytest.raises(InvalidQuery):
            store.select(query)


def test_only_a_select_has_rows(store: Store) -> None:
    for query in ("ASK { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
        with pytest.raises(InvalidQuery, match="SELECT"):
            store.select(query)


def test_threads_get_their_own_answers(store: Store) -> None:
    def ask(index: int) -> bool:
        rows = store.select(f"SELECT ?number {{ {ELSEWHERE} {{ {number(index)} }} }}")
        return rows == [{"number": f"{index:04}"}]

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(200)))


def test_a_folder_without_store_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match="no store in missing"):
        EmbeddedStore(tmp_path / "missing")
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize("format_", RESULT_FORMATS)
def test_every_kind_of_answer_is_printed_in_every_format(loaded: Path, format_: str) -> None:
    embedded = EmbeddedStore(loaded)
    where = f"{{ {ELSEWHERE} {{ ?s <https://example.org/knows> ?o }} }}"
    for query in (f"SELECT * {where}", f"CONSTRUCT {{ ?s ?s ?o }} WHERE {where}"):
        assert b"https://example.org/b" in embedded.answer(query, format_)
    assert b"true" in embedded.answer(f"ASK {where}", format_)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_what_cannot_be_evaluated_is_refused(loaded: Path, query: str) -> None:
    with pytest.raises(InvalidQuery):
        EmbeddedStore(loaded).answer(query, "json")


class Answering(BaseHTTPRequestHandler):
    status, headers_sent, body = 200, dict[str, str](), b""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        self.send_header("Content-Type", "application/sparql-results+json")
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def endpoint(status: int, body: bytes, **headers: str) -> Iterator[RemoteStore]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    handler = type("Now", (Answering,), {"status": status, "headers_sent": sent, "body": body})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield RemoteStore(f"http://127.0.0.1:{server.server_port}/sparql", timeout=5)
        finally:
            server.shutdown()
            thread.join()


EMPTY = b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}'


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 502, 503])
def test_an_endpoint_that_refuses_is_overloaded(status: int) -> None:
    with endpoint(status, b"it said: secret") as store, pytest.raises(Overloaded) as failed:
        store.select("SELECT ?x { ?x ?x ?x }")
    assert "secret" not in str(failed.value)


@pytest.mark.parametrize("body", [b"", b"<html>", EMPTY[:-5], b"\xff"])
def test_an_answer_that_breaks_off_is_no_answer(body: bytes) -> None:
    with endpoint(200, body) as store, pytest.raises(Overloaded):
        store.select("SELECT ?x { ?x ?x ?x }")


def test_an_answer_that_says_it_is_partial_is_no_answer() -> None:
    partial = endpoint(200, EMPTY, X_SQL_State="S1TAT")
    with partial as store, pytest.raises(Overloaded, match="a part of the answer"):
        store.select("SELECT ?x { ?x ?x ?x }")


def test_an_answer_that_ends_before_its_length_is_no_answer() -> None:
    with endpoint(200, EMPTY, Content_Length="999") as store, pytest.raises(Overloaded):
        store.select("SELECT ?x { ?x ?x ?x }")


def test_an_endpoint_that_is_not_there_is_overloaded() -> None:
    with endpoint(200, EMPTY) as store:
        assert store.select("SELECT ?x { ?x ?x ?x }") == []
    with pytest.raises(Overloaded):
        store.select("SELECT ?x { ?x ?x ?x }")
