from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from nosograph.web.schemas import FindingsAnswer

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
