"""Parameters resources that answer $validate-code, $lookup, $subsumes and $translate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from nosograph.exchange.fhir.elements import Node
from nosograph.exchange.fhir.outcomes import outcome
from nosograph.exchange.fhir.versions import FhirVersion
from nosograph.terminology.codes import Coding, Designation, Property
from nosograph.terminology.concept_translation import Match
from nosograph.terminology.displays import Displays
from nosograph.terminology.finder import Finder
from nosograph.terminology.lookup import Found, Subsumption
from nosograph.terminology.validation import Verdict

Item = dict[str, Any]
#: R5's relationships as R4's equivalences, which are of the target to the source.
EQUIVALENCES: Mapping[str, str] = {
    "related-to": "relatedto",
    "equivalent": "equivalent",
    "source-is-narrower-than-target": "wider",
    "source-is-broader-than-target": "narrower",
    "not-related-to": "unmatched",
}


def parameters(items: Iterable[Item]) -> dict[str, Any]:
    """Return a Parameters resource."""
    return {"resourceType": "Parameters", "parameter": list(items)}


def verdict_answer(verdict: Verdict, concept: Node | None = None) -> dict[str, Any]:
    """Return the answer of a validation; ``concept`` is the CodeableConcept that was sent."""
    return parameters(_verdict(verdict, concept))


def _verdict(verdict: Verdict, concept: Node | None) -> Iterator[Item]:
    yield {"name": "result", "valueBoolean": verdict.result}
    if concept is not None:
        yield {"name": "codeableConcept", "valueCodeableConcept": concept}
    yield from _texts(
        ("code", "valueCode", verdict.code),
        ("system", "valueUri", verdict.system),
        ("version", "valueString", verdict.version),
        ("display", "valueString", verdict.display),
        ("normalized-code", "valueCode", verdict.normal_code),
        ("message", "valueString", verdict.message),
    )
    yield from _use(verdict)
    name = "x-caused-by-unknown-system" if verdict.is_cause else "x-unknown-system"
    yield from ({"name": name, "valueCanonical": each} for each in verdict.unknown_systems)
    if verdict.issues:
        yield {"name": "issues", "resource": outcome(verdict.issues)}


def _use(verdict: Verdict) -> Iterator[Item]:
    if verdict.is_inactive:
        yield {"name": "inactive", "valueBoolean": True}
    is_told = verdict.is_inactive or verdict.status.lower() == "deprecated"
    if is_told and verdict.status not in ("", "inactive"):
        yield {"name": "status", "valueCode": verdict.status}


def _texts(*items: tuple[str, str, str]) -> Iterator[Item]:
    return ({"name": name, member: value} for name, member, value in items if value)


def lookup_answer(found: Found, finder: Finder, wanted: Sequence[str]) -> dict[str, Any]:
    """Return what is known of a code; ``wanted`` are the properties that are asked for."""
    return parameters(_lookup(found, finder, wanted))


def _lookup(found: Found, finder: Finder, wanted: Sequence[str]) -> Iterator[Item]:
    said, concept = found.system.description, found.concept
    names = Displays(concept.names(), finder.options.languages)
    shown = names.preferred() or Designation(concept.display)
    yield from _texts(
        ("name", "valueString", said.name or said.title or said.url),
        ("code", "valueCode", concept.code),
        ("system", "valueUri", said.url),
        ("version", "valueString", said.version),
        ("display", "valueString", shown.value),
        ("definition", "valueString", concept.definition),
    )
    yield {"name": "abstract", "valueBoolean": concept.is_abstract}
    for supplement in found.system.supplements:
        yield {"name": "used-supplement", "valueCanonical": supplement}
    yield from (_designation(each) for each in concept.names())
    yield from _properties(found, wanted)


def _designation(name: Designation) -> Item:
    parts: list[Item] = []
    if name.language:
        parts.append({"name": "language", "valueCode": name.language})
    if name.use:
        parts.append({"name": "use", "valueCoding": dict(name.use)})
    if name.source:
        parts.append({"name": "source", "valueCanonical": name.source})
    return {"name": "designation", "part": [*parts, {"name": "value", "valueString": name.value}]}


def _properties(found: Found, wanted: Sequence[str]) -> Iterator[Item]:
    def is_wanted(code: str, *, always: bool = False) -> bool:
        return "*" in wanted or code in wanted or (always and not wanted)

    concept = found.concept
    if is_wanted("inactive", always=True):
        yield property_item(Property("inactive", "boolean", concept.is_inactive))
    for name, codes in (("parent", concept.parents), ("child", concept.children)):
        if is_wanted(name):
            yield from (property_item(_relative(found, name, code)) for code in codes)
    for each in concept.properties:
        if is_wanted(each.code) and each.code not in ("inactive", "parent", "child"):
            yield property_item(each)


def _relative(found: Found, name: str, code: str) -> Property:
    relative = found.system.locate(code)
    return Property(name, "code", code, relative.display if relative else "")


def property_item(found: Property) -> Item:
    """Return a property of a concept as a parameter."""
    parts: list[Item] = [{"name": "code", "valueCode": found.code}]
    parts.append({"name": "value", value_name(found): found.value})
    if found.description:
        parts.append({"name": "description", "valueString": found.description})
    return {"name": "property", "part": parts}


def value_name(found: Property) -> str:
    """Return the JSON member that holds the value of a property.

    >>> value_name(Property("a", "dateTime", "2025"))
    'valueDateTime'
    """
    return f"value{found.kind[:1].upper()}{found.kind[1:]}"


def subsumption_answer(outcome_: Subsumption) -> dict[str, Any]:
    """Return how two codes stand to each other."""
    return parameters([{"name": "outcome", "valueCode": outcome_.value}])


def translation_answer(
    matches: Sequence[Match], version: FhirVersion, *, is_reverse: bool
) -> dict[str, Any]:
    """Return the translations of a code; R4 has no place but ``concept`` for those of a target."""
    if is_reverse and version is FhirVersion.R4:
        matches = [match.turned() for match in matches]
    related = any(match.relationship != "not-related-to" for match in matches)
    items: list[Item] = [{"name": "result", "valueBoolean": related}]
    if not matches:
        items.append({"name": "message", "valueString": "No mapping of this code is known"})
    items.extend(_match(each, version, is_reverse=is_reverse) for each in matches)
    return parameters(items)


def _match(match: Match, version: FhirVersion, *, is_reverse: bool) -> Item:
    parts: list[Item] = [{"name": "concept", "valueCoding": coding(match.target)}]
    if version is FhirVersion.R4:
        parts.insert(0, {"name": "equivalence", "valueCode": EQUIVALENCES[match.relationship]})
    else:
        parts.insert(0, {"name": "relationship", "valueCode": match.relationship})
    if is_reverse and version is FhirVersion.R5:
        parts.append({"name": "source", "valueCoding": coding(match.source)})
    if match.origin and version is FhirVersion.R5:
        parts.append({"name": "originMap", "valueCanonical": match.origin})
    elif match.origin:
        parts.append({"name": "source", "valueUri": match.origin})
    return {"name": "match", "part": parts}


def coding(value: Coding) -> dict[str, str]:
    """Return a Coding."""
    members = {
        "system": value.system,
        "version": value.version,
        "code": value.code,
        "display": value.display,
    }
    return {name: text for name, text in members.items() if text}
