"""What somebody may send to make an operation long, or its answer: each has an end."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient
from tests.fhir.asking import expand, issue, parameters, system, value_set

from nosograph.terminology import deadline


def test_a_value_set_that_includes_itself_is_refused(bare: FlaskClient) -> None:
    circle = (
        value_set(1, include=[{"valueSet": ["http://example.org/vs2"]}]),
        value_set(2, include=[{"valueSet": ["http://example.org/vs1"]}]),
    )
    answer = expand(bare, *circle, url="http://example.org/vs1")
    assert answer.status_code == 422
    assert issue(answer)["code"] == "processing"
    body = parameters(*circle, url="http://example.org/vs1", code="a", system="http://a")
    assert bare.post("/fhir/ValueSet/$validate-code", json=body).status_code == 422


def test_value_sets_that_include_each_other_many_times_are_read_once(bare: FlaskClient) -> None:
    deep = [value_set(0, include=[{"system": "http://example.org/cs"}])]
    for number in range(1, 40):
        below = f"http://example.org/vs{number - 1}"
        deep.append(value_set(number, include=[{"valueSet": [below]}] * 10))
    answer = expand(bare, system(), *deep, url="http://example.org/vs39")
    assert answer.get_json(force=True)["expansion"]["total"] == 2


def test_too_many_codes_are_refused_and_can_be_paged(bare: FlaskClient) -> None:
    large = system(concept=[{"code": f"c{number:05}"} for number in range(10_001)])
    every = value_set(1, include=[{"system": large["url"]}])
    refused = expand(bare, large, every, url=every["url"])
    assert refused.status_code == 422
    assert issue(refused)["code"] == "too-costly"
    paged = expand(bare, large, every, url=every["url"], count="2", offset="10000")
    found = paged.get_json(force=True)["expansion"]
    assert (found["total"], [each["code"] for each in found["contains"]]) == (10_001, ["c10000"])


@pytest.mark.parametrize("pattern", ["(a+)+$", "((a|a)*)*b", "(.*)*x"])
def test_a_regular_expression_takes_linear_time(bare: FlaskClient, pattern: str) -> None:
    given = system(concept=[{"code": "a", "display": "a" * 5_000 + "!"}])
    condition = {"property": "display", "op": "regex", "value": pattern}
    every = value_set(1, include=[{"system": given["url"], "filter": [condition]}])
    assert expand(bare, given, every, url=every["url"]).get_json(force=True)["expansion"][
        "total"
    ] in (0, 1)


@pytest.mark.parametrize("pattern", ["(", "(a)\\1", "a" * 501])
def test_a_regular_expression_that_is_none_is_refused(bare: FlaskClient, pattern: str) -> None:
    given = system()
    condition = {"property": "code", "op": "regex", "value": pattern}
    every = value_set(1, include=[{"system": given["url"], "filter": [condition]}])
    assert expand(bare, given, every, url=every["url"]).status_code == 400


def test_a_hierarchy_in_a_circle_ends(bare: FlaskClient) -> None:
    circle = [
        {"code": "a", "property": [{"code": "parent", "valueCode": "b"}]},
        {"code": "b", "property": [{"code": "parent", "valueCode": "a"}]},
    ]
    given = system(concept=circle)
    condition = {"property": "concept", "op": "is-a", "value": "a"}
    below = value_set(1, include=[{"system": given["url"], "filter": [condition]}])
    found = expand(bare, given, below, url=below["url"]).get_json(force=True)["expansion"]
    assert [each["code"] for each in found["contains"]] == ["a", "b"]


def test_a_hierarchy_too_deep_for_a_tree_is_a_list(bare: FlaskClient) -> None:
    chain = [
        {"code": f"c{number}", "property": [{"code": "parent", "valueCode": f"c{number - 1}"}]}
        for number in range(2_000)
    ]
    given = system(concept=chain)
    every = value_set(1, include=[{"system": given["url"]}])
    found = expand(bare, given, every, url=every["url"]).get_json(force=True)["expansion"]
    assert len(found["contains"]) == 2_000


def test_an_operation_that_takes_too_long_is_stopped(
    bare: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "MOST_SECONDS", 0.0)
    every = value_set(1, include=[{"system": "http://example.org/cs"}])
    answer = expand(bare, system(), every, url=every["url"])
    assert (answer.status_code, issue(answer)["code"]) == (422, "too-costly")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a hundredth of a second pass whenever it is asked what time it is."""
    ticks = count()
    monkeypatch.setattr(deadline, "monotonic", lambda: next(ticks) / 100)


ABSENT = [{"code": f"x{number}"} for number in range(2_000)]


@pytest.mark.parametrize(
    "include",
    [
        {"concept": ABSENT},
        {"filter": [{"property": "code", "op": "=", "value": "absent"}]},
    ],
)
@pytest.mark.usefixtures("clock")
def test_codes_that_are_not_found_take_time_too(bare: FlaskClient, include: dict[str, Any]) -> None:
    large = system(concept=[{"code": f"c{number}"} for number in range(2_000)])
    every = value_set(1, include=[{"system": large["url"], **include}])
    answer = expand(bare, large, every, url=every["url"])
    assert (answer.status_code, issue(answer)["code"]) == (422, "too-costly")


def test_a_page_is_stopped_too(fhir: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count()
    monkeypatch.setattr(deadline, "monotonic", lambda: next(ticks))
    whole = "http://human-phenotype-ontology.org?fhir_vs"
    answer = fhir.get("/fhir/ValueSet/$expand", query_string={"url": whole, "count": "20"})
    assert (answer.status_code, issue(answer)["code"]) == (422, "too-costly")


def test_the_systems_of_value_sets_that_share_others_are_found_once(bare: FlaskClient) -> None:
    def named(side: str, number: int, **compose: Any) -> dict[str, Any]:
        return {**value_set(number, **compose), "url": f"http://example.org/{side}{number}"}

    sets = [named(side, 0, include=[{"system": "http://example.org/cs"}]) for side in "ab"]
    for number in range(1, 45):
        both = [{"valueSet": [f"http://example.org/{side}{number - 1}"]} for side in "ab"]
        sets += [named(side, number, include=both) for side in "ab"]
    body = parameters(system(), *sets, url="http://example.org/a44", code="a", inferSystem="true")
    found = bare.post("/fhir/ValueSet/$validate-code", json=body).get_json(force=True)
    assert found["parameter"][0] == {"name": "result", "valueBoolean": True}


LONG = "x" * 400_000


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("ValueSet/$expand", {"valueSet": value_set(1, include=[{"system": LONG}])}),
        ("ValueSet/$expand", {"valueSet": {**value_set(1), "url": LONG}}),
        ("ValueSet/$expand", {"tx-resource": system(url=LONG)}),
        ("ValueSet/$expand", {"tx-resource": system(concept=[{"code": LONG}])}),
        ("ConceptMap/$translate", {"tx-resource": {"resourceType": "ConceptMap", "url": LONG}}),
    ],
)
def test_what_would_be_repeated_for_each_code_is_short(
    bare: FlaskClient, path: str, body: dict[str, Any]
) -> None:
    sent = [{"name": name, "resource": resource} for name, resource in body.items()]
    every = [*sent, {"name": "url", "valueUri": "a"}, {"name": "code", "valueCode": "a"}]
    answer = bare.post(f"/fhir/{path}", json={"resourceType": "Parameters", "parameter": every})
    assert (answer.status_code, issue(answer)["code"]) == (413, "too-long")


@pytest.mark.parametrize(
    "shared",
    [
        {"name": "url", "valueUri": LONG},
        {"name": "code", "valueCode": LONG},
        {"name": "coding", "valueCoding": {"system": "http://a", "code": LONG}},
        {"name": "codeableConcept", "valueCodeableConcept": {"text": LONG}},
    ],
)
def test_a_batch_does_not_repeat_what_is_long(bare: FlaskClient, shared: dict[str, Any]) -> None:
    one = {"name": "validation", "resource": parameters(system="http://example.org/cs", code="a")}
    if shared["name"] == "code":
        one = {"name": "validation", "resource": parameters(system="http://example.org/cs")}
    body = {"resourceType": "Parameters", "parameter": [shared, *[one] * 50]}
    answer = bare.post("/fhir/ValueSet/$batch-validate-code", json=body)
    assert len(answer.data) < len(LONG)


def test_what_is_wrong_with_many_codes_has_an_end(bare: FlaskClient) -> None:
    names = [{"value": f"{number} {'x' * 15_000}"} for number in range(20)]
    given = system(concept=[{"code": "a", "designation": names}])
    every = value_set(1, include=[{"system": given["url"]}])
    codings = [{"system": given["url"], "code": "a", "display": f"{n}"} for n in range(100)]
    concept = {"name": "codeableConcept", "valueCodeableConcept": {"coding": codings}}
    body = parameters(given, every, url=every["url"])
    body["parameter"].append(concept)
    answer = bare.post("/fhir/ValueSet/$validate-code", json=body)
    assert (answer.status_code, issue(answer)["code"]) == (413, "too-long")


def test_a_form_has_so_many_parameters(bare: FlaskClient) -> None:
    answer = bare.post("/fhir/ValueSet/$expand", data={"url": ["a"] * 2_001})
    assert (answer.status_code, issue(answer)["code"]) == (413, "too-long")
