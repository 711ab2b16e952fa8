from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from nosograph.domain.differential import NOTICE
from nosograph.domain.presentation import Age, Presentation, Sex
from nosograph.errors import NoRelease, Overloaded, ReasonerError

ROUTE = "/api/differential"
SPASM = {"findings": [{"id": "HP:0003394"}]}


def problem(response: TestResponse) -> dict[str, Any]:
    assert response.mimetype == "application/problem+json"
    document: dict[str, Any] = json.loads(response.data)
    assert document["status"] == response.status_code
    assert document["type"]
    assert document["title"]
    return document


def test_words_get_a_differential(client: FlaskClient, consultation: Any) -> None:
    response = client.post(ROUTE, json={"text": "nocturnal leg spasms"})
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    assert consultation.asked[0] == "nocturnal leg spasms"
    assert response.json is not None
    assert response.json["notice"] == NOTICE
    assert [len(tier) for tier in response.json["tiers"].values()] == [1, 0, 0, 0]


def test_questions_come_alone_and_are_not_kept_either(client: FlaskClient) -> None:
    response = client.post("/api/questions", json=SPASM)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json is not None
    assert [question["id"] for question in response.json["questions"]] == ["HP:0012452"]
    assert response.json["notice"] == NOTICE


def test_an_answer_is_not_kept_by_anyone(client: FlaskClient) -> None:
    assert client.post(ROUTE, json=SPASM).headers["Cache-Control"] == "no-store"


def test_coded_findings_get_a_differential(client: FlaskClient, consultation: Any) -> None:
    response = client.post(ROUTE, json={"age": "P58Y", "sex": "female", **SPASM})
    assert response.status_code == 200
    asked = consultation.asked[0]
    assert isinstance(asked, Presentation)
    assert (asked.age, asked.sex) == (Age(58), Sex.FEMALE)


def test_a_phenopacket_gets_a_differential(client: FlaskClient) -> None:
    packet = {"phenotypicFeatures": [{"type": {"id": "HP:0003394"}}], "subject": {"sex": "MALE"}}
    response = client.post(ROUTE, json=packet)
    assert response.json is not None
    assert response.json["presentation"]["sex"] == "male"


def test_any_json_media_type_is_read(client: FlaskClient) -> None:
    body = json.dumps(SPASM)
    for media_type in ("application/json; charset=utf-8", "application/phenopackets+json"):
        assert client.post(ROUTE, data=body, content_type=media_type).status_code == 200


@pytest.mark.parametrize(
    ("document", "status", "slug"),
    [
        ({"findings": [{"id": "HP:9999999"}]}, 422, "unknown-code"),
        ({"findings": []}, 422, "empty-presentation"),
        ({"text": "nothing of note"}, 422, "empty-presentation"),
        ({"findings": [{"id": "leg"}]}, 422, "invalid-input"),
        ({"text": 7}, 422, "invalid-input"),
        ({"text": "spasm", "age": "P58Y"}, 422, "invalid-input"),
        ({"text": "spasm" * 400}, 422, "invalid-input"),
        ({"text": "spasm \ud800"}, 422, "invalid-input"),
        ({"findings": [{"id": "HP:0003394"}] * 21}, 422, "invalid-input"),
        (None, 422, "invalid-input"),
        ([SPASM], 422, "invalid-input"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    client: FlaskClient, document: object, status: int, slug: str
) -> None:
    response = client.post(ROUTE, data=json.dumps(document), content_type="application/json")
    assert response.status_code == status
    assert problem(response)["type"] == f"https://w3id.org/nosograph/problem/{slug}"


def test_unknown_codes_are_named(client: FlaskClient) -> None:
    findings = [{"id": "HP:9999999"}, {"id": "HP:0003394"}, {"id": "HP:8888888"}]
    response = client.post(ROUTE, json={"findings": findings})
    assert problem(response)["codes"] == ["HP:8888888", "HP:9999999"]


def test_both_sides_of_a_contradiction_are_named(client: FlaskClient) -> None:
    findings = [{"id": "HP:0003394"}, {"id": "HP:0003394", "status": "absent"}]
    told = problem(client.post(ROUTE, json={"findings": findings}))
    assert (told["asserted"], told["denied"]) == ("HP:0003394", "HP:0003394")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"text": }', b"\xff", b'{"age": NaN}', b"[" * 15_000, b"1" * 5_000, b"\x00"],
)
def test_what_is_not_json_is_a_problem(client: FlaskClient, body: bytes) -> None:
    response = client.post(ROUTE, data=body, content_type="application/json")
    assert response.status_code == 400
    assert "not JSON" in problem(response)["detail"]


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_another_media_type_is_refused(client: FlaskClient, media_type: str | None) -> None:
    response = client.post(ROUTE, data=json.dumps(SPASM), content_type=media_type)
    assert response.status_code == 415
    problem(response)


def test_an_oversized_body_is_refused(client: FlaskClient) -> None:
    response = client.post(ROUTE, json={"text": "x" * 30_000})
    assert response.status_code == 413
    problem(response)


def test_an_answer_that_nobody_accepts_is_refused(client: FlaskClient) -> None:
    response = client.post(ROUTE, json=SPASM, headers={"Accept": "text/turtle"})
    assert response.status_code == 406
    assert "application/json" in problem(response)["detail"]


def test_another_method_is_refused(client: FlaskClient) -> None:
    response = client.get(ROUTE)
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]
    problem(response)


def test_an_unknown_path_is_a_problem(client: FlaskClient) -> None:
    response = client.get("/api/zebrafinch")
    assert response.status_code == 404
    assert "zebrafinch" not in response.text
    problem(response)


@pytest.mark.parametrize(
    ("failure", "status", "retry"),
    [
        (Overloaded("busy", retry_after=7), 503, "7"),
        (NoRelease("/home/ann/releases"), 503, "60"),
        (ReasonerError("in /home/ann"), 500, None),
    ],
)
def test_a_failing_service_says_when_to_return_and_no_more(
    client: FlaskClient, consultation: Any, failure: Exception, status: int, retry: str | None
) -> None:
    consultation.failure = failure
    response = client.post(ROUTE, json=SPASM)
    assert (response.status_code, response.headers.get("Retry-After")) == (status, retry)
    problem(response)
    assert "ann" not in response.text


def test_an_unexpected_error_is_told_and_logged_without_its_words(
    client: FlaskClient, consultation: Any, caplog: pytest.LogCaptureFixture
) -> None:
    consultation.failure = ValueError("zebrafinch on the left leg")
    with caplog.at_level(logging.DEBUG):
        response = client.post(ROUTE, json=SPASM)
    assert response.status_code == 500
    problem(response)
    assert "zebrafinch" not in response.text + caplog.text
    assert "ValueError" in caplog.text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
MARK = "zebrafinch"
marked = st.text(max_size=8).map(lambda text: text + MARK)
anything_marked = st.recursive(
    st.none() | st.booleans() | st.integers() | marked,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(marked, inner, max_size=3),
    max_leaves=8,
)
finding = st.fixed_dictionaries(
    {"id": anything_marked | st.just("HP:0003394")},
    optional={
        name: anything_marked for name in ("label", "site", "timing", "modifiers", "status", "span")
    },
)
near_misses = st.fixed_dictionaries(
    {},
    optional={
        "text": anything_marked,
        "age": anything_marked,
        "sex": anything_marked | st.just("female"),
        "findings": anything_marked | st.lists(finding, max_size=3),
        "subject": anything_marked,
    },
)
feature = st.fixed_dictionaries(
    {"type": st.fixed_dictionaries({"id": anything_marked | st.just("HP:0003394")})},
    optional={name: anything_marked for name in ("excluded", "modifiers", "severity")},
)
packets = st.fixed_dictionaries(
    {"phenotypicFeatures": anything_marked | st.lists(feature, max_size=3)},
    optional={"subject": anything_marked},
)
same_client = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@same_client
@given(document=json_values)
def test_no_json_value_breaks_the_service(client: FlaskClient, document: object) -> None:
    response = client.post(ROUTE, data=json.dumps(document), content_type="application/json")
    assert response.status_code in (200, 400, 413, 422)
    if response.status_code != 200:
        problem(response)


@same_client
@given(document=near_misses | packets | anything_marked)
def test_no_answer_repeats_what_was_said(client: FlaskClient, document: object) -> None:
    response = client.post(ROUTE, data=json.dumps(document), content_type="application/json")
    assert response.status_code in (200, 413, 422)
    assert MARK not in response.text


@same_client
@given(words=st.text(max_size=50))
def test_no_answer_repeats_a_text(client: FlaskClient, words: str) -> None:
    response = client.post(ROUTE, json={"text": f"{MARK} {words} spasm"})
    assert response.status_code == 200
    assert MARK not in response.text


@same_client
@given(body=st.binary(max_size=200))
def test_no_bytes_break_the_service(client: FlaskClient, body: bytes) -> None:
    response = client.post(ROUTE, data=body, content_type="application/json")
    assert response.status_code in (400, 422)
