from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from nosograph.web.schemas import FindingsAnswer

from .conftest import RoteConsultation

ROUTE = "/api/findings"
WORDS = "cramp hot"


def test_words_become_findings_with_positions_and_suggestions(client: FlaskClient) -> None:
    response = client.post(ROUTE, json={"text": WORDS})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json == {
        "release": "r1",
        "sex": "unknown",
        "duration": 3.0,
        "findings": [
            {
                "id": "HP:0003394",
                "label": "Muscle spasm",
                "status": "present",
                "span": {"start": 0, "end": 5},
            }
        ],
        "labels": {"HP:0001945": "Fever", "HP:0003394": "Muscle spasm"},
        "suggestions": [
            {
                "span": {"start": 6, "end": 9},
                "candidates": [{"id": "HP:0001945", "label": "Fever"}],
            }
        ],
    }
    assert WORDS not in response.text


def test_the_answer_is_as_it_is_described(client: FlaskClient) -> None:
    FindingsAnswer.model_validate(client.post(ROUTE, json={"text": WORDS}).json)


@pytest.mark.parametrize(
    "document",
    [[], {}, {"text": 5}, {"text": None}, {"words": WORDS}, {"text": WORDS, "age": "P5Y"}],
)
def test_what_is_no_text_is_a_problem(client: FlaskClient, document: object) -> None:
    response = client.post(ROUTE, json=document)
    assert response.status_code in (400, 422)
    assert response.mimetype == "application/problem+json"
    assert WORDS not in response.text


@pytest.mark.parametrize(
    ("body", "headers", "language"),
    [
        ({"language": "es"}, {}, "es"),
        ({}, {"Accept-Language": "fr, es;q=0.5"}, "es"),
        ({}, {"Accept-Language": "fr"}, "en"),
        ({"language": "en"}, {"Accept-Language": "es"}, "en"),
        ({}, {}, "en"),
    ],
)
def test_words_are_read_in_the_language_asked_for(
    body: dict[str, str],
    headers: dict[str, str],
    language: str,
    client: FlaskClient,
    consultation: RoteConsultation,
) -> None:
    for route in (ROUTE, "/api/differential", "/api/questions"):
        response = client.post(route, json={"text": "spasm", **body}, headers=headers)
        assert response.status_code == 200
        assert response.headers["Content-Language"] == language
        assert consultation.languages[-1] == language


@pytest.mark.parametrize("language", ["fr", "not a tag", 5, None, "", "e" * 9_000])
def test_a_language_that_is_not_there_is_refused(language: object, client: FlaskClient) -> None:
    for route in (ROUTE, "/api/differential"):
        response = client.post(route, json={"text": WORDS, "language": language})
        assert response.status_code in (400, 422)
        assert response.mimetype == "application/problem+json"
        assert WORDS not in response.text
