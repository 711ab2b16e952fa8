"""ValueSet and ConceptMap resources, as they are sent along with a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nosograph.errors import TerminologyError
from nosograph.exchange.fhir.code_systems import read_designation
from nosograph.exchange.fhir.elements import (
    LONG,
    STANDARDS_STATUS,
    Node,
    child,
    extension_value,
    flag,
    nodes,
    text,
    texts,
)
from nosograph.terminology.codes import Coding
from nosograph.terminology.value_set import ConceptReference, Filter, Selection, ValueSet

SUPPLEMENT = "http://hl7.org/fhir/StructureDefinition/valueset-supplement"
PARAMETER = (
    "http://hl7.org/fhir/StructureDefinition/valueset-expansion-parameter",
    "http://hl7.org/fhir/tools/StructureDefinition/valueset-expansion-parameter",
)
#: Includes and excludes of a value set, and filters and value sets of one: published ones have
#: fewer than a tenth of this.
MOST_SELECTIONS = 1_000
MOST_CONDITIONS = 50
#: Levels of codes inside codes of an expansion.
DEEPEST = 100


def read_value_set(resource: Node, *, is_contained: bool = False) -> ValueSet:
    """Read a ValueSet resource."""
    compose = child(resource, "compose")
    require_few(nodes(compose, "include"), MOST_SELECTIONS)
    require_few(nodes(compose, "exclude"), MOST_SELECTIONS)
    inside = () if is_contained else nodes(resource, "contained")
    return ValueSet(
        url=text(resource, "url"),
        version=text(resource, "version"),
        include=tuple(_selection(each) for each in nodes(compose, "include")),
        exclude=tuple(_selection(each) for each in nodes(compose, "exclude")),
        inactive=flag(compose, "inactive"),
        language=text(resource, "language"),
        status=text(resource, "status"),
        standards_status=extension_value(resource, STANDARDS_STATUS),
        is_experimental=bool(flag(resource, "experimental")),
        supplements=tuple(_supplements(resource)),
        parameters=tuple(_parameters(compose)),
        is_locked="lockedDate" in compose,
        is_contained=is_contained,
        identifier=text(resource, "id"),
        listed=_listed(resource),
        contained=tuple(
            read_value_set(each, is_contained=True)
            for each in inside
            if each.get("resourceType") == "ValueSet"
        ),
        document=resource,
    )


def require_few(items: Sequence[object], most: int) -> None:
    """Refuse what has more parts than any value set that is published."""
    if len(items) > most:
        raise TerminologyError("the value set has too many parts", code="too-costly", status=413)


def _selection(node: Node) -> Selection:
    require_few(nodes(node, "filter"), MOST_CONDITIONS)
    require_few(texts(node, "valueSet"), MOST_CONDITIONS)
    return Selection(
        system=text(node, "system"),
        version=text(node, "version"),
        concepts=tuple(_reference(each) for each in nodes(node, "concept")),
        filters=tuple(_filter(each) for each in nodes(node, "filter")),
        value_sets=texts(node, "valueSet"),
    )


def _reference(node: Node) -> ConceptReference:
    return ConceptReference(
        text(node, "code"),
        text(node, "display", LONG),
        tuple(read_designation(each) for each in nodes(node, "designation")),
        tuple(nodes(node, "extension")),
    )


def _filter(node: Node) -> Filter:
    return Filter(text(node, "property"), text(node, "op"), text(node, "value", LONG))


def _supplements(resource: Node) -> Iterator[str]:
    for each in nodes(resource, "extension"):
        if each.get("url") == SUPPLEMENT:
            yield text(each, "valueCanonical") or text(each, "valueUri")


def _parameters(compose: Node) -> Iterator[tuple[str, str]]:
    for each in nodes(compose, "extension"):
        if each.get("url") in PARAMETER:
            yield extension_value(each, "name"), extension_value(each, "value")


def _listed(resource: Node) -> tuple[Coding, ...] | None:
    """Return the codes of an expansion, where there is one and no definition."""
    if "expansion" not in resource or "compose" in resource:
        return None
    return tuple(_contained(child(resource, "expansion"), 0))


def _contained(node: Node, depth: int) -> Iterator[Coding]:
    if depth > DEEPEST:
        raise TerminologyError("an expansion is nested too deeply", code="too-long", status=413)
    for each in nodes(node, "contains"):
        if each.get("code"):
            yield read_coding(each)
        yield from _contained(each, depth + 1)


def read_coding(node: Node) -> Coding:
    """Read a Coding, or what has its members."""
    return Coding(
        text(node, "system"),
        text(node, "code", LONG),
        text(node, "version"),
        text(node, "display", LONG),
    )
