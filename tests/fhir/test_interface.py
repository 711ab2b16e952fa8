"""How FHIR's operations are asked over HTTP, well and badly."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask.testing import FlaskClient
from tests.fhir.asking import issue, parameters, system, value_set
from tests.fhir.conftest import client_of

from nosograph.errors import (
    NosographError,
    Overloaded,
    QueryTimeout,
    ReasonerError,
    TooManyRequests,
)
from nosograph.exchange.fhir.operations import Terminology
from nosograph.terminology.concept_translation import Match

HP = "http://human-phenotype-ontology.org"
LOOKUP = f"/fhir/CodeSystem/$lookup?system={HP}&code=HP:0003394"
SECRET = "Grandmother fell"


@pytest.mark.parametrize(
    ("path", "accept", "version"),
    [
        ("/fhir/metadata", "application/fhir+json; fhirVersion=5.0", "5.0.0"),
        ("/fhir/metadata", "application/fhir+json;fhirVersion=4.0", "4.0.1"),
        ("/fhir/metadata", "application/json", "4.0.1"),
        ("/fhir/r5/metadata", "*/*", "5.0.0"),
        ("/fhir/r4/metadata", "*/*", "4.0.1"),
    ],
)
def test_the_version_is_chosen_by_accept_or_path(
    bare: FlaskClient, path: str, accept: str, version: str
) -> None:
    answer = bare.get(path, headers={"Accept": accept})
    assert answer.get_json(force=True)["fhirVersion"] == version
    assert f"fhirVersion={version[:3]}" in answer.headers["Content-Type"]


def test_an_outcome_is_in_the_version_of_its_path(bare: FlaskClient) -> None:
    answer = bare.get("/fhir/r5/CodeSystem/$lookup")
    assert "fhirVersion=5.0" in answer.headers["Content-Type"]
    assert {"Accept", "Accept-Language"} <= set(answer.vary)


def test_a_method_that_is_not_answered_is_told_which_are(fhir: FlaskClient) -> None:
    assert set(fhir.put("/fhir/ValueSet/$expand").allow) == {"GET", "POST"}
    assert set(fhir.delete("/fhir/CodeSystem/none").allow) == {"GET"}


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Overloaded("full", retry_after=7), 503, "throttled"),
        (TooManyRequests("too many", retry_after=7), 429, "throttled"),
        (QueryTimeout(10), 422, "too-costly"),
        (ReasonerError("/secret/path"), 500, "exception"),
    ],
)
def test_a_failure_is_the_same_alone_and_in_a_batch(
    error: NosographError, status: int, code: str
) -> None:
    class Failing:
        def translate(self, system: str, code: str, to: str) -> Sequence[Match]:
            raise error

    client = client_of(Terminology(mappings=Failing()))
    url = "ConceptMap/$translate?system=http://a&code=b"
    alone = client.get(f"/fhir/{url}")
    assert (alone.status_code, issue(alone)["code"]) == (status, code)
    assert alone.headers.get("Retry-After") == ("7" if code == "throttled" else None)
    assert "secret" not in alone.text
    entry = {"request": {"method": "GET", "url": url}}
    batch = {"resourceType": "Bundle", "type": "batch", "entry": [entry]}
    (answer,) = client.post("/fhir", json=batch).get_json(force=True)["entry"]
    assert answer["response"]["status"].startswith(str(status))
    assert answer["resource"]["issue"][0]["code"] == code


def test_json_is_all_there_is(bare: FlaskClient) -> None:
    assert bare.get("/fhir/metadata?_format=json").status_code == 200
    assert bare.get("/fhir/metadata?_format=application/fhir%2Bjson").status_code == 200
    assert bare.get("/fhir/metadata?_format=xml").status_code == 406
    answer = bare.get("/fhir/metadata", headers={"Accept": "application/fhir+xml"})
    assert answer.status_code == 406
    assert issue(answer)["code"] == "not-supported"


def test_any_page_may_ask(fhir: FlaskClient) -> None:
    assert fhir.get(LOOKUP).headers["Access-Control-Allow-Origin"] == "*"
    preflight = fhir.options("/fhir/CodeSystem/$lookup")
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]


def test_get_form_and_parameters_ask_the_same(fhir: FlaskClient) -> None:
    by_url = fhir.get(LOOKUP).get_json(force=True)
    form = fhir.post("/fhir/CodeSystem/$lookup", data={"system": HP, "code": "HP:0003394"})
    body = parameters(system=HP, code="HP:0003394")
    posted = fhir.post("/fhir/CodeSystem/$lookup", json=body)
    assert by_url == form.get_json(force=True) == posted.get_json(force=True)


def test_an_entry_that_fails_does_not_fail_the_batch(fhir: FlaskClient) -> None:
    asked = (
        {"method": "GET", "url": f"CodeSystem/$lookup?system={HP}&code=HP:0003394"},
        {"method": "GET", "url": f"CodeSystem/$lookup?system={HP}&code=HP:1"},
        {"method": "POST", "url": "CodeSystem/$subsumes"},
    )
    bodies = (None, None, parameters(system=HP, codeA="HP:0000969", codeB="HP:0010741"))
    entries = [
        {"request": each, **({"resource": body} if body else {})}
        for each, body in zip(asked, bodies, strict=True)
    ]
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": entries}
    answer = fhir.post("/fhir", json=bundle).get_json(force=True)
    assert answer["type"] == "batch-response"
    statuses = [each["response"]["status"][:3] for each in answer["entry"]]
    assert statuses == ["200", "404", "200"]
    assert answer["entry"][1]["resource"]["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(
    "url", ["metadata", "metadat%61", "/fhir/metadata", "http://localhost/fhir/metadata"]
)
def test_an_entry_names_its_address_in_any_form(fhir: FlaskClient, url: str) -> None:
    entry = {"request": {"method": "GET", "url": url}}
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": [entry]}
    answer = fhir.post("/fhir", json=bundle).get_json(force=True)
    assert answer["entry"][0]["resource"]["resourceType"] == "CapabilityStatement"


def test_a_batch_holds_neither_a_batch_nor_an_endless_address(fhir: FlaskClient) -> None:
    inner = {"request": {"method": "POST", "url": "/"}, "resource": {"resourceType": "Bundle"}}
    long = {"request": {"method": "GET", "url": f"ValueSet/$expand?{'a=b&' * 300}"}}
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": [inner, long]}
    answer = fhir.post("/fhir", json=bundle).get_json(force=True)
    assert all(each["response"]["status"].startswith("400") for each in answer["entry"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/fhir/Patient/1", 404),
        ("GET", "/fhir/CodeSystem/none", 404),
        ("GET", "/fhir/CodeSystem/$nothing", 404),
        ("DELETE", "/fhir/CodeSystem/HP-2025-01-16", 405),
        ("PUT", "/fhir/ValueSet/$expand", 405),
        ("GET", "/fhir", 405),
        ("GET", "/fhir/ValueSet/$expand", 400),
        ("GET", "/fhir/ValueSet/$expand?url=http://example.org/none", 422),
        ("GET", "/fhir/ValueSet/$expand?url=a&count=-1", 400),
        ("GET", "/fhir/CodeSystem/$lookup", 400),
        ("GET", "/fhir/ConceptMap/$translate", 400),
    ],
)
def test_what_cannot_be_answered_is_an_outcome(
    fhir: FlaskClient, method: str, path: str, status: int
) -> None:
    answer = fhir.open(path, method=method)
    assert answer.status_code == status, answer.text
    assert issue(answer)["severity"] == "error"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/fhir+json", 400),
        (b"[]", "application/json", 400),
        (b'{"resourceType": "Patient"}', "application/fhir+json", 400),
        (b'{"resourceType": "Parameters", "parameter": 1}', "application/fhir+json", 400),
        (b'{"resourceType": "Parameters", "parameter": [1]}', "application/fhir+json", 400),
        (b"{" + b'"a":[' * 3_000, "application/json", 400),
        (b'{"a": NaN}', "application/json", 400),
        (b"<Parameters/>", "application/fhir+xml", 415),
        (b"x" * 30_000, "application/fhir+json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_an_outcome(
    fhir: FlaskClient, body: bytes, kind: str, status: int
) -> None:
    answer = fhir.post("/fhir/ValueSet/$expand", data=body, content_type=kind)
    assert answer.status_code == status
    issue(answer)


def test_outcomes_do_not_repeat_what_a_display_or_filter_says(fhir: FlaskClient) -> None:
    body = parameters(url="http://example.org/none", filter=SECRET, display=SECRET, code="a")
    for path in ("ValueSet/$expand", "ValueSet/$validate-code", "CodeSystem/$lookup"):
        answer = fhir.post(f"/fhir/{path}", json=body)
        assert answer.status_code >= 400
        assert SECRET not in answer.text


def test_r4_has_properties_of_codes_in_extensions(bare: FlaskClient) -> None:
    inactive = {"code": "c", "property": [{"code": "status", "valueCode": "retired"}]}
    given = system(concept=[inactive])
    include = [{"system": given["url"]}]
    body = parameters(given, value_set(1, include=include), url="http://example.org/vs1")
    r4, r5 = (
        bare.post(f"/fhir/{version}/ValueSet/$expand", json=body).get_json(force=True)
        for version in ("r4", "r5")
    )
    assert r5["expansion"]["contains"][0]["property"] == [
        {"code": "status", "valueCode": "retired"}
    ]
    assert "property" not in r4["expansion"]["contains"][0]
    assert "contains.property" in r4["expansion"]["contains"][0]["extension"][0]["url"]


def test_the_description_of_the_interface_names_the_operations(bare: FlaskClient) -> None:
    paths = bare.get("/api/openapi.json").get_json()["paths"]
    assert {"/fhir/metadata", "/fhir/CodeSystem/$lookup", "/fhir/ValueSet/$expand"} <= set(paths)
