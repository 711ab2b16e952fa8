from __future__ import annotations

from typing import Any

import pytest

from nosograph.domain.presentation import Observation, Result, Sex, Status
from nosograph.errors import InvalidInput
from nosograph.exchange.fhir_bundle import is_fhir, parse_fhir

SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"


def coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def condition(code: str = "55300003", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "code": coded(SNOMED, code), **more}


def potassium(**more: Any) -> dict[str, Any]:
    return {"resourceType": "Observation", "code": coded(LOINC, "2823-3"), **more}


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "entry": [{"resource": resource} for resource in resources],
        **more,
    }


def observed(*resources: dict[str, Any]) -> tuple[Observation, ...]:
    return parse_fhir(bundle(*resources)).observations


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, Status.PRESENT),
        ({"clinicalStatus": coded("c", "active")}, Status.PRESENT),
        ({"clinicalStatus": coded("c", "resolved")}, Status.HISTORICAL),
        ({"verificationStatus": coded("v", "refuted")}, Status.ABSENT),
        ({"verificationStatus": coded("v", "provisional")}, Status.UNCERTAIN),
    ],
)
def test_a_condition_is_what_its_status_says(more: dict[str, Any], status: Status) -> None:
    assert observed(condition(**more)) == (Observation("SNOMEDCT:55300003", status),)


def test_what_was_entered_in_error_is_left_out() -> None:
    wrong = condition(verificationStatus=coded("v", "entered-in-error"))
    assert observed(wrong, potassium(status="entered-in-error")) == ()


def test_hpo_is_preferred_among_codings() -> None:
    code = {
        "coding": [
            {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "R252"},
            {"system": "http://human-phenotype-ontology.org", "code": "HP:0003394"},
            {"system": "http://example.org/own", "code": "cramp"},
        ]
    }
    assert observed({"resourceType": "Condition", "code": code})[0].finding == "HP:0003394"


@pytest.mark.parametrize(
    ("more", "result"),
    [
        ({"interpretation": [coded("i", "LL")]}, Result.LOW),
        ({"interpretation": [coded("i", "N")]}, Result.NORMAL),
        (
            {"valueQuantity": {"value": 2.9}, "referenceRange": [{"low": {"value": 3.5}}]},
            Result.LOW,
        ),
        (
            {"valueQuantity": {"value": 4}, "referenceRange": [{"low": {"value": 3.5}}]},
            Result.NORMAL,
        ),
        (
            {"valueQuantity": {"value": 6}, "referenceRange": [{"high": {"value": 5.1}}]},
            Result.HIGH,
        ),
        ({"valueQuantity": {"value": 6}}, None),
        ({"valueCodeableConcept": coded(SNOMED, "10828004")}, Result.POSITIVE),
    ],
)
def test_a_test_has_the_outcome_that_is_said_or_measured(
    more: dict[str, Any], result: Result | None
) -> None:
    assert observed(potassium(**more)) == (Observation("LOINC:2823-3", result=result),)


def test_components_are_tests_of_their_own() -> None:
    part = {"code": coded(LOINC, "8480-6"), "interpretation": [coded("i", "H")]}
    panel = {"resourceType": "Observation", "code": coded(LOINC, "85354-9"), "component": [part]}
    assert observed(panel) == (Observation("LOINC:8480-6", result=Result.HIGH),)


def test_a_question_is_answered_by_its_finding() -> None:
    symptom = {
        "resourceType": "Observation",
        "code": coded(LOINC, "75325-1"),
        "valueCodeableConcept": coded(SNOMED, "55300003"),
    }
    assert observed(symptom) == (Observation("SNOMEDCT:55300003"),)


def test_a_finding_that_is_said_not_to_be_there_is_absent() -> None:
    said = {"resourceType": "Observation", "code": coded(SNOMED, "55300003"), "valueBoolean": False}
    assert observed(said)[0].status is Status.ABSENT


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, Status.PRESENT),
        ({"valueCodeableConcept": coded(SNOMED, "373066001")}, Status.PRESENT),
        ({"valueCodeableConcept": coded(SNOMED, "373067005")}, Status.ABSENT),
        ({"valueCodeableConcept": coded(SNOMED, "373068000")}, Status.UNCERTAIN),
        ({"dataAbsentReason": coded("d", "not-asked")}, Status.UNCERTAIN),
    ],
)
def test_a_finding_is_there_as_far_as_its_answer_says(more: dict[str, Any], status: Status) -> None:
    said = {"resourceType": "Observation", "code": coded(SNOMED, "55300003"), **more}
    assert observed(said) == (Observation("SNOMEDCT:55300003", status),)


def test_sex_and_age_are_of_the_time_of_the_bundle() -> None:
    patient = {"resourceType": "Patient", "gender": "female", "birthDate": "1968-05-03"}
    read = parse_fhir(bundle(patient, condition(), timestamp="2026-05-20T10:00:00Z"))
    assert read.sex is Sex.FEMALE
    assert read.age is not None
    assert round(read.age.years) == 58
    assert parse_fhir(bundle(patient, condition())).age is None


def test_parameters_carry_resources_too() -> None:
    document = {
        "resourceType": "Parameters",
        "parameter": [{"name": "condition", "resource": condition()}],
    }
    assert is_fhir(document)
    assert parse_fhir(document).observations[0].finding == "SNOMEDCT:55300003"


def test_a_wrong_check_digit_is_kept_to_be_listed() -> None:
    assert observed(condition("55300004"))[0].finding == "SNOMEDCT:55300004"
    edition = {"resourceType": "Condition", "code": coded(f"{SNOMED}/731000124108", "55300004")}
    assert observed(edition)[0].finding == "SNOMEDCT:55300004"


@pytest.mark.parametrize(
    ("document", "where"),
    [
        (bundle({"resourceType": "Condition"}), "entry[0].resource.code"),
        (bundle({"resourceType": "Condition", "code": {"text": "secret"}}), "no coding"),
        (bundle(condition("a secret")), "entry[0].resource.code.coding[0].code"),
        (bundle(potassium(valueBoolean="secret")), "valueBoolean"),
        (bundle(potassium(status=["secret"])), "entry[0].resource.status"),
        ({"resourceType": "Bundle", "entry": {}}, "entry"),
        (
            bundle({"resourceType": "Patient"}, {"resourceType": "Patient"}),
            "more than one patient",
        ),
    ],
)
def test_a_refusal_names_the_position_and_not_the_content(document: Any, where: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_fhir(document)
    assert where in str(refusal.value)
    assert "secret" not in str(refusal.value)
