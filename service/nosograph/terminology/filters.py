"""Filters of value sets, decided over concepts that are at hand."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Protocol

from nosograph.terminology.codes import Concept
from nosograph.terminology.patterns import whole_match
from nosograph.terminology.value_set import Filter

Decision = Callable[[Concept], bool]

CODE = ("concept", "code")
OF_CONCEPTS: Mapping[str, Callable[[Concept], Iterable[str]]] = {
    "concept": lambda concept: (concept.code,),
    "code": lambda concept: (concept.code,),
    "display": lambda concept: (concept.display,),
    "definition": lambda concept: (concept.definition,),
    "parent": lambda concept: concept.parents,
    "child": lambda concept: concept.children,
}


class Hierarchy(Protocol):
    """What filters ask of a code system."""

    def below(self, code: str) -> Container[str]:
        """Return a code and its descendants."""

    def above(self, code: str) -> Container[str]:
        """Return a code and its ancestors."""


def values(concept: Concept, name: str) -> list[str]:
    """Return what a concept has under the name of a property."""
    if name == "inactive":
        return [str(concept.is_inactive).lower()]
    found = [each.text for each in concept.values(name)]
    of_concept = OF_CONCEPTS.get(name)
    return found or (list(of_concept(concept)) if of_concept else [])


def _is_a(system: Hierarchy, condition: Filter) -> Decision:
    below = system.below(condition.value)
    return lambda concept: concept.code in below


def _descends(system: Hierarchy, condition: Filter) -> Decision:
    is_a = _is_a(system, condition)
    return lambda concept: concept.code != condition.value and is_a(concept)


def _is_leaf(system: Hierarchy, condition: Filter) -> Decision:
    descends = _descends(system, condition)
    return lambda concept: not concept.children and descends(concept)


def _is_not_a(system: Hierarchy, condition: Filter) -> Decision:
    is_a = _is_a(system, condition)
    return lambda concept: not is_a(concept)


def _generalises(system: Hierarchy, condition: Filter) -> Decision:
    above = system.above(condition.value)
    return lambda concept: concept.code in above


def _is_child(system: Hierarchy, condition: Filter) -> Decision:
    return lambda concept: condition.value in concept.parents


def _equals(system: Hierarchy, condition: Filter) -> Decision:
    return lambda concept: condition.value in values(concept, condition.property)


def _is_in(system: Hierarchy, condition: Filter) -> Decision:
    listed = {each.strip() for each in condition.value.split(",")}
    return lambda concept: not listed.isdisjoint(values(concept, condition.property))


def _is_not_in(system: Hierarchy, condition: Filter) -> Decision:
    is_in = _is_in(system, condition)
    return lambda concept: not is_in(concept)


def _exists(system: Hierarchy, condition: Filter) -> Decision:
    wanted = condition.value == "true"
    return lambda concept: bool(values(concept, condition.property)) is wanted


def _is_like(system: Hierarchy, condition: Filter) -> Decision:
    match = whole_match(condition.value)
    return lambda concept: any(match(value) for value in values(concept, condition.property))


OF_HIERARCHY: Mapping[str, Callable[[Hierarchy, Filter], Decision]] = {
    "is-a": _is_a,
    "descendent-of": _descends,
    "descendent-leaf": _is_leaf,
    "is-not-a": _is_not_a,
    "generalizes": _generalises,
    "child-of": _is_child,
}
OF_PROPERTIES: Mapping[str, Callable[[Hierarchy, Filter], Decision]] = {
    "=": _equals,
    "in": _is_in,
    "not-in": _is_not_in,
    "exists": _exists,
    "regex": _is_like,
}


def decision(system: Hierarchy, condition: Filter) -> Decision:
    """Return what decides a filter; one that is not understood is a KeyError."""
    if condition.op in OF_HIERARCHY:
        return OF_HIERARCHY[condition.op](system, condition)
    return OF_PROPERTIES[condition.op](system, condition)


def is_understood(condition: Filter, properties: Iterable[str]) -> bool:
    """Tell whether a filter is one of FHIR's, over a property that there is."""
    if condition.op in OF_HIERARCHY:
        return condition.property in CODE
    known = {*OF_CONCEPTS, "inactive", "status", "notSelectable", *properties}
    return condition.op in OF_PROPERTIES and condition.property in known
