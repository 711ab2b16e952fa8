"""The service's own JSON for a presentation, in both directions."""

from __future__ import annotations

from collections.abc import Mapping

from nosograph.domain.presentation import (
    LONGEST_DURATION,
    Age,
    Observation,
    Presentation,
    Result,
    Sex,
    Span,
    Status,
)
from nosograph.errors import InvalidInput
from nosograph.exchange.members import (
    positions,
    read_array,
    read_code,
    read_object,
    read_optional_code,
    read_text,
    require_members,
    within,
)

PRESENTATION_MEMBERS = ("age", "sex", "duration", "findings")
FINDING_MEMBERS = ("id", "label", "hpo", "site", "timing", "modifiers", "status", "span", "result")
SPAN_MEMBERS = ("start", "end")


def parse_presentation(document: object) -> Presentation:
    """Read a presentation from parsed JSON.

    >>> parse_presentation({"findings": [{"id": "HP:0003394"}]}).observations[0].finding
    'HP:0003394'
    """
    value = read_object(document, "")
    require_members(value, PRESENTATION_MEMBERS, "")
    findings = positions(read_array(value, "findings", ""), "findings")
    return Presentation(
        observations=tuple(parse_observation(item, where) for where, item in findings),
        age=parse_age(read_text(value, "age", ""), "age"),
        sex=_sex(read_text(value, "sex", "")),
        duration=_duration(value.get("duration")),
    )


def parse_observation(item: object, where: str) -> Observation:
    """Read one finding; ``label`` and ``hpo`` are for people and are not read."""
    value = read_object(item, where)
    require_members(value, FINDING_MEMBERS, where)
    finding = read_code(value.get("id"), within(where, "id"))
    result = _result(read_text(value, "result", where), within(where, "result"))
    if result and not finding.startswith("LOINC:"):
        raise InvalidInput(f"{within(where, 'result')} goes with a code of LOINC")
    modifiers = positions(read_array(value, "modifiers", where), within(where, "modifiers"))
    return Observation(
        finding=finding,
        status=_status(read_text(value, "status", where), within(where, "status")),
        site=read_optional_code(value, "site", where),
        timing=read_optional_code(value, "timing", where),
        modifiers=frozenset(read_code(code, position) for position, code in modifiers),
        span=_span(value.get("span"), within(where, "span")),
        result=result,
    )


def parse_age(duration: str | None, where: str) -> Age | None:
    """Read an ISO 8601 age, where one is given."""
    if duration is None:
        return None
    try:
        return Age.parse(duration)
    except ValueError as refusal:
        raise InvalidInput(f"{where}: {refusal}") from None


def render_presentation(
    presentation: Presentation,
    labels: Mapping[str, str] | None = None,
    nearest: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """Write a presentation as JSON; the text that it was read from is not part of it.

    Findings of our own carry the nearest HPO class where it is given.
    """
    rendered: dict[str, object] = {"sex": presentation.sex.value}
    if presentation.age is not None:
        rendered["age"] = str(presentation.age)
    if presentation.duration is not None:
        rendered["duration"] = presentation.duration
    rendered["findings"] = [
        _render_observation(observation, labels or {}, nearest or {})
        for observation in presentation.observations
    ]
    return rendered


def _render_observation(
    observation: Observation, labels: Mapping[str, str], nearest: Mapping[str, str]
) -> dict[str, object]:
    hpo = nearest.get(observation.finding)
    every = {
        "id": observation.finding,
        "label": labels.get(observation.finding),
        "hpo": hpo and {"id": hpo, "label": labels.get(hpo, hpo)},
        "status": observation.status.value,
        "site": observation.site,
        "timing": observation.timing,
        "modifiers": sorted(observation.modifiers) or None,
        "span": None if observation.span is None else render_span(observation.span),
    }
    return {member: value for member, value in every.items() if value is not None}


def render_span(span: Span) -> dict[str, int]:
    """Write a span as positions in the text."""
    return {"start": span.start, "end": span.end}


def _sex(value: str | None) -> Sex:
    try:
        return Sex.UNKNOWN if value is None else Sex(value)
    except ValueError:
        raise InvalidInput(f"sex must be one of {', '.join(Sex)}") from None


def _duration(value: object) -> float | None:
    """Read how long the main complaint has lasted, in days."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInput("duration must be a number of days")
    if not 0 <= value <= LONGEST_DURATION:
        raise InvalidInput(f"duration must be between 0 and {LONGEST_DURATION} days")
    return float(value)


def _status(value: str | None, where: str) -> Status:
    try:
        return Status.PRESENT if value is None else Status(value)
    except ValueError:
        raise InvalidInput(f"{where} must be one of {', '.join(Status)}") from None


def _result(value: str | None, where: str) -> Result | None:
    try:
        return None if value is None else Result(value)
    except ValueError:
        raise InvalidInput(f"{where} must be one of {', '.join(Result)}") from None


def _span(item: object, where: str) -> Span | None:
    if item is None:
        return None
    value = read_object(item, where)
    require_members(value, SPAN_MEMBERS, where)
    start, end = (value.get(member) for member in SPAN_MEMBERS)
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise InvalidInput(f"{where} must give start and end, at least one character")
    return Span(start, end)
