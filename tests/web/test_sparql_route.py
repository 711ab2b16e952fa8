from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from nosograph.domain.sparql import UNKEPT, SparqlAnswer
from nosograph.errors import InvalidQuery, NosographError, Overloaded, QueryTimeout
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.web.app import create_app
from nosograph.web.negotiation import negotiate
from nosograph.web.service import Limits, Service

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ASK = "ASK { ?s ?p 'x' }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?o = 'x') }"
DESCRIBE = "DESCRIBE <http://example.org/x>"
DIRECT = "application/sparql-query"
OTHERS = "http://example.org/others"


def number(document: Any) -> int:
    return int(document["results"]["bindings"][0]["n"]["value"])


def test_a_query_is_read_from_the_url(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": COUNT})
    assert response.mimetype == "application/sparql-results+json"
    assert number(json.loads(response.data)) == 301


def test_a_query_is_read_from_a_form(client: FlaskClient) -> None:
    assert number(json.loads(client.post("/sparql", data={"query": COUNT}).data)) == 301


def test_a_query_is_read_from_the_body(client: FlaskClient) -> None:
    response = client.post("/sparql", data=COUNT, content_type=DIRECT)
    assert number(json.loads(response.data)) == 301


def test_the_default_graph_is_every_graph_unless_one_is_given(client: FlaskClient) -> None:
    chosen = {"default-graph-uri": OTHERS}
    by_url = client.get("/sparql", query_string={"query": COUNT, **chosen})
    by_form = client.post("/sparql", data={"query": COUNT, **chosen})
    direct = client.post("/sparql", query_string=chosen, data=COUNT, content_type=DIRECT)
    assert [number(json.loads(r.data)) for r in (by_url, by_form, direct)] == [1, 1, 1]


def test_named_graphs_are_those_given(client: FlaskClient) -> None:
    query = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    chosen = {"query": query, "named-graph-uri": OTHERS}
    assert number(json.loads(client.get("/sparql", query_string=chosen).data)) == 1


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (COUNT, None, "application/sparql-results+json"),
        (COUNT, "*/*", "application/sparql-results+json"),
        (COUNT, "application/json", "application/json"),
        (COUNT, "text/csv, application/sparql-results+json;q=0.9", "text/csv"),
        (COUNT, "text/*;q=0.9, application/sparql-results+xml", "application/sparql-results+xml"),
        (COUNT, "text/tab-separated-values", "text/tab-separated-values"),
        (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
        (ASK, None, "application/sparql-results+json"),
        (CONSTRUCT, None, "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (DESCRIBE, "text/turtle;q=0, application/*", "application/n-triples"),
    ],
)
def test_the_media_type_is_the_best_that_the_client_accepts(
    client: FlaskClient, query: str, accept: str | None, media_type: str
) -> None:
    headers = {} if accept is None else {"Accept": accept}
    response = client.get("/sparql", query_string={"query": query}, headers=headers)
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert response.headers["Vary"] == "Accept, Accept-Encoding"
    assert response.data


@pytest.mark.parametrize(
    ("query", "accept"),
    [(COUNT, "text/turtle"), (CONSTRUCT, "text/csv"), (ASK, "image/png"), (ASK, "*/*;q=0")],
)
def test_a_media_type_that_does_not_fit_is_refused(
    client: FlaskClient, query: str, accept: str
) -> None:
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert response.status_code == 406
    assert response.mimetype == "application/problem+json"


def test_the_more_specific_range_decides() -> None:
    assert negotiate("a/b;q=0.1, a/*;q=0.9", ["a/b", "a/c"]) == "a/c"
    assert negotiate("a/b;q=0, */*", ["a/b"]) is None
    assert negotiate("", ["a/b"]) == "a/b"


def test_an_unchanged_release_is_not_asked_twice(client: FlaskClient) -> None:
    asked = {"query": COUNT}
    first = client.get("/sparql", query_string=asked)
    again = client.get(
        "/sparql", query_string=asked, headers={"If-None-Match": first.headers["ETag"]}
    )
    other = client.get(
        "/sparql",
        query_string=asked,
        headers={"If-None-Match": first.headers["ETag"], "Accept": "text/csv"},
    )
    assert (again.status_code, again.data, other.status_code) == (304, b"", 200)
    assert (
        again.headers["ETag"] == first.headers["ETag"] == 'W/"r1/application/sparql-results+json"'
    )


@pytest.mark.parametrize("call", ["NOW()", "rand ( )", "STRUUID # new\n ()"])
def test_an_answer_that_changes_by_itself_has_no_tag(client: FlaskClient, call: str) -> None:
    asked = {"query": f"SELECT ({call} AS ?x) {{}}"}
    response = client.get("/sparql", query_string=asked, headers={"If-None-Match": "*"})
    assert response.status_code == 200
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_what_another_default_graph_answers_has_another_tag(
    pool: SparqlPool, consultation: Any, health: Any
) -> None:
    service = Service(consultation, pool, health)
    tags = {
        create_app(service, Limits(union=union))
        .test_client()
        .get("/sparql", query_string={"query": COUNT})
        .headers["ETag"]
        for union in (True, False)
    }
    assert len(tags) == 2


def test_an_answer_with_what_others_said_has_no_tag(
    client: FlaskClient, pool: SparqlPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = SparqlAnswer(iter([b"{}"]), "application/sparql-results+json", UNKEPT)
    monkeypatch.setattr(pool, "query", lambda _: said)
    response = client.get("/sparql", query_string={"query": COUNT})
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in response.headers
    assert "Accept" in response.vary


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({}, 400),
        ({"query": [COUNT, COUNT]}, 400),
        ({"query": ""}, 400),
        ({"query": "SELECT * {"}, 400),
        ({"query": COUNT, "timeout": "soon"}, 400),
        ({"query": COUNT, "timeout": "-1"}, 400),
        ({"query": COUNT, "timeout": "nan"}, 400),
        ({"query": "DELETE WHERE { ?s ?p ?o }"}, 400),
        ({"query": COUNT, "default-graph-uri": "http://example.org/none"}, 400),
        ({"query": COUNT, "named-graph-uri": "not an IRI"}, 400),
        ({"query": "SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }"}, 400),
        ({"query": "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }"}, 400),
    ],
)
def test_a_request_that_cannot_be_answered_is_a_problem(
    client: FlaskClient, parameters: dict[str, Any], status: int
) -> None:
    for response in (
        client.get("/sparql", query_string=parameters),
        client.post("/sparql", data=parameters, content_type="application/x-www-form-urlencoded"),
    ):
        assert response.status_code == status
        assert response.mimetype == "application/problem+json"


def test_a_syntax_error_says_where(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "SELECT * {\n ?s ?p"})
    detail = json.loads(response.data)["detail"]
    assert detail == "line 2, column 7: something is missing at the end"


@pytest.mark.parametrize(
    "media_type", ["application/x-sparql", "text/plain", "multipart/form-data", None]
)
def test_another_body_is_refused(client: FlaskClient, media_type: str | None) -> None:
    assert client.post("/sparql", data=COUNT, content_type=media_type).status_code == 415


def test_a_body_that_is_not_utf8_is_refused(client: FlaskClient) -> None:
    assert client.post("/sparql", data=b"\xff", content_type=DIRECT).status_code == 400


@pytest.mark.parametrize("query", [b"SELECT%20(%22caf%E9%22%20AS%20?x)%7B%7D", b"ASK{'\xe9'}"])
def test_parameters_that_are_not_utf8_are_refused(client: FlaskClient, query: bytes) -> None:
    given = b"query=" + query
    form = "application/x-www-form-urlencoded"
    url = {"QUERY_STRING": given.decode("latin-1")}
    for response, what in (
        (client.get("/sparql", environ_overrides=url), "address"),
        (client.post("/sparql", data=given, content_type=form), "form"),
        (
            client.post("/sparql", environ_overrides=url, data=COUNT, content_type=DIRECT),
            "address",
        ),
    ):
        assert response.status_code == 400
        assert json.loads(response.data)["detail"] == f"the {what} is not UTF-8"


def test_a_byte_order_mark_is_no_part_of_a_query(client: FlaskClient) -> None:
    marked = f"\ufeff{COUNT}"
    assert client.get("/sparql", query_string={"query": marked}).status_code == 200
    assert client.post("/sparql", data=marked, content_type=DIRECT).status_code == 200


def test_an_oversized_query_is_refused(client: FlaskClient) -> None:
    long = COUNT + " " * 30_000
    assert client.post("/sparql", data=long, content_type=DIRECT).status_code == 413
    assert client.post("/sparql", data={"query": long}).status_code == 413


@pytest.mark.parametrize(
    ("failure", "status", "slug", "retry"),
    [
        (Overloaded("busy", retry_after=3), 503, "overloaded", "3"),
        (QueryTimeout(2.0), 503, "query-timeout", "1"),
        (InvalidQuery("no"), 400, "invalid-query", None),
    ],
)
def test_a_stopped_query_says_so(
    failure: NosographError, status: int, slug: str, retry: str | None, failing_service: Any
) -> None:
    client = create_app(failing_service(failure), Limits()).test_client()
    response = client.get("/sparql", query_string={"query": COUNT})
    assert (response.status_code, response.headers.get("Retry-After")) == (status, retry)
    assert json.loads(response.data)["type"].endswith(slug)


@pytest.fixture
def failing_service(consultation: Any, health: Any) -> Any:
    class Failing:
        def __init__(self, failure: NosographError) -> None:
            self.failure = failure

        def query(self, request: object) -> Any:
            raise self.failure

        def enter(self, request: object) -> Any:
            raise self.failure

        def stop(self, name: str) -> None:
            raise self.failure

        def running(self) -> int:
            return 0

    return lambda failure: Service(consultation, Failing(failure), health)


def test_any_page_may_read_and_ask_first(client: FlaskClient) -> None:
    asked = client.options("/sparql", headers={"Origin": "http://example.org"})
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    read = client.get("/sparql", query_string={"query": ASK})
    assert read.headers["Access-Control-Allow-Origin"] == "*"
