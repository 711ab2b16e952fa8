from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from nosograph.domain.naming import Name, NameKind
from nosograph.text.completion import Completion
from nosograph.web.app import create_app
from nosograph.web.schemas import ProblemDocument
from nosograph.web.search_documentation import SearchAnswer
from nosograph.web.service import Limits, Service

NAMES = [
    ("muscle spasm", Name("Muscle spasm", "HP:0003394", NameKind.FINDING)),
    ("cramp", Name("cramp", "HP:0003394", NameKind.FINDING)),
    ("calf", Name("calf", "UBERON:8480048", NameKind.SITE)),
    ("muscle fatigue", Name("muscle fatigue", "nos:MuscleFatigue", NameKind.COMPLAINT)),
]
LABELS = {(name.kind, name.code): name.text for _, name in reversed(NAMES)}


@pytest.fixture
def client(pool: Any, consultation: Any, health: Any) -> FlaskClient:
    service = Service(consultation, pool, health, names=Completion(NAMES, LABELS))
    return create_app(service, Limits()).test_client()


def test_a_term_is_found_by_the_beginnings_of_its_words(client: FlaskClient) -> None:
    response = client.get("/api/search?q=mus+spa")
    SearchAnswer.model_validate(response.json)
    assert response.json == {
        "release": "r1",
        "terms": [
            {
                "id": "HP:0003394",
                "label": "Muscle spasm",
                "kind": "finding",
                "name": "Muscle spasm",
                "page": "/finding/HP:0003394",
            }
        ],
    }


@pytest.mark.parametrize(
    ("kind", "page"),
    [("site", "/term/UBERON:8480048"), ("complaint", "/complaint/MuscleFatigue")],
)
def test_every_kind_has_its_page(client: FlaskClient, kind: str, page: str) -> None:
    answer: Any = client.get(f"/api/search?q=c&kind={kind}&q=m").json
    answer = answer if answer["terms"] else client.get(f"/api/search?q=m&kind={kind}").json
    assert [term["page"] for term in answer["terms"]] == [page]


def test_words_may_come_in_a_body_and_stay_out_of_addresses(client: FlaskClient) -> None:
    by_body = client.post("/api/search", json={"q": "m", "kind": ["finding"], "limit": 3})
    assert by_body.json == client.get("/api/search?q=m&kind=finding&limit=3").json


def test_nobody_is_to_keep_what_was_looked_for(client: FlaskClient) -> None:
    assert client.get("/api/search?q=cramp").headers["Cache-Control"] == "no-store"


def test_without_words_the_terms_of_a_kind_are_listed(client: FlaskClient) -> None:
    answer: Any = client.get("/api/search?kind=site&kind=finding").json
    assert [term["label"] for term in answer["terms"]] == ["calf", "Muscle spasm"]


@pytest.mark.parametrize(
    "query",
    ["kind=gene", "limit=0", "limit=101", "limit=x", "limit=" + "9" * 5000, "q=" + "x" * 301],
)
def test_what_cannot_be_looked_for_is_refused(client: FlaskClient, query: str) -> None:
    response = client.get(f"/api/search?{query}")
    ProblemDocument.model_validate(response.json)
    assert response.status_code == 422
    assert "x" * 301 not in response.text


@pytest.mark.parametrize(
    "document", [[], {"words": "m"}, {"q": 1}, {"kind": "site"}, {"limit": True}, {"limit": 2.0}]
)
def test_a_document_of_another_form_is_refused(client: FlaskClient, document: object) -> None:
    assert client.post("/api/search", json=document).status_code == 422
