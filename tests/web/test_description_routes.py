"""What the service says of itself, and how answers travel."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.exceptions import BadRequest

from nosograph.knowledge.description import DCT, SD, VOID, Descriptions
from nosograph.knowledge.release import Release, current_release
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.web.app import create_app
from nosograph.web.body import own_address
from nosograph.web.compression import compress
from nosograph.web.service import Limits, Service

HPOA = ox.NamedNode("https://w3id.org/nosograph/graph/hpoa")
ALL = "SELECT * { ?s ?p ?o }"


@pytest.fixture(scope="module")
def release(mini_home: Path) -> Release:
    return current_release(mini_home)


@pytest.fixture
def client(release: Release, pool: SparqlPool, consultation: Any, health: Any) -> FlaskClient:
    described = Descriptions(release, writes=False, union=True)
    service = Service(consultation, pool, health, None, described)
    return create_app(service, Limits()).test_client()


def read(client: FlaskClient, path: str, accept: str = "text/turtle") -> ox.Store:
    response = client.get(path, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, accept)
    store = ox.Store()
    store.load(response.data, format=ox.RdfFormat.from_media_type(accept))
    return store


def values(store: ox.Store, subject: ox.NamedNode, predicate: str) -> set[str]:
    found = store.quads_for_pattern(subject, ox.NamedNode(predicate), None)
    return {quad.object.value for quad in found if not isinstance(quad.object, ox.Triple)}


def test_the_endpoint_describes_itself_where_nothing_is_asked(client: FlaskClient) -> None:
    store = read(client, "/sparql")
    service = ox.NamedNode("http://localhost/sparql#service")
    assert values(store, service, f"{SD}endpoint") == {"http://localhost/sparql"}
    assert values(store, service, f"{SD}supportedLanguage") == {f"{SD}SPARQL11Query"}
    assert f"{SD}UnionDefaultGraph" in values(store, service, f"{SD}feature")


def test_updates_and_the_default_graph_are_described_as_they_are(release: Release) -> None:
    described = Descriptions(release, writes=True, union=False)
    text = described.service("http://x/", "application/n-triples").decode()
    assert "SPARQL11Update" in text
    assert "UnionDefaultGraph" not in text


@pytest.mark.parametrize("media_type", ["application/ld+json", "application/rdf+xml"])
def test_a_description_comes_in_every_syntax(client: FlaskClient, media_type: str) -> None:
    for path in ("/sparql", "/.well-known/void"):
        assert len(read(client, path, media_type)) > 10


def test_every_graph_is_counted(client: FlaskClient, release: Release) -> None:
    store = read(client, "/.well-known/void")
    opened = ox.Store.read_only(str(release.store))
    quads = list(opened.quads_for_pattern(None, None, None, HPOA))
    assert values(store, HPOA, f"{VOID}triples") == {str(len(quads))}
    assert values(store, HPOA, f"{VOID}distinctSubjects") == {
        str(len({quad.subject for quad in quads}))
    }
    assert values(store, HPOA, f"{VOID}properties") == {
        str(len({quad.predicate for quad in quads}))
    }
    described = store.quads_for_pattern(None, ox.NamedNode(f"{VOID}subset"), None)
    assert {quad.object for quad in described} == set(opened.named_graphs())


def test_every_graph_has_a_licence_a_version_and_a_title(client: FlaskClient) -> None:
    store = read(client, "/.well-known/void")
    for quad in store.quads_for_pattern(None, ox.NamedNode(f"{VOID}subset"), None):
        assert isinstance(quad.object, ox.NamedNode)
        for predicate in (
            f"{DCT}license",
            f"{DCT}title",
            "http://www.w3.org/2002/07/owl#versionInfo",
        ):
            assert all(values(store, quad.object, predicate)), (quad.object, predicate)
            assert values(store, quad.object, predicate), (quad.object, predicate)


def test_a_release_older_than_the_counts_says_what_its_manifest_says(
    release: Release, tmp_path: Path
) -> None:
    older = Release(tmp_path / release.name, release.manifest)
    text = Descriptions(older, writes=False, union=True).dataset("http://x/", "text/turtle")
    stated = release.manifest["statements"][HPOA.value]
    assert f"void:triples {stated}".encode() in text


def test_a_description_is_fetched_once_a_release(client: FlaskClient) -> None:
    tag = client.get("/.well-known/void").headers["ETag"]
    again = client.get("/.well-known/void", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("host", ["a b<>", "x:abc", "[::1", "ü.de", '"', "@"])
def test_a_host_that_is_no_address_is_refused(client: FlaskClient, host: str) -> None:
    for path in ("/sparql", "/.well-known/void", "/sparql?query=ASK+{}"):
        response = client.get(path, headers={"Host": host})
        assert (response.status_code, response.mimetype) == (400, "application/problem+json")


def test_a_host_of_broken_punycode_is_refused() -> None:
    broken = Flask("broken").test_request_context(environ_overrides={"HTTP_HOST": "xn--a"})
    with broken, pytest.raises(BadRequest, match="no address"):
        own_address()


def test_a_long_answer_is_compressed_where_the_client_reads_that(client: FlaskClient) -> None:
    asked = {"query": ALL}
    plain = client.get("/sparql", query_string=asked)
    small = client.get("/sparql", query_string=asked, headers={"Accept-Encoding": "gzip, br"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) * 4 < len(plain.data)
    assert small.headers["Vary"] == plain.headers["Vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "br"])
def test_an_answer_is_not_compressed_unasked(client: FlaskClient, accepted: str) -> None:
    headers = {"Accept-Encoding": accepted}
    response = client.get("/sparql", query_string={"query": ALL}, headers=headers)
    assert "Content-Encoding" not in response.headers
    assert json.loads(response.data)


def test_a_short_answer_is_not_compressed(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "gzip"}
    response = client.get("/sparql", query_string={"query": "ASK {}"}, headers=headers)
    assert "Content-Encoding" not in response.headers


def test_a_stream_is_compressed_as_it_comes_and_closed_when_nobody_reads_on() -> None:
    app, closed = Flask("streaming"), []

    def pieces() -> Iterator[bytes]:
        try:
            yield from (b"x" * 10_000 for _ in range(10))
        finally:
            closed.append(True)

    with app.test_request_context(headers={"Accept-Encoding": "gzip"}):
        response = compress(Response(pieces()))
        first = next(iter(response.response))
        response.close()
    assert first
    assert closed == [True]


def test_the_head_of_an_answer_is_that_of_the_answer(client: FlaskClient) -> None:
    asked = {"query": ALL}
    head, whole = (
        client.head("/sparql", query_string=asked),
        client.get("/sparql", query_string=asked),
    )
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Vary"):
        assert head.headers[name] == whole.headers[name]
