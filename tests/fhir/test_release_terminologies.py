"""What FHIR's operations answer over a release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from unittest.mock import Mock

import pytest
from flask.testing import FlaskClient
from tests.fhir.asking import expand, value_set
from tests.fhir.conftest import RecordingEndpoint

from nosograph.web.clients import ABANDONED

HP = "http://human-phenotype-ontology.org"
MONDO = "http://purl.obolibrary.org/obo/mondo.owl"
NOS = "https://w3id.org/nosograph/"
OWN = "https://w3id.org/nosograph/fhir/ValueSet"


def ask(
    client: FlaskClient,
    path: str,
    status: int = 200,
    query: Mapping[str, str] | None = None,
    **more: str,
) -> Any:
    answer = client.get(f"/fhir/{path}", query_string={**(query or {}), **more})
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/fhir+json"
    return answer.get_json(force=True)


def values(resource: Any, name: str) -> list[Any]:
    found = (each for each in resource["parameter"] if each["name"] == name)
    return [next(each[key] for key in each if key not in ("name",)) for each in found]


def codes(resource: Any) -> list[str]:
    return [each["code"] for each in resource["expansion"].get("contains", [])]


def test_a_finding_is_looked_up_by_system_and_code(fhir: FlaskClient) -> None:
    found = ask(fhir, "CodeSystem/$lookup", system=HP, code="HP:0003394")
    assert values(found, "display") == ["Muscle spasm"]
    assert values(found, "version") == ["2026-01-01"]


def test_a_finding_is_looked_up_by_the_oid_of_its_system(fhir: FlaskClient) -> None:
    oid = "urn:oid:2.16.840.1.113883.6.339"
    found = ask(fhir, "CodeSystem/$lookup", system=oid, code="HP:0003394")
    assert values(found, "display") == ["Muscle spasm"]


def test_a_code_is_valid_under_every_name_of_its_system(fhir: FlaskClient) -> None:
    for url in (HP, "urn:oid:2.16.840.1.113883.6.339"):
        found = ask(fhir, "CodeSystem/$validate-code", url=url, code="HP:0003394")
        assert (values(found, "result"), values(found, "system")) == ([True], [HP])


def test_a_system_is_addressed_by_its_id_too(fhir: FlaskClient) -> None:
    listed = ask(fhir, "CodeSystem", url=HP)["entry"][0]["resource"]
    assert ask(fhir, f"CodeSystem/{listed['id']}") == listed
    found = ask(fhir, f"CodeSystem/{listed['id']}/$lookup", code="HP:0003394")
    assert values(found, "display") == ["Muscle spasm"]


def test_parents_and_children_are_properties(fhir: FlaskClient) -> None:
    found = ask(fhir, "CodeSystem/$lookup", system=HP, code="HP:0000969", property="child")
    parts = [{part["name"]: part for part in each} for each in values(found, "property")]
    assert [part["value"]["valueCode"] for part in parts] == ["HP:0010741"]
    assert parts[0]["description"]["valueString"] == "Pedal edema"


def test_an_obsolete_finding_is_inactive(fhir: FlaskClient) -> None:
    found = ask(fhir, "CodeSystem/$lookup", system=HP, code="HP:9990002")
    parts = [{part["name"]: part for part in each} for each in values(found, "property")]
    inactive = [part for part in parts if part["code"]["valueCode"] == "inactive"]
    assert inactive[0]["value"]["valueBoolean"] is True


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("HP:0000969", "HP:0010741", "subsumes"),
        ("HP:0010741", "HP:0000969", "subsumed-by"),
        ("HP:0010741", "HP:0010741", "equivalent"),
        ("HP:0010741", "HP:0003394", "not-subsumed"),
    ],
)
def test_the_closure_tells_how_codes_stand(
    fhir: FlaskClient, first: str, second: str, outcome: str
) -> None:
    found = ask(fhir, "CodeSystem/$subsumes", system=HP, codeA=first, codeB=second)
    assert values(found, "outcome") == [outcome]


def test_what_is_below_a_finding_is_an_implicit_value_set(fhir: FlaskClient) -> None:
    found = ask(fhir, "ValueSet/$expand", url=f"{HP}?fhir_vs=isa/HP:0000969", excludeNested="true")
    assert codes(found) == ["HP:0000969", "HP:0010741"]
    assert found["expansion"]["total"] == 2


def test_an_expression_is_an_implicit_value_set_too(fhir: FlaskClient) -> None:
    query = {"url": f"{HP}?fhir_vs=ecl/<< HP:0000969 MINUS HP:0010741"}
    assert codes(ask(fhir, "ValueSet/$expand", query=query)) == ["HP:0000969"]
    query = {"url": f"{HP}?fhir_vs=ecl/< HP:0000969", "system": HP, "code": "HP:0010741"}
    assert values(ask(fhir, "ValueSet/$validate-code", query=query), "result") == [True]


def test_an_expression_is_asked_as_its_client_asks_and_stops_when_that_hangs_up(
    recorded: tuple[FlaskClient, RecordingEndpoint],
) -> None:
    client, endpoint = recorded
    hung_up = Mock(return_value=True)
    client.get(
        "/fhir/ValueSet/$expand",
        query_string={"url": f"{HP}?fhir_vs=ecl/<< HP:0000969"},
        environ_overrides={"REMOTE_ADDR": "198.51.100.7", ABANDONED: hung_up},
    )
    asked = {(each.client, each.abandoned()) for each in endpoint.asked}
    assert asked == {("198.51.100.7", True)}


def test_an_expression_that_is_none_is_an_outcome(fhir: FlaskClient) -> None:
    found = ask(fhir, "ValueSet/$expand", 422, url=f"{HP}?fhir_vs=ecl/<< (")
    assert found["issue"][0]["code"] == "invalid"


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (("child", "exists", "false"), ["HP:0010741"]),
        (("child", "=", "HP:0010741"), ["HP:0000969"]),
        (("parent", "in", "HP:0000969,HP:0003394"), ["HP:0010741"]),
    ],
)
def test_a_filter_sees_all_of_a_concept(
    fhir: FlaskClient, condition: tuple[str, str, str], found: list[str]
) -> None:
    below = {"property": "concept", "op": "is-a", "value": "HP:0000969"}
    asked = dict(zip(("property", "op", "value"), condition, strict=True))
    made = value_set(1, include=[{"system": HP, "filter": [below, asked]}])
    assert codes(expand(fhir, made, url=made["url"]).get_json(force=True)) == found


def test_kinds_are_told_in_every_way_alike(fhir: FlaskClient) -> None:
    alone, listed = (
        value_set(1, include=[{"system": HP, "filter": [{"property": "kind", **each}]}])
        for each in (
            {"op": "=", "value": "DoNotMissCondition"},
            {"op": "in", "value": "DoNotMissCondition,Nothing"},
        )
    )
    found = [
        codes(expand(fhir, each, url=each["url"]).get_json(force=True)) for each in (alone, listed)
    ]
    assert found[0] == found[1] != []


def test_pages_are_stable_and_together_make_the_whole(fhir: FlaskClient) -> None:
    whole = ask(fhir, "ValueSet/$expand", url=f"{HP}?fhir_vs", count="100")
    total = whole["expansion"]["total"]
    paged = [
        code
        for offset in range(0, total, 4)
        for code in codes(
            ask(fhir, "ValueSet/$expand", url=f"{HP}?fhir_vs", count="4", offset=str(offset))
        )
    ]
    assert paged == codes(whole)
    assert len(paged) == total == len(set(paged))


def test_words_begin_words_of_names(fhir: FlaskClient) -> None:
    query = {"url": f"{HP}?fhir_vs", "filter": "spasm mus", "count": "10"}
    assert codes(ask(fhir, "ValueSet/$expand", query=query)) == ["HP:0003394"]


def test_obsolete_findings_are_left_out_where_only_active_ones_are_asked_for(
    fhir: FlaskClient,
) -> None:
    query = {"url": f"{HP}?fhir_vs", "count": "100"}
    every = codes(ask(fhir, "ValueSet/$expand", query=query))
    active = codes(ask(fhir, "ValueSet/$expand", activeOnly="true", query=query))
    assert set(every) - set(active) == {"HP:9990002", "HP:9990003"}


def test_complaints_are_a_value_set(fhir: FlaskClient) -> None:
    found = ask(fhir, "ValueSet/$expand", url=f"{OWN}/complaints", count="50")
    assert "NocturnalLegAndButtockSpasm" in codes(found)
    query = {"url": f"{OWN}/complaints", "system": NOS, "code": "LegOrButtockSpasm"}
    assert values(ask(fhir, "ValueSet/$validate-code", query=query), "result") == [True]


def test_what_the_reasoner_derived_to_be_dangerous_is_a_value_set(fhir: FlaskClient) -> None:
    query = {"url": f"{OWN}/do-not-miss-conditions", "system": HP, "code": "HP:0002625"}
    assert values(ask(fhir, "ValueSet/$validate-code", query=query), "result") == [True]
    query = {"url": f"{OWN}/do-not-miss-conditions", "system": MONDO, "code": "MONDO:0005391"}
    assert values(ask(fhir, "ValueSet/$validate-code", query=query), "result") == [False]


def test_a_wrong_display_is_told_from_the_right_one(fhir: FlaskClient) -> None:
    query = {"url": HP, "code": "HP:0003394"}
    right = ask(fhir, "CodeSystem/$validate-code", display="muscle spasm", query=query)
    wrong = ask(fhir, "CodeSystem/$validate-code", display="Hobby horse gait", query=query)
    assert values(right, "result") == [True]
    assert values(wrong, "result") == [False]
    assert "'Muscle spasm'" in values(wrong, "message")[0]


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("http://example.org/nowhere", "a"),
        (HP, "HP:7654321"),
        (HP, "> } DROP ALL #"),
        (HP, "MONDO:0005391"),
        (NOS, "hasSite"),
    ],
)
def test_what_is_not_known_is_said_in_an_outcome(fhir: FlaskClient, system: str, code: str) -> None:
    found = ask(fhir, "CodeSystem/$lookup", 404, system=system, code=code)
    assert found["resourceType"] == "OperationOutcome"
    assert found["issue"][0]["code"] == "not-found"


ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"


def matches(resource: Any) -> list[tuple[str, str]]:
    parts = [{part["name"]: part for part in each} for each in values(resource, "match")]
    return [
        (part["equivalence"]["valueCode"], part["concept"]["valueCoding"]["code"]) for part in parts
    ]


@pytest.mark.parametrize(
    ("system", "code", "target", "there"),
    [
        (MONDO, "MONDO:0005391", ICD10CM, "G25.81"),
        (HP, "HP:0002625", SNOMED, "128053003"),
        (NOS, "SleepRelatedLegCramps", ICD10CM, "G47.62"),
    ],
)
def test_a_condition_is_translated_and_back(
    fhir: FlaskClient, system: str, code: str, target: str, there: str
) -> None:
    path = "r4/ConceptMap/$translate"
    forth = ask(fhir, path, system=system, code=code, targetsystem=target)
    back = ask(fhir, path, system=target, code=there, targetsystem=system)
    assert ("equivalent", there) in matches(forth)
    assert ("equivalent", code) in matches(back)


def test_a_broader_code_is_said_to_be_broader(fhir: FlaskClient) -> None:
    omim = "http://www.omim.org"
    query = {"system": MONDO, "code": "MONDO:0003441", "targetsystem": omim}
    assert matches(ask(fhir, "ConceptMap/$translate", query=query)) == [("narrower", "900003")]
    query = {"system": omim, "code": "900003", "targetsystem": MONDO}
    assert matches(ask(fhir, "ConceptMap/$translate", query=query)) == [("wider", "MONDO:0003441")]


def test_r5_asks_backwards_by_the_code_of_the_target(fhir: FlaskClient) -> None:
    query = {"sourceSystem": MONDO, "targetSystem": ICD10CM, "targetCode": "G25.81"}
    found = ask(fhir, "r5/ConceptMap/$translate", query=query)
    parts = [{part["name"]: part for part in each} for each in values(found, "match")]
    assert parts[0]["source"]["valueCoding"]["code"] == "MONDO:0005391"
    assert parts[0]["relationship"]["valueCode"] == "equivalent"


def test_r4_asks_backwards_for_the_codes_that_are_mapped_to_one(fhir: FlaskClient) -> None:
    omim = "http://www.omim.org"
    query = {"system": omim, "code": "900003", "targetsystem": MONDO, "reverse": "true"}
    found = ask(fhir, "r4/ConceptMap/$translate", query=query)
    assert matches(found) == [("wider", "MONDO:0003441")]


def test_the_mappings_are_a_concept_map(fhir: FlaskClient) -> None:
    listed = ask(fhir, "ConceptMap")["entry"][0]["resource"]
    query = {"system": MONDO, "code": "MONDO:0005391", "targetsystem": ICD10CM}
    assert matches(ask(fhir, f"ConceptMap/{listed['id']}/$translate", query=query))
    query["url"] = "http://example.org/another"
    assert values(ask(fhir, "ConceptMap/$translate", query=query), "result") == [False]


def test_a_code_without_mappings_is_no_error(fhir: FlaskClient) -> None:
    query = {"system": HP, "code": "HP:0003394", "targetsystem": SNOMED}
    found = ask(fhir, "ConceptMap/$translate", query=query)
    assert values(found, "result") == [False]
    assert ask(fhir, "ConceptMap/$translate", system="http://a", code="> ?x")


def test_systems_and_value_sets_are_searched_by_address(fhir: FlaskClient) -> None:
    assert ask(fhir, "CodeSystem", url=MONDO)["entry"][0]["resource"]["content"] == "not-present"
    assert ask(fhir, "ValueSet", url=f"{OWN}/complaints")["total"] == 1
    assert ask(fhir, "ValueSet", url="http://example.org/none")["total"] == 0


def test_capabilities_name_the_systems(fhir: FlaskClient) -> None:
    found = ask(fhir, "metadata", mode="terminology")
    assert {HP, MONDO, NOS} <= {each["uri"] for each in found["codeSystem"]}
