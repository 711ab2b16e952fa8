"""GA4GH phenopackets, schema 2.0, as JSON: what a presentation needs of them.

Who the subject is, the diagnosis and the files are not read. Severity and modifiers become the
observation's modifiers, codes of any vocabulary stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

from nosograph.domain.presentation import Age, Observation, Presentation, Sex, Status
from nosograph.errors import InvalidInput
from nosograph.exchange.members import (
    positions,
    read_array,
    read_code,
    read_object,
    read_text,
    within,
)
from nosograph.exchange.presentation_json import parse_age

# Phenopacket schema 2.0, enum Sex, by name and by number as protobuf's JSON mapping allows.
SEXES = {
    "UNKNOWN_SEX": Sex.UNKNOWN,
    "FEMALE": Sex.FEMALE,
    "MALE": Sex.MALE,
    "OTHER_SEX": Sex.OTHER,
}
FEATURES = "phenotypicFeatures"


def is_phenopacket(document: object) -> bool:
    """Tell a phenopacket by the member that carries its findings."""
    return isinstance(document, dict) and FEATURES in document


def parse_phenopacket(document: object) -> Presentation:
    """Read a presentation from a phenopacket.

    >>> packet = {"phenotypicFeatures": [{"type": {"id": "HP:0003394"}, "excluded": True}]}
    >>> parse_phenopacket(packet).observations[0].status.value
    'absent'
    """
    value = read_object(document, "")
    features = positions(read_array(value, FEATURES, ""), FEATURES)
    subject = read_object(value.get("subject") or {}, "subject")
    return Presentation(
        observations=tuple(_observation(item, where) for where, item in features),
        age=_age(subject),
        sex=_sex(subject),
    )


def _observation(item: object, where: str) -> Observation:
    value = read_object(item, where)
    return Observation(
        finding=_class(value.get("type"), within(where, "type")),
        status=_status(value, where),
        modifiers=_modifiers(value, where),
    )


def _status(value: Mapping[str, object], where: str) -> Status:
    excluded = value.get("excluded", False)
    if not isinstance(excluded, bool):
        raise InvalidInput(f"{within(where, 'excluded')} must be true or false")
    return Status.ABSENT if excluded else Status.PRESENT


def _modifiers(value: Mapping[str, object], where: str) -> frozenset[str]:
    given = positions(read_array(value, "modifiers", where), within(where, "modifiers"))
    severity = value.get("severity")
    graded = [] if severity is None else [(within(where, "severity"), severity)]
    return frozenset(_class(item, position) for position, item in [*given, *graded])


def _class(item: object, where: str) -> str:
    return read_code(read_object(item, where).get("id"), within(where, "id"))


def _sex(subject: Mapping[str, object]) -> Sex:
    value = subject.get("sex")
    if value is None:
        return Sex.UNKNOWN
    by_number = dict(enumerate(SEXES.values()))
    if isinstance(value, str) and value in SEXES:
        return SEXES[value]
    if type(value) is int and value in by_number:
        return by_number[value]
    raise InvalidInput(f"subject.sex must be one of {', '.join(SEXES)}")


def _age(subject: Mapping[str, object]) -> Age | None:
    where = "subject.timeAtLastEncounter"
    time = read_object(subject.get("timeAtLastEncounter") or {}, where)
    age = read_object(time.get("age") or {}, f"{where}.age")
    duration = read_text(age, "iso8601duration", f"{where}.age")
    return parse_age(duration, f"{where}.age.iso8601duration")
