"""The public endpoint over stores elsewhere: real servers, and one that fails in known ways."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from time import monotonic, sleep
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pytest
from tests.knowledge.elsewhere import serving

from nosograph.domain.sparql import SparqlRequest
from nosograph.errors import (
    BrokenAnswer,
    InvalidQuery,
    NosographError,
    Overloaded,
    QueryStopped,
    QueryTimeout,
)
from nosograph.knowledge.admission import Share
from nosograph.knowledge.outside import Outside
from nosograph.knowledge.remote_endpoint import RemoteEndpoint
from nosograph.knowledge.store import RemoteStore, Store

JSON = "application/sparql-results+json"
SELECT = "SELECT ?x { GRAPH ?g { ?x ?x ?x } }"
CONSTRUCT = "CONSTRUCT { ?x ?x ?x } WHERE { GRAPH ?g { ?x ?x ?x } }"
NAME = "n" * 16


def rows(number: int) -> bytes:
    bindings = [{"x": {"type": "literal", "value": f"row {n}"}} for n in range(number)]
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": bindings}}).encode()


TRIPLES = b"".join(b"<http://e/%d> <http://e/p> <http://e/o> .\n" % n for n in range(5_000))


class Endpoint(BaseHTTPRequestHandler):
    """A SPARQL endpoint that answers as it is told."""

    protocol_version = "HTTP/1.1"
    status, body, chunked, cut, pause = 200, rows(3), False, False, 0.0
    media_type = JSON
    headers_sent: ClassVar[dict[str, str]] = {}
    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.extend(parse_qs(form).get("query", []))
        sleep(self.pause)
        self.send_response(self.status)
        self.send_header("Content-Type", self.media_type)
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        if self.chunked:
            self._send_chunks()
        else:
            self._send_length()
        self.close_connection = True

    def _send_chunks(self) -> None:
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        with suppress(ConnectionError):
            self._send_body()

    def _send_body(self) -> None:
        for start in range(0, len(self.body), 4_096):
            part = self.body[start : start + 4_096]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        if not self.cut:
            self.wfile.write(b"0\r\n\r\n")

    def _send_length(self) -> None:
        if "Connection" not in self.headers_sent:
            self.send_header("Content-Length", str(len(self.body) + 10 * self.cut))
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def address(**behaviour: Any) -> Iterator[str]:
    with serving(Endpoint, **behaviour) as (port, _):
        yield f"http://127.0.0.1:{port}/sparql"


@contextmanager
def endpoint(seconds: float = 5, **behaviour: Any) -> Iterator[RemoteEndpoint]:
    with address(**behaviour) as url:
        made = RemoteEndpoint(url, 2, Share(seconds))
        try:
            yield made
        finally:
            made.close()


def ask(remote: RemoteEndpoint, query: str = SELECT, accept: str = JSON, **more: Any) -> bytes:
    return remote.query(SparqlRequest(query, accept, **more)).read()


@pytest.fixture(scope="session")
def public(store: Store) -> Iterator[RemoteEndpoint]:
    """Return the public endpoint over each real server in turn."""
    if not isinstance(store, RemoteStore):
        pytest.skip("the embedded store has its own processes")
    made = RemoteEndpoint(store.endpoint, 2, Share(20))
    yield made
    made.close()


ELSEWHERE = "GRAPH <https://example.org/graph>"
NUMBERS = f"{{ {ELSEWHERE} {{ ?item <https://example.org/number> ?n }} }}"


@pytest.mark.parametrize(
    "accept", [JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"]
)
def test_real_servers_give_every_row_in_every_format(public: RemoteEndpoint, accept: str) -> None:
    answer = ask(public, f"SELECT ?item ?n {NUMBERS}", accept)
    assert answer.count(b"https://example.org/item/") == 3_000


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/rdf+xml"])
def test_real_servers_give_whole_graphs(public: RemoteEndpoint, accept: str) -> None:
    construct = f"CONSTRUCT {{ ?item <https://example.org/n> ?n }} WHERE {NUMBERS}"
    assert ask(public, construct, accept).count(b"https://example.org/item/") == 3_000


def test_real_servers_say_yes_and_no(public: RemoteEndpoint) -> None:
    for query, expected in (
        (f"ASK {NUMBERS}", True),
        (f"ASK {{ {ELSEWHERE} {{ ?s ?s 1 }} }}", False),
    ):
        assert json.loads(ask(public, query))["boolean"] is expected


def test_a_broken_query_is_refused(public: RemoteEndpoint) -> None:
    for query in ("SELECT ?x {", "INSERT DATA { <a:a> <a:b> <a:c> }", ""):
        with pytest.raises(InvalidQuery):
            ask(public, query)


def test_service_is_refused_here_too() -> None:
    with endpoint() as remote, pytest.raises(InvalidQuery, match="FEDERATION_HOSTS"):
        ask(remote, "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")


@pytest.mark.parametrize(
    "behaviour",
    [
        {"status": 206},
        {"status": 203},
        {"status": 429, "headers_sent": {"Retry-After": "7"}},
        {"status": 500},
        {"status": 503},
        {"headers_sent": {"X-SQL-State": "S1TAT"}},
        {"headers_sent": {"X-SPARQL-MaxRows": "3"}},
        {"cut": True},
        {"chunked": True, "cut": True},
        {"body": b""},
        {"body": b"<html>"},
        {"body": rows(3)[:-1]},
        {"body": rows(3)[:-3]},
        {"body": rows(3)[:-3], "chunked": True},
        {"body": rows(3)[:-3], "headers_sent": {"Connection": "close"}},
    ],
    ids=str,
)
@pytest.mark.parametrize("accept", [JSON, "text/csv"])
def test_a_part_of_an_answer_is_never_given_as_an_answer(
    behaviour: dict[str, Any], accept: str
) -> None:
    with endpoint(**behaviour) as remote, pytest.raises(NosographError) as failed:
        ask(remote, accept=accept)
    assert isinstance(failed.value, Overloaded)
    with address(**behaviour) as url, pytest.raises(Overloaded) as same:
        RemoteStore(url, timeout=5).select(SELECT)
    expected = 7 if behaviour.get("status") == 429 else 1
    assert failed.value.retry_after == same.value.retry_after == expected


@pytest.mark.parametrize(
    "behaviour",
    [
        {"cut": True},
        {"chunked": True, "cut": True},
        {"body": TRIPLES[:-5]},
        {"headers_sent": {"Connection": "close"}},
    ],
    ids=str,
)
def test_a_part_of_a_graph_is_never_given_as_a_graph(behaviour: dict[str, Any]) -> None:
    sent = {"body": TRIPLES, "media_type": "application/n-triples", **behaviour}
    with endpoint(**sent) as remote, pytest.raises(Overloaded):
        ask(remote, CONSTRUCT, "text/turtle")


def test_an_answer_that_breaks_after_some_pieces_is_broken_for_the_client() -> None:
    with endpoint(body=rows(20_000)[:-3], chunked=True) as remote:
        pieces = remote.query(SparqlRequest(SELECT, JSON)).chunks
        assert len(next(pieces)) >= 2**16
        with pytest.raises(BrokenAnswer):
            list(pieces)
        assert remote.running() == 0


def test_a_long_answer_flows_whole() -> None:
    with endpoint(body=rows(20_000), chunked=True) as remote:
        assert len(json.loads(ask(remote))["results"]["bindings"]) == 20_000


def test_a_slow_endpoint_is_given_up_at_the_deadline() -> None:
    with endpoint(seconds=1, pause=5) as remote:
        start = monotonic()
        with pytest.raises(Overloaded):
            ask(remote)
        assert monotonic() - start < 4
        assert remote.running() == 0


def test_a_client_that_stops_reading_frees_its_place() -> None:
    with endpoint(body=rows(200_000), chunked=True) as remote:
        for _ in range(5):
            answer = remote.query(SparqlRequest(SELECT, JSON))
            next(answer.chunks)
            answer.chunks.close()  # type: ignore[attr-defined]
        assert remote.running() == 0


def test_a_query_is_stopped_by_name_or_at_its_deadline_while_it_flows() -> None:
    with endpoint(body=rows(200_000), chunked=True) as remote:
        flowing = remote.query(SparqlRequest(SELECT, JSON, id=NAME)).chunks
        next(flowing)
        remote.stop(NAME)
        sleep(0.4)
        with pytest.raises(QueryStopped):
            list(flowing)
        late = remote.query(SparqlRequest(SELECT, JSON, timeout=0.3)).chunks
        sleep(0.8)
        with pytest.raises(QueryTimeout):
            list(late)
        assert remote.running() == 0


def test_relative_iris_are_resolved_against_the_address_that_was_asked() -> None:
    asked: list[str] = []
    with endpoint(asked=asked) as remote:
        remote.query(SparqlRequest(SELECT, JSON, base="http://here.example/sparql")).read()
        remote.query(SparqlRequest(SELECT, JSON)).read()
    assert asked == [f"BASE <http://here.example/sparql> {SELECT}", SELECT]


def test_what_the_default_graph_is_elsewhere_is_not_promised() -> None:
    with endpoint() as remote:
        with pytest.raises(InvalidQuery, match="name its graphs"):
            remote.query(SparqlRequest(SELECT, JSON, union=False))
        chosen = SparqlRequest(SELECT, JSON, union=False, default_graphs=("http://e/g",))
        assert remote.query(chosen).read()
        named = SELECT.replace("{", "FROM NAMED <http://e/g> {", 1)
        assert remote.query(SparqlRequest(named, JSON, union=False)).read()


def test_a_data_set_is_handed_on_and_nothing_is_fetched_for_it() -> None:
    asked: list[str] = []
    query = SELECT.replace("{", "FROM <http://elsewhere.example/doc> {", 1)
    allowed = Outside(("elsewhere.example",), resolve=lambda *_: pytest.fail("looked up"))
    with (
        address(asked=asked) as url,
        closing(RemoteEndpoint(url, 2, Share(5), None, allowed)) as remote,
    ):
        assert ask(remote, query)
    assert asked == [query]
