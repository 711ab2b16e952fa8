"""Updates over HTTP: who may, how they are posted, and what comes of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from nosograph.domain.identifiers import GRAPH
from nosograph.domain.writing import with_dataset
from nosograph.errors import InvalidQuery
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.knowledge.writable import Writable
from nosograph.web.app import create_app
from nosograph.web.service import Limits, Service

TOKEN = "open sesame"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
DIRECT = "application/sparql-update"
INSERT = "INSERT DATA { GRAPH <http://example.org/mine> { <s> <p> 'written' } }"
ASK = "ASK { ?s ?p 'written' }"
DROP = "DROP ALL"


@pytest.fixture
def client(
    writer: Writable, writing_pool: SparqlPool, consultation: Any, health: Any
) -> Iterator[FlaskClient]:
    service = Service(consultation, writing_pool, health, writer)
    limits = Limits(body_bytes=20_000, write_token=TOKEN)
    made = create_app(service, limits).test_client()
    yield made
    made.post("/update", data=DROP, content_type=DIRECT, headers=BEARER)


def asks(client: FlaskClient, query: str = ASK, **parameters: str) -> bool:
    response = client.get("/sparql", query_string={"query": query, **parameters})
    return bool(json.loads(response.data)["boolean"])


@pytest.mark.parametrize("path", ["/update", "/sparql"])
def test_an_update_is_posted_as_it_is_or_as_a_form(client: FlaskClient, path: str) -> None:
    direct = client.post(path, data=INSERT, content_type=DIRECT, headers=BEARER)
    assert (direct.status_code, direct.data) == (204, b"")
    assert asks(client)
    form = client.post(path, data={"update": DROP}, headers=BEARER)
    assert form.status_code == 204
    assert not asks(client)


def test_a_byte_order_mark_is_no_part_of_an_update(client: FlaskClient) -> None:
    marked = f"\ufeff{INSERT}"
    response = client.post("/update", data=marked, content_type=DIRECT, headers=BEARER)
    assert response.status_code == 204


def test_relative_iris_are_resolved_against_the_endpoint(client: FlaskClient) -> None:
    client.post("/update", data=INSERT, content_type=DIRECT, headers=BEARER)
    assert asks(client, "ASK { GRAPH ?g { <http://localhost/s> ?p ?o } }")


def test_an_answer_has_another_tag_after_a_write(client: FlaskClient) -> None:
    asked = {"query": ASK}
    tag = client.get("/sparql", query_string=asked).headers["ETag"]
    client.post("/update", data=INSERT, content_type=DIRECT, headers=BEARER)
    again = client.get("/sparql", query_string=asked, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.headers["ETag"] != tag


@pytest.mark.parametrize("path", ["/update", "/sparql"])
@pytest.mark.parametrize("byte", [b"%E9", b"\xe9"])
def test_an_update_that_is_not_utf8_is_refused(client: FlaskClient, path: str, byte: bytes) -> None:
    text = b"update=INSERT DATA { <s> <p> 'written', '" + byte + b"' }"
    form = "application/x-www-form-urlencoded"
    response = client.post(path, data=text, content_type=form, headers=BEARER)
    assert response.status_code == 400
    assert json.loads(response.data)["detail"] == "the form is not UTF-8"
    assert not asks(client)


@pytest.mark.parametrize(
    ("headers", "challenge"),
    [
        ({}, 'Bearer realm="Nosograph graphs"'),
        ({"Authorization": "Basic bWU6bWU="}, 'Bearer realm="Nosograph graphs"'),
        ({"Authorization": "Bearer"}, 'Bearer realm="Nosograph graphs"'),
        (
            {"Authorization": "Bearer wrong"},
            'Bearer realm="Nosograph graphs", error=invalid_token',
        ),
        (
            {"Authorization": "Bearer ünknown"},
            'Bearer realm="Nosograph graphs", error=invalid_token',
        ),
    ],
)
def test_without_the_token_nothing_is_written(
    client: FlaskClient, headers: dict[str, str], challenge: str
) -> None:
    for response in (
        client.post("/update", data=INSERT, content_type=DIRECT, headers=headers),
        client.post("/sparql", data=INSERT, content_type=DIRECT, headers=headers),
        client.put("/rdf-graph-store?default", data="", content_type="text/turtle"),
    ):
        assert (response.status_code, response.mimetype) == (401, "application/problem+json")
    first = client.post("/update", data=INSERT, content_type=DIRECT, headers=headers)
    assert first.headers["WWW-Authenticate"] == challenge
    assert not asks(client)


def test_writes_are_off_unless_there_is_a_token(
    writer: Writable, pool: SparqlPool, consultation: Any, health: Any
) -> None:
    client = create_app(Service(consultation, pool, health, writer), Limits()).test_client()
    for headers in ({}, {"Authorization": "Bearer "}, BEARER):
        response = client.post("/update", data=INSERT, content_type=DIRECT, headers=headers)
        assert response.status_code == 403
        assert "NOSOGRAPH_WRITE_TOKEN" in json.loads(response.data)["detail"]


def test_a_graph_of_the_release_is_not_written(client: FlaskClient) -> None:
    text = f"INSERT DATA {{ GRAPH <{GRAPH}hpo> {{ <s> <p> <o> }} }}"
    response = client.post("/update", data=text, content_type=DIRECT, headers=BEARER)
    assert response.status_code == 403
    assert json.loads(response.data)["type"].endswith("protected-graph")


@pytest.mark.parametrize(
    ("path", "body", "media_type", "status"),
    [
        ("/update", "INSERT DATA {", DIRECT, 400),
        ("/update", "ASK {}", DIRECT, 400),
        ("/update", "", DIRECT, 204),
        ("/update", b"\xff", DIRECT, 400),
        ("/update", "CLEAR ALL".encode("utf-16"), f"{DIRECT}; charset=UTF-16", 400),
        ("/update", DROP, "text/plain", 415),
        ("/update", DROP, None, 415),
        ("/update", "update=CLEAR+ALL&update=CLEAR+ALL", "application/x-www-form-urlencoded", 400),
        ("/update", "query=ASK+{}", "application/x-www-form-urlencoded", 400),
        ("/update?default-graph-uri=http://x/", DROP, DIRECT, 400),
        ("/update?using-graph-uri=relative", "DELETE {} WHERE {}", DIRECT, 400),
        (f"/update?using-graph-uri={GRAPH}hpo", "DELETE {} WHERE {}", DIRECT, 403),
        ("/update?using-graph-uri=http://x/", "WITH <http://x/> DELETE {} WHERE {}", DIRECT, 400),
        ("/update", "x" * 30_000, DIRECT, 413),
        ("/update", "BASE <http://[x/> PREFIX a: <b> CLEAR GRAPH a:b", DIRECT, 400),
    ],
)
def test_a_malformed_update_is_a_problem(
    client: FlaskClient, path: str, body: str | bytes, media_type: str | None, status: int
) -> None:
    response = client.post(path, data=body, content_type=media_type, headers=BEARER)
    assert response.status_code == status
    assert status == 204 or response.mimetype == "application/problem+json"


def test_a_compressed_body_is_refused(client: FlaskClient) -> None:
    headers = {**BEARER, "Content-Encoding": "gzip"}
    response = client.post("/update", data=DROP, content_type=DIRECT, headers=headers)
    assert response.status_code == 415


def test_an_update_is_not_read_from_the_url(client: FlaskClient) -> None:
    assert client.get("/sparql", query_string={"update": DROP}, headers=BEARER).status_code == 400
    assert client.get("/update", query_string={"update": DROP}, headers=BEARER).status_code == 405


def test_a_syntax_error_says_line_and_column(client: FlaskClient) -> None:
    text = "INSERT DATA {\n  <s> 'confidential' }"
    response = client.post("/update", data=text, content_type=DIRECT, headers=BEARER)
    problem = json.loads(response.data)
    assert problem["type"].endswith("query-syntax")
    assert (problem["line"], problem["column"]) == (2, 3)
    assert "confidential" not in response.text


def test_the_data_set_of_the_protocol_is_that_of_every_pattern(client: FlaskClient) -> None:
    text = """INSERT DATA { GRAPH <http://x/a> { <s> <p> 1 } GRAPH <http://x/b> { <s> <p> 2 } } ;
        INSERT { GRAPH <http://x/c> { ?s <q> ?o } } WHERE { ?s ?p ?o } ;
        DELETE WHERE { <s> <p> ?o }"""
    client.post(
        "/update?using-graph-uri=http://x/a", data=text, content_type=DIRECT, headers=BEARER
    )
    assert asks(client, "ASK { GRAPH <http://x/c> { ?s ?q 1 } }")
    assert not asks(client, "ASK { GRAPH <http://x/c> { ?s ?q 2 } }")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DELETE WHERE{?s ?p ?o}", "DELETE {?s ?p ?o} USING <http://x/> WHERE{?s ?p ?o}"),
        (
            "DELETE { ?s ?p '}' } WHERE { ?s ?p ?o . FILTER(?o < '}') }",
            "DELETE { ?s ?p '}' } USING <http://x/> WHERE { ?s ?p ?o . FILTER(?o < '}') }",
        ),
        (
            "INSERT {} WHERE { { SELECT * WHERE {} } }",
            "INSERT {} USING <http://x/> WHERE { { SELECT * WHERE {} } }",
        ),
        ("CLEAR ALL # WHERE", "CLEAR ALL # WHERE"),
        ("INSERT DATA { <where> <where> 'WHERE' }", "INSERT DATA { <where> <where> 'WHERE' }"),
    ],
)
def test_a_data_set_is_written_before_each_pattern(text: str, expected: str) -> None:
    assert with_dataset(text, ("http://x/",), ()) == expected


@pytest.mark.parametrize("clause", ["USING <http://x/>", "using named <http://x/>"])
def test_two_data_sets_are_refused(clause: str) -> None:
    with pytest.raises(InvalidQuery, match="not by both"):
        with_dataset(f"INSERT {{}} {clause} WHERE {{}}", ("http://x/",), ())
