"""Graphs over HTTP, named in the path or by a parameter."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nosograph.domain.identifiers import GRAPH
from nosograph.domain.sparql import GRAPH_MEDIA_TYPES
from nosograph.domain.writing import GraphChange, GraphDocument, GraphEdit, Precondition
from nosograph.errors import UnmetPrecondition
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.knowledge.writable import Writable
from nosograph.web.app import create_app
from nosograph.web.service import Limits, Service

TOKEN = "open sesame"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
STORE = "/rdf-graph-store"
MINE = f"{STORE}?graph=http://example.org/mine"
TURTLE = "text/turtle"
DATA = "<http://x/s> <http://x/p> 'x' ."


@pytest.fixture
def client(
    writer: Writable, writing_pool: SparqlPool, consultation: Any, health: Any
) -> FlaskClient:
    service = Service(consultation, writing_pool, health, writer)
    return create_app(service, Limits(body_bytes=20_000, write_token=TOKEN)).test_client()


def put(client: FlaskClient, path: str, body: str | bytes = DATA, kind: str | None = TURTLE) -> int:
    return client.put(path, data=body, content_type=kind, headers=BEARER).status_code


def read(client: FlaskClient, path: str, accept: str = TURTLE) -> set[ox.Quad]:
    body = client.get(path, headers={"Accept": accept}).data
    return set(ox.parse(body, format=ox.RdfFormat.from_media_type(accept)))


@pytest.mark.parametrize("path", [MINE, f"{STORE}/people/1.ttl", f"{STORE}/a%20b"])
def test_a_graph_lives_from_its_first_put_to_its_deletion(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert put(client, path) == 201
    assert put(client, path, "<http://x/s> <http://x/p> 'y' .") == 204
    assert [quad.object for quad in read(client, path)] == [ox.Literal("y")]
    assert client.head(path).status_code == 200
    assert client.post(path, data=DATA, content_type=TURTLE, headers=BEARER).status_code == 204
    assert len(read(client, path)) == 2
    assert client.delete(path, headers=BEARER).status_code == 204
    assert client.delete(path, headers=BEARER).status_code == 404
    assert client.head(path).status_code == 404


def test_the_default_graph_is_the_real_one(client: FlaskClient) -> None:
    assert put(client, f"{STORE}?default") == 204
    assert len(read(client, f"{STORE}?default")) == 1
    assert client.delete(f"{STORE}?default", headers=BEARER).status_code == 204
    assert read(client, f"{STORE}?default") == set()


def test_a_graph_without_a_name_is_given_one(client: FlaskClient) -> None:
    made = client.post(STORE, data=DATA, content_type=TURTLE, headers=BEARER)
    assert made.status_code == 201
    assert len(read(client, made.headers["Location"])) == 1
    client.delete(made.headers["Location"], headers=BEARER)


@pytest.mark.parametrize("media_type", GRAPH_MEDIA_TYPES)
def test_a_graph_is_read_and_sent_in_every_syntax(client: FlaskClient, media_type: str) -> None:
    put(client, MINE)
    response = client.get(MINE, headers={"Accept": media_type})
    assert response.mimetype == media_type
    assert put(client, f"{STORE}/copy", response.data, media_type) in (201, 204)
    assert read(client, f"{STORE}/copy") == read(client, MINE)


def test_the_files_of_a_form_are_added(client: FlaskClient) -> None:
    put(client, MINE, "")
    files = {
        "one": (BytesIO(DATA.encode()), "one.ttl", TURTLE),
        "two": (BytesIO(b"<http://x/s> <http://x/p> 'y' ."), "two.ttl", TURTLE),
    }
    assert client.post(MINE, data=files, headers=BEARER).status_code == 204
    assert len(read(client, MINE)) == 2


def test_a_graph_of_the_release_is_read_and_not_written(client: FlaskClient) -> None:
    others = f"{STORE}?graph=http://example.org/others"
    assert len(read(client, others)) == 1
    protected = f"{STORE}?graph={GRAPH}hpo"
    assert put(client, protected) == 403
    assert client.delete(protected, headers=BEARER).status_code == 403


def test_a_graph_is_asked_for_again_only_after_a_write(client: FlaskClient) -> None:
    put(client, MINE)
    tag = client.get(MINE).headers["ETag"]
    assert client.get(MINE, headers={"If-None-Match": tag}).status_code == 304
    put(client, MINE, "")
    assert client.get(MINE, headers={"If-None-Match": tag}).status_code == 200


def changed(client: FlaskClient, method: str, **headers: str) -> int:
    """Return the status of a change of the graph under conditions."""
    conditions = {name.replace("_", "-"): value for name, value in headers.items()}
    response = client.open(
        MINE,
        method=method,
        data="<http://x/s> <http://x/p> 'changed' ." if method != "DELETE" else None,
        content_type=TURTLE,
        headers=BEARER | conditions,
    )
    if response.status_code == 412:
        assert json.loads(response.data)["type"].endswith("/problem/unmet-precondition")
    return response.status_code


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_graph_that_is_not_as_was_said_is_left_alone(client: FlaskClient, method: str) -> None:
    put(client, MINE)
    old = client.get(MINE).headers["ETag"]
    put(client, f"{STORE}/another", f"<http://x/s> <http://x/p> '{method}' .")
    current = client.get(MINE).headers["ETag"]
    assert changed(client, method, If_Match=old) == 412
    assert changed(client, method, If_Match='"another"') == 412
    assert changed(client, method, If_Match=f"W/{current}") == 412
    assert changed(client, method, If_None_Match=f"W/{current}") == 412
    assert changed(client, method, If_None_Match="*") == 412
    assert [quad.object for quad in read(client, MINE)] == [ox.Literal("x")]
    assert changed(client, method, If_Match=f'"another", {current}') == 204


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_graph_that_does_not_exist_has_no_tag(client: FlaskClient, method: str) -> None:
    client.delete(MINE, headers=BEARER)
    assert changed(client, method, If_Match="*") == 412
    assert client.get(MINE).status_code == 404


def test_a_write_that_comes_between_a_look_and_a_change_is_noticed(writer: Writable) -> None:
    seen = Precondition(revision=writer.revision())
    change = GraphChange(GraphEdit.PUT, "http://example.org/mine", "http://x/")
    sent = GraphDocument(DATA.encode(), TURTLE)
    writer.change(replace(change, documents=(sent,)))
    with pytest.raises(UnmetPrecondition):
        writer.change(replace(change, precondition=seen))
    writer.change(replace(change, precondition=Precondition(revision=writer.revision())))


def test_a_graph_is_made_only_where_there_is_none(client: FlaskClient) -> None:
    client.delete(MINE, headers=BEARER)
    assert changed(client, "PUT", If_None_Match="*") == 201
    assert changed(client, "PUT", If_Match="*", If_None_Match='"another"') == 204


def test_the_tag_of_a_compressed_graph_is_another_and_fits_too(client: FlaskClient) -> None:
    put(client, MINE, "".join(f"<http://x/s> <http://x/p> '{n:020}' ." for n in range(200)))
    gzip = {"Accept-Encoding": "gzip"}
    plain, compressed = client.get(MINE), client.get(MINE, headers=gzip)
    tag = compressed.headers["ETag"]
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert tag != plain.headers["ETag"]
    assert client.get(MINE, headers=gzip | {"If-None-Match": tag}).status_code == 304
    assert changed(client, "PUT", If_Match=tag) == 204
    assert changed(client, "PUT", If_Match=tag) == 412


@pytest.mark.parametrize(
    ("path", "body", "media_type", "status"),
    [
        (STORE, DATA, TURTLE, 400),
        (f"{STORE}?default&graph=http://x/", DATA, TURTLE, 400),
        (f"{STORE}?graph=http://x/&graph=http://y/", DATA, TURTLE, 400),
        (f"{STORE}?graph=relative", DATA, TURTLE, 400),
        (f"{STORE}?graph=http://x/%3E%20%7B%7D", DATA, TURTLE, 400),
        (f"{STORE}/x?default", DATA, TURTLE, 400),
        (f"{STORE}?default", "<a", TURTLE, 400),
        (f"{STORE}?default", b"\xff\xfe", TURTLE, 400),
        (f"{STORE}?default", "{", "application/ld+json", 400),
        (f"{STORE}?default", "<a><b></a>", "application/rdf+xml", 400),
        (
            f"{STORE}?default",
            "<s:> <p:> <o:> <g:> .",
            "application/n-quads",
            400,
        ),
        (f"{STORE}?default", DATA, "text/plain", 415),
        (f"{STORE}?default", DATA, None, 415),
        (f"{STORE}?default", DATA, "multipart/form-data; boundary=x", 400),
        (f"{STORE}?default", DATA, "multipart/form-data", 400),
        (f"{STORE}?default", "x" * 30_000, TURTLE, 413),
    ],
)
def test_a_malformed_request_is_a_problem(
    client: FlaskClient, path: str, body: str | bytes, media_type: str | None, status: int
) -> None:
    response = client.put(path, data=body, content_type=media_type, headers=BEARER)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


@pytest.mark.parametrize(
    "bytes_sent",
    [{"PATH_INFO": f"{STORE}/caf\xe9"}, {"QUERY_STRING": "graph=http://x/caf%E9"}],
)
def test_a_name_that_is_not_utf8_is_refused(
    client: FlaskClient, bytes_sent: dict[str, str]
) -> None:
    for method in ("GET", "PUT", "POST", "DELETE"):
        response = client.open(
            STORE,
            method=method,
            data=DATA if method in ("PUT", "POST") else None,
            content_type=TURTLE,
            headers=BEARER,
            environ_overrides=bytes_sent,
        )
        assert response.status_code == 400
        assert json.loads(response.data)["detail"] == "the address is not UTF-8"


def test_a_graph_in_a_syntax_that_is_not_written_is_refused(client: FlaskClient) -> None:
    assert client.get(f"{STORE}?default", headers={"Accept": "text/html"}).status_code == 406


def test_any_page_may_ask_first_what_is_allowed(client: FlaskClient) -> None:
    response = client.options(MINE)
    assert {"PUT", "DELETE"} < set(
        response.headers["Access-Control-Allow-Methods"].replace(" ", "").split(",")
    )
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
    assert int(response.headers["Access-Control-Max-Age"]) > 0
