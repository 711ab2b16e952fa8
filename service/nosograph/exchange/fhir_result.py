"""The outcome of a FHIR Observation: by interpretation, by reference range, by a coded answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nosograph.domain.presentation import Result
from nosograph.errors import InvalidInput
from nosograph.exchange.members import positions, read_array, read_object, read_text, within

#: HL7's ObservationInterpretation, as far as it says low, normal, high, abnormal, found or not.
INTERPRETATIONS = {
    **dict.fromkeys(("L", "LL", "LU", "<"), Result.LOW),
    **dict.fromkeys(("H", "HH", "HU", ">"), Result.HIGH),
    **dict.fromkeys(("A", "AA"), Result.ABNORMAL),
    **dict.fromkeys(("POS", "DET", "RR", "WR"), Result.POSITIVE),
    **dict.fromkeys(("NEG", "ND", "NR"), Result.NEGATIVE),
    "N": Result.NORMAL,
}
#: SNOMED CT's qualifiers and LOINC's answers for found and not found, yes and no.
ANSWERS = {
    "373066001": Result.POSITIVE,
    "373067005": Result.NEGATIVE,
    "10828004": Result.POSITIVE,
    "52101004": Result.POSITIVE,
    "260373001": Result.POSITIVE,
    "LA6576-8": Result.POSITIVE,
    "LA9633-4": Result.POSITIVE,
    "LA33-6": Result.POSITIVE,
    "260385009": Result.NEGATIVE,
    "2667000": Result.NEGATIVE,
    "260415000": Result.NEGATIVE,
    "LA6577-6": Result.NEGATIVE,
    "LA9634-2": Result.NEGATIVE,
    "LA32-8": Result.NEGATIVE,
}
#: SNOMED CT's qualifiers for undetermined and unknown.
UNSAID = frozenset({"373068000", "261665006"})
Part = Mapping[str, object]


def result_of(part: Part, where: str) -> Result | None:
    """Return the outcome of a test, if the observation says one."""
    given = positions(read_array(part, "interpretation", where), within(where, "interpretation"))
    for place, item in given:
        for code in _codes(item, place):
            if code in INTERPRETATIONS:
                return INTERPRETATIONS[code]
    answer = _answer(part, where)
    return answer if answer is not None else _measured(part, where)


def said_of(part: Part, where: str) -> bool | None:
    """Return whether a finding is said to be there, by a boolean or a coded answer."""
    value = part.get("valueBoolean")
    if value is not None and not isinstance(value, bool):
        raise InvalidInput(f"{within(where, 'valueBoolean')} must be true or false")
    answer = _answer(part, where)
    return value if answer is None else answer is Result.POSITIVE


def is_unsaid(part: Part, where: str) -> bool:
    """Tell whether an observation says that it is not known: no data, or an answer that says so."""
    if part.get("dataAbsentReason") is not None:
        return True
    answer = part.get("valueCodeableConcept") or {}
    return not UNSAID.isdisjoint(_codes(answer, within(where, "valueCodeableConcept")))


def _answer(part: Part, where: str) -> Result | None:
    if "valueCodeableConcept" not in part:
        return None
    codes = _codes(part["valueCodeableConcept"], within(where, "valueCodeableConcept"))
    return next((ANSWERS[code] for code in codes if code in ANSWERS), None)


def _codes(concept: object, where: str) -> Iterator[str]:
    codings = read_array(read_object(concept, where), "coding", where)
    return (read_text(read_object(item, where), "code", where) or "" for item in codings)


def _measured(part: Part, where: str) -> Result | None:
    """Compare a quantity with the first reference range; without a bound there is no outcome."""
    quantity = _quantity(part, "valueQuantity", where)
    ranges = read_array(part, "referenceRange", where)
    if quantity is None or not ranges:
        return None
    place = within(where, "referenceRange[0]")
    usual = read_object(ranges[0], place)
    low, high = (_quantity(usual, member, place) for member in ("low", "high"))
    if low is not None and quantity < low:
        return Result.LOW
    if high is not None and quantity > high:
        return Result.HIGH
    return Result.NORMAL if low is not None or high is not None else None


def _quantity(part: Part, member: str, where: str) -> float | None:
    if part.get(member) is None:
        return None
    place = within(where, member)
    value = read_object(part[member], place).get("value")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInput(f"{place}.value must be a number")
    return float(value)
