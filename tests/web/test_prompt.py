"""What is answered on the event loop is what the application would say, or is left to it."""

from __future__ import annotations

import asyncio
import gzip
import io
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode

import pytest
import uvloop
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.conftest import RoteConsultation, RoteHealth

from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.web.app import Application, create_app
from nosograph.web.clients import asked_by_client
from nosograph.web.gateway import Gateway, environ_of
from nosograph.web.prompt import PromptAnswers
from nosograph.web.service import Limits, Service
from nosograph.web.sparql import BEGUN, read_body, read_request

JSON = b"application/sparql-results+json"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
SOME = "SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 40"
ALL = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o . ?a ?b ?c }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
QUERY_BODY, FORM_BODY = b"application/sparql-query", b"application/x-www-form-urlencoded"
LEFT_OUT = {b"x-query-id", b"content-length"}


def asked(method: str, query_string: bytes, **headers: bytes) -> dict[str, Any]:
    """Return the scope of a request."""
    named = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
    return {
        "type": "http",
        "method": method,
        "path": "/sparql",
        "query_string": query_string,
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8080),
        "client": ("192.0.2.7", 4000),
        "headers": [(b"host", b"127.0.0.1:8080"), *named],
    }


def got(query: str, **headers: bytes) -> tuple[dict[str, Any], bytes]:
    return asked("GET", urlencode({"query": query}).encode(), **headers), b""


def posted(query: str, **headers: bytes) -> tuple[dict[str, Any], bytes]:
    return asked("POST", b"", content_type=QUERY_BODY, **headers), query.encode()


def formed(query: str, **headers: bytes) -> tuple[dict[str, Any], bytes]:
    body = urlencode({"query": query, "timeout": "5"}).encode()
    return asked("POST", b"", content_type=FORM_BODY, **headers), body


def answered(gateway: Gateway, scope: dict[str, Any], body: bytes) -> tuple[int, Any, bytes]:
    """Return status, headers and body of an answer."""
    sent: list[Any] = []
    ended: list[dict[str, Any]] = []
    # As Granian does: the end of a body comes in a message of its own.
    coming: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": True}]

    async def receive() -> dict[str, Any]:
        if coming:
            return coming.pop(0)
        if not ended:
            ended.append({"type": "http.request", "body": b"", "more_body": False})
            return ended[0]
        return await asyncio.Future()

    async def send(message: Any) -> None:
        sent.append(message)

    if body:
        scope = {**scope, "headers": [*scope["headers"], (b"content-length", b"%d" % len(body))]}
    uvloop.run(gateway(scope, receive, send))
    whole = b"".join(message.get("body", b"") for message in sent[1:])
    headers = {name: value for name, value in sent[0]["headers"] if name not in LEFT_OUT}
    if headers.get(b"content-encoding") == b"gzip":
        whole = gzip.decompress(whole)
    return sent[0]["status"], headers, whole


@pytest.fixture(scope="module")
def app(pool: SparqlPool) -> Application:
    limits = Limits(body_bytes=20_000, text_characters=1_000, findings=20)
    return create_app(Service(RoteConsultation(), pool, RoteHealth()), limits)


@pytest.fixture(scope="module")
def ways(app: Application) -> tuple[Gateway, Gateway]:
    """With and without what answers on the event loop."""
    return Gateway(app, 1, app.prompt), Gateway(app, 1)


HEADERS: tuple[dict[str, bytes], ...] = (
    {"accept": JSON},
    {"accept": b"text/csv", "accept_encoding": b"gzip, deflate"},
    {"accept": b"application/sparql-results+xml", "accept_encoding": b"gzip;q=0"},
    {"accept": b"image/png"},
    {"accept": JSON, "x_query_id": b"a-name-of-my-own-123"},
    {"accept": JSON, "if_none_match": b'W/"r1/application/sparql-results+json"'},
    {"accept": JSON, "content_encoding": b"gzip"},
)
QUERIES = (
    COUNT,
    SOME,
    ALL,
    "ASK {}",
    "ASK { FILTER(NOW() > RAND()) }",
    "SELECT * {",
    "",
    "SELECT * FROM <http://x/none> {}",
    "ASK { SERVICE <http://x/> {} }",
)


@pytest.mark.parametrize("query", QUERIES)
def test_both_ways_say_the_same(ways: tuple[Gateway, Gateway], query: str) -> None:
    for ask in (got, posted, formed):
        for given_headers in HEADERS:
            accept = {"accept": b"text/turtle"} if query == ALL else {}
            asked_for = ask(query, **{**given_headers, **accept})
            prompt, plain = (answered(way, *asked_for) for way in ways)
            assert prompt == plain, given_headers


def test_a_small_answer_needs_neither_thread_nor_application(app: Application) -> None:
    def unused(*_: Any) -> Any:
        raise AssertionError("the application was asked")

    for ask in (got, posted, formed):
        status, headers, body = answered(Gateway(unused, 1, app.prompt), *ask(COUNT))
        assert (status, b"301" in body, headers[b"content-type"]) == (200, True, JSON)


def test_many_at_once_are_all_answered(app: Application) -> None:
    gateway = Gateway(app, 2, app.prompt)

    async def all_of_them() -> list[int]:
        statuses: list[int] = []

        async def one() -> None:
            coming = [{"type": "http.request", "body": COUNT.encode(), "more_body": False}]

            async def receive() -> dict[str, Any]:
                return coming.pop(0) if coming else await asyncio.Future()

            async def send(message: Any) -> None:
                if "status" in message:
                    statuses.append(message["status"])

            scope = asked("POST", b"", content_type=QUERY_BODY, content_length=b"36")
            await gateway(scope, receive, send)

        await asyncio.gather(*(one() for _ in range(8)))
        return statuses

    assert uvloop.run(all_of_them()) == [200] * 8


def test_a_query_that_takes_long_is_stopped_at_its_deadline(
    ways: tuple[Gateway, Gateway],
) -> None:
    start = monotonic()
    scope = asked("POST", b"", content_type=FORM_BODY)
    body = urlencode({"query": ENDLESS, "timeout": "0.5"}).encode()
    status, headers, said = answered(ways[0], scope, body)
    assert (status, b"query-timeout" in said) == (503, True)
    assert b"retry-after" in headers
    assert 0.4 < monotonic() - start < 5
    assert answered(ways[0], *got(COUNT))[0] == 200


def test_a_client_that_hangs_up_ends_its_query(app: Application, pool: SparqlPool) -> None:
    gateway = Gateway(app, 1, app.prompt)

    async def hang_up() -> None:
        messages = [{"type": "http.request", "body": ENDLESS.encode(), "more_body": False}]

        async def receive() -> dict[str, Any]:
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            del message

        await gateway(
            asked("POST", b"", content_type=QUERY_BODY, content_length=b"99"), receive, send
        )

    start = monotonic()
    uvloop.run(hang_up())
    while pool.running():
        assert monotonic() - start < 5
        sleep(0.01)


names = st.sampled_from(
    ["query", "timeout", "default-graph-uri", "named-graph-uri", "update", "format", ""]
)
texts = st.sampled_from(
    [
        COUNT,
        ALL,
        "ASK {}",
        "",
        "x",
        "http://x/a",
        "3",
        "-1",
        "inf",
        "\N{GREEK SMALL LETTER PI}",
        "a+b%41&;=",
    ]
) | st.text(max_size=8)
hosts = st.sampled_from(
    [
        b"127.0.0.1:8080",
        b"example.org",
        b"Example.org",
        b"example.org:80",
        b"[::1]:1",
        b"a b",
        b"",
        b"x:y",
    ]
)
kinds = st.sampled_from(
    [None, QUERY_BODY, FORM_BODY, b"text/plain", QUERY_BODY + b"; charset=latin-1"]
)
accepts = st.sampled_from(
    [None, JSON, b"*/*", b"text/html,*/*;q=0.1", b"text/turtle", b"image/png"]
)
forwards = st.sampled_from([None, b"203.0.113.9", b"203.0.113.9, 198.51.100.1", b"2001:db8::1"])


@settings(max_examples=400, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST"]),
    pairs=st.lists(st.tuples(names, texts), max_size=3),
    elsewhere=st.lists(st.tuples(names, texts), max_size=1),
    raw=st.binary(max_size=6),
    host=hosts,
    kind=kinds,
    accept=accepts,
    forwarded=forwards,
    proxies=st.integers(0, 2),
)
def test_whatever_is_read_is_read_alike(app: Application, **drawn: Any) -> None:
    scope, body = request_of(**drawn)
    limits = Limits(body_bytes=20_000, trusted_proxies=drawn["proxies"])
    prompt = PromptAnswers(app, app.prompt._service, limits)  # type: ignore[union-attr]
    read = prompt.read(scope, dict(scope["headers"]), body)
    if read is not None:
        assert read == read_by_application(app, limits, scope, body)


def request_of(**drawn: Any) -> tuple[dict[str, Any], bytes]:
    encoded = urlencode(drawn["pairs"]).encode() + drawn["raw"].replace(b"#", b"")
    other = urlencode(drawn["elsewhere"]).encode()
    scope = asked(drawn["method"], encoded if drawn["method"] == "GET" else other)
    given = {"content-type": "kind", "accept": "accept", "x-forwarded-for": "forwarded"}
    headers = [(name.encode(), drawn[key]) for name, key in given.items() if drawn[key]]
    scope["headers"] = [(b"host", drawn["host"]), *headers]
    if drawn["method"] == "GET":
        return scope, b""
    return scope, drawn["pairs"][0][1].encode() if drawn["kind"] == QUERY_BODY and drawn[
        "pairs"
    ] else encoded


def read_by_application(
    app: Application, limits: Limits, scope: dict[str, Any], body: bytes
) -> Any:
    """Return the query that the application would read, or raise what it would answer with."""
    environ = environ_of(scope)
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    with app.request_context(environ) as context:
        if scope["method"] == "GET":
            arguments = context.request.args
            sparql = read_request(limits, arguments, arguments.getlist("query"))
        else:
            sparql = read_body(limits)
        return asked_by_client(sparql, limits)


def test_a_query_begun_before_is_not_begun_again(app: Application) -> None:
    begun: list[str] = []

    def refuse() -> Any:
        begun.append("once")
        raise AssertionError

    environ = environ_of(asked("GET", urlencode({"query": COUNT}).encode(), accept=JSON))
    with pytest.raises(AssertionError), app.request_context({**environ, BEGUN: refuse}):
        app.dispatch_request()
    assert begun == ["once"]
