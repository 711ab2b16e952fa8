from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from openapi_spec_validator import validate

from nosograph.domain.differential import NOTICE
from nosograph.errors import NosographError
from nosograph.web import api_page
from nosograph.web.app import Application
from nosograph.web.problems import PROBLEMS
from nosograph.web.schemas import DifferentialAnswer, DifferentialRequest

PAGES_FOR_PEOPLE = {
    "/api",
    "/complaints",
    "/conditions",
    "/findings",
    "/releases",
    "/search",
    "/sources",
}


@pytest.fixture
def description(client: FlaskClient) -> Any:
    return json.loads(client.get("/api/openapi.json").data)


def test_a_running_process_is_live(client: FlaskClient, health: Any) -> None:
    health.is_ready = False
    assert client.get("/health/live").json == {"status": "live"}


def test_a_service_with_a_release_is_ready(client: FlaskClient) -> None:
    assert client.get("/health/ready").json == {"status": "ready", "release": "r1"}


def test_a_service_without_a_release_is_not_ready(client: FlaskClient, health: Any) -> None:
    health.is_ready = False
    response = client.get("/health/ready")
    assert (response.status_code, response.mimetype) == (503, "application/problem+json")
    assert response.headers["Retry-After"] == "10"


def test_the_page_says_what_this_is_and_is_not(client: FlaskClient) -> None:
    response = client.get("/")
    assert response.mimetype == "text/html"
    assert str(escape(NOTICE)) in response.text
    assert "/api/openapi.json" in response.text


def test_words_in_a_form_are_answered_without_scripts_and_not_repeated(
    client: FlaskClient,
) -> None:
    response = client.post("/", data={"words": "spasm of Aunt Griselda"})
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Sleep-related leg cramps" in response.text
    assert "50 %" in response.text
    assert "Griselda" not in response.text


@pytest.mark.parametrize("words", ["nothing at all", "", "x" * 1001])
def test_words_in_a_form_are_refused_with_a_page(client: FlaskClient, words: str) -> None:
    response = client.post("/", data={"words": words}, headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (422, "text/html")
    assert words[:9] not in response.text or not words
    document = client.post("/", data={"words": words})
    assert (document.status_code, document.mimetype) == (422, "application/problem+json")


def test_words_in_the_address_are_not_read(client: FlaskClient, consultation: Any) -> None:
    assert client.get("/?words=spasm").status_code == 200
    assert client.post("/?words=spasm").status_code == 422
    assert "spasm" not in consultation.asked


def test_the_page_fetches_nothing_from_elsewhere(client: FlaskClient) -> None:
    response = client.get("/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    addresses = re.findall(r'(?:src|link [^>]*href)="([^"]*)"', response.text)
    assert [address for address in addresses if not address.startswith("/static/")] == []


def test_the_description_is_valid_openapi(description: Any) -> None:
    validate(description)


def test_every_route_is_described(app: Application, description: Any) -> None:
    undescribed = {"/", "/api/openapi.json", "/static/{filename}", *PAGES_FOR_PEOPLE}
    routes = {path_of(rule.rule) for rule in app.url_map.iter_rules()} - undescribed
    by_operation = {path for path in description["paths"] if path.startswith("/fhir/")}
    assert routes - {"/fhir/{path}"} == set(description["paths"]) - by_operation
    assert len(by_operation) > 10


def path_of(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def test_every_operation_may_answer_with_a_problem(description: Any) -> None:
    for name, path in description["paths"].items():
        problem = "fhir" if name.startswith("/fhir") else "problem"
        for operation in path.values():
            assert f"application/{problem}+json" in operation["responses"]["default"]["content"]


def test_the_documented_examples_are_answered(client: FlaskClient, description: Any) -> None:
    body = description["paths"]["/api/differential"]["post"]["requestBody"]
    examples = body["content"]["application/json"]["examples"]
    for example in examples.values():
        DifferentialRequest.model_validate(example["value"])
        assert client.post("/api/differential", json=example["value"]).status_code == 200


def test_an_answer_is_as_documented(client: FlaskClient) -> None:
    response = client.post("/api/differential", json={"text": "spasm"})
    answer = DifferentialAnswer.model_validate(response.json)
    assert response.json is not None
    assert set(response.json) == set(answer.model_dump(by_alias=True))


def test_every_error_has_a_problem_of_its_own() -> None:
    for kind in NosographError.__subclasses__():
        assert kind in PROBLEMS
    slugs = [problem.slug for problem in PROBLEMS.values()]
    assert len(set(slugs)) == len(slugs)


def test_addresses_that_clients_make_up_do_not_fill_the_memory(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def write(template: str, **_: Any) -> str:
        written.append(template)
        return template

    monkeypatch.setattr(api_page, "render_template", write)
    for host in (*range(10), 0):
        assert client.get("/api", base_url=f"http://host{host}.example").text == "api.html"
    assert len(written) == 11, "the first of ten is not kept"
