"""FHIR (R4, R5) as a presentation: Conditions and Observations in a Bundle or in Parameters.

Who the patient is, is not read, but for sex and the year and month of birth. Of several codings
of one concept the first in ``PREFERRED`` counts; whether it stands for a finding is decided later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date

from nosograph.domain.codes import normalised, prefix_of
from nosograph.domain.presentation import (
    Age,
    Observation,
    Presentation,
    Result,
    Sex,
    Status,
    require_curie,
)
from nosograph.errors import InvalidCode, InvalidInput
from nosograph.exchange.fhir_result import is_unsaid, result_of, said_of
from nosograph.exchange.members import positions, read_array, read_object, read_text, within

PREFERRED = ("HP", "nos", "LOINC", "SNOMEDCT", "ICD10CM", "ICD11MMS", "ICD10WHO", "OMIM", "ORPHA")
ORDER = {prefix: place for place, prefix in enumerate(PREFERRED)}
CONTAINERS = ("Bundle", "Parameters")
SEXES = {"female": Sex.FEMALE, "male": Sex.MALE, "other": Sex.OTHER, "unknown": Sex.UNKNOWN}
#: FHIR value sets condition-clinical, condition-ver-status and observation-status.
PAST = frozenset({"inactive", "remission", "resolved"})
UNSURE = frozenset({"unconfirmed", "provisional", "differential"})
REFUTED = "refuted"
RETRACTED = frozenset({"entered-in-error", "cancelled"})
BIRTH = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-\d{2})?")
DAYS_A_YEAR = 365.2425


def is_fhir(document: object) -> bool:
    """Tell FHIR by the type of its resource."""
    return isinstance(document, dict) and document.get("resourceType") in CONTAINERS


def parse_fhir(document: object) -> Presentation:
    """Read a presentation from a Bundle, or from Parameters that carry resources.

    >>> condition = {"resourceType": "Condition", "code": {"coding": [
    ...     {"system": "http://snomed.info/sct", "code": "55300003"}]}}
    >>> bundle = {"resourceType": "Bundle", "entry": [{"resource": condition}]}
    >>> parse_fhir(bundle).observations[0].finding
    'SNOMEDCT:55300003'
    """
    value = read_object(document, "")
    resources = list(_resources(value))
    patients = [item for _, item in resources if item.get("resourceType") == "Patient"]
    if len(patients) > 1:
        raise InvalidInput("the resources are of more than one patient")
    observations = (found for where, item in resources for found in _findings(item, where))
    patient: Mapping[str, object] = patients[0] if patients else {}
    return Presentation(
        observations=tuple(observations),
        age=_age(patient, read_text(value, "timestamp", "")),
        sex=_sex(read_text(patient, "gender", "Patient")),
    )


def _resources(value: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    member = "entry" if value["resourceType"] == "Bundle" else "parameter"
    for where, item in positions(read_array(value, member, ""), member):
        entry = read_object(item, where)
        if "resource" in entry:
            place = within(where, "resource")
            yield place, read_object(entry["resource"], place)


def _findings(resource: Mapping[str, object], where: str) -> Iterator[Observation]:
    match resource.get("resourceType"):
        case "Condition":
            yield from _condition(resource, where)
        case "Observation":
            yield from _observation(resource, where)


def _condition(resource: Mapping[str, object], where: str) -> Iterator[Observation]:
    verification = _token(resource, "verificationStatus", where)
    if verification not in RETRACTED:
        yield Observation(
            finding=read_concept(resource.get("code"), within(where, "code")),
            status=_status(_token(resource, "clinicalStatus", where), verification),
        )


def _status(clinical: str, verification: str) -> Status:
    if verification == REFUTED:
        return Status.ABSENT
    if clinical in PAST:
        return Status.HISTORICAL
    return Status.UNCERTAIN if verification in UNSURE else Status.PRESENT


def _observation(resource: Mapping[str, object], where: str) -> Iterator[Observation]:
    if read_text(resource, "status", where) in RETRACTED:
        return
    components = positions(read_array(resource, "component", where), within(where, "component"))
    parts = [(place, read_object(item, place)) for place, item in components]
    for place, part in parts or [(where, resource)]:
        yield from _observed(part, place)


def _observed(part: Mapping[str, object], where: str) -> Iterator[Observation]:
    """Yield what was observed; a question of which a finding is the answer, as that finding."""
    code = read_concept(part.get("code"), within(where, "code"))
    result = result_of(part, where)
    present = said_of(part, where)
    if code.startswith("LOINC:") and "valueCodeableConcept" in part and result is None:
        place = within(where, "valueCodeableConcept")
        yield Observation(read_concept(part["valueCodeableConcept"], place))
    elif code.startswith("LOINC:"):
        yield Observation(code, result=result)
    else:
        denied = present is False or result in (Result.NEGATIVE, Result.NORMAL)
        unsure = Status.UNCERTAIN if is_unsaid(part, where) else Status.PRESENT
        yield Observation(code, Status.ABSENT if denied else unsure)


def read_concept(value: object, where: str) -> str:
    """Return the code of a CodeableConcept, as a CURIE."""
    concept = read_object(value, where)
    codings = positions(read_array(concept, "coding", where), within(where, "coding"))
    found = [code for place, item in codings if (code := _coding(read_object(item, place), place))]
    if not found:
        raise InvalidInput(f"{where} has no coding of a code system that is known here")
    return min(found, key=lambda code: ORDER.get(code.partition(":")[0], len(ORDER)))


def _coding(coding: Mapping[str, object], where: str) -> str | None:
    """Return a coding's code, though it be a wrong one; None where its system is not known."""
    system, code = (read_text(coding, member, where) or "" for member in ("system", "code"))
    try:
        prefix = prefix_of(system)
    except InvalidCode:
        return None
    with suppress(InvalidCode):
        return normalised(f"{system}|{code}")
    try:
        return require_curie(f"{prefix}:{code}")
    except ValueError:
        raise InvalidInput(f"{within(where, 'code')} is not a code") from None


def _token(resource: Mapping[str, object], member: str, where: str) -> str:
    """Return the code of a status, or nothing where it is missing."""
    place = within(where, member)
    concept = read_object(resource.get(member) or {}, place)
    codings: Sequence[object] = read_array(concept, "coding", place)
    return next((read_text(read_object(item, place), "code", place) or "" for item in codings), "")


def _sex(value: str | None) -> Sex:
    if value is None:
        return Sex.UNKNOWN
    if value not in SEXES:
        raise InvalidInput(f"Patient.gender must be one of {', '.join(SEXES)}")
    return SEXES[value]


def _age(patient: Mapping[str, object], timestamp: str | None) -> Age | None:
    """Return the age at the time of a bundle; without either date it is not known."""
    born = BIRTH.match(read_text(patient, "birthDate", "Patient") or "")
    then = BIRTH.match(timestamp or "")
    if born is None or then is None:
        return None
    try:
        days = (_day(then) - _day(born)).days
        return Age(days / DAYS_A_YEAR)
    except ValueError:
        raise InvalidInput("Patient.birthDate and timestamp give no age") from None


def _day(found: re.Match[str]) -> date:
    return date(int(found[1]), int(found[2] or 1), 1)
