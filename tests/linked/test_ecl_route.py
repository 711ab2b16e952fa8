"""Expressions over the tiny world's HPO, at /api/ecl."""

from __future__ import annotations

import json
from typing import cast
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate
from werkzeug.test import TestResponse

from nosograph.assembly import ReleaseHealth, library
from nosograph.knowledge.release import Release
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.terminology.ecl import hierarchies
from nosograph.web.app import Application, create_app
from nosograph.web.service import Consultation, Limits, Service


@pytest.fixture(scope="module")
def asking_app(pool: SparqlPool, release: Release) -> Application:
    service = Service(
        cast(Consultation, None),
        pool,
        ReleaseHealth(release.name),
        library=library(release),
        hierarchies=hierarchies(release.manifest["sources"]),
    )
    return create_app(service, Limits())


@pytest.fixture
def ask(asking_app: Application) -> FlaskClient:
    return asking_app.test_client()


def get(client: FlaskClient, expression: str, more: str = "") -> TestResponse:
    return client.get(f"/api/ecl?expression={quote(expression)}{more}")


def codes(response: TestResponse) -> list[str]:
    assert response.status_code == 200, response.text
    rows = json.loads(response.data)["results"]["bindings"]
    return [row["code"]["value"] for row in rows]


def test_a_page_of_concepts_has_codes_and_labels_and_says_where_the_next_is(
    ask: FlaskClient,
) -> None:
    everything = codes(get(ask, "<< HP:0000118"))
    assert len(everything) > 3
    first = get(ask, "<< HP:0000118", "&limit=2&format=json")
    assert codes(first) == everything[:2]
    assert "offset=2" in first.headers["Link"]
    assert codes(get(ask, "<< HP:0000118", "&limit=2&offset=2")) == everything[2:4]
    assert "Link" not in get(ask, "<< HP:0000118", "&limit=1000").headers
    row = json.loads(first.data)["results"]["bindings"][0]
    assert row["concept"]["value"].startswith("http://purl.obolibrary.org/obo/HP_")
    assert row["label"]["value"]


def test_concepts_of_our_own_do_not_count_as_hpo_s(ask: FlaskClient) -> None:
    assert all(code.startswith("HP:") for code in codes(get(ask, "<< HP:0000118")))


def test_a_table_comes_as_csv_too_and_is_not_sent_again(ask: FlaskClient) -> None:
    response = get(ask, "HP:0003394", "&format=csv")
    assert response.mimetype == "text/csv"
    assert response.text.splitlines()[0] == "concept,code,label"
    assert "HP:0003394" in response.text
    held = {"If-None-Match": response.headers["ETag"]}
    again = ask.get("/api/ecl?expression=HP:0003394&format=csv", headers=held)
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("expression", "more", "status", "kind"),
    [
        ("< HP:0003394 AND", "", 400, "expression-syntax"),
        ("", "", 400, "expression-syntax"),
        ("(" * 10_000, "", 400, "expression-syntax"),
        ("HP:9999999", "", 422, "unknown-code"),
        ("404684003", "", 422, "invalid-input"),
        ("HP:0003394", "&limit=0", 422, "invalid-input"),
        ("HP:0003394", "&language=%22", 422, "invalid-input"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    ask: FlaskClient, expression: str, more: str, status: int, kind: str
) -> None:
    response = get(ask, expression, more)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert json.loads(response.data)["type"].endswith(f"/{kind}")


def test_a_syntax_error_says_its_column(ask: FlaskClient) -> None:
    assert json.loads(get(ask, "< HP:0003394 AND").data)["column"] == 17


def test_it_is_described(asking_app: Application) -> None:
    document = asking_app.test_client().get("/api/openapi.json").json
    assert document is not None
    validate(document)
    parameters = document["paths"]["/api/ecl"]["get"]["parameters"]
    names = {parameter["name"] for parameter in parameters}
    assert names == {"expression", "language", "format", "limit", "offset"}
