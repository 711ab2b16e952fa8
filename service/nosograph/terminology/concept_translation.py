"""What a code is in other code systems, by concept maps and by the mappings of a release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from nosograph.terminology.codes import Coding
from nosograph.terminology.concept_map import ConceptMap, MapGroup, Mapped
from nosograph.terminology.value_set import canonical

#: The address of all mappings of a release as one concept map.
OWN_MAP = "https://w3id.org/nosograph/fhir/ConceptMap/mappings"

#: How each relationship is called from the other side.
TURNED = {
    "equivalent": "equivalent",
    "related-to": "related-to",
    "not-related-to": "not-related-to",
    "source-is-narrower-than-target": "source-is-broader-than-target",
    "source-is-broader-than-target": "source-is-narrower-than-target",
}


@dataclass(frozen=True, slots=True)
class Match:
    """One translation; ``relationship`` is FHIR R5's, seen from the source."""

    source: Coding
    target: Coding
    relationship: str
    origin: str = ""

    def turned(self) -> Match:
        """Return the same, seen from the target."""
        return Match(self.target, self.source, TURNED[self.relationship], self.origin)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be translated; backwards, the code is one of the target system."""

    source_system: str = ""
    target_system: str = ""
    code: str = ""
    map_url: str = ""
    source_scope: str = ""
    target_scope: str = ""
    is_reverse: bool = False


class Mappings(Protocol):
    """The mappings of a release."""

    def translate(self, system: str, code: str, to: str) -> Sequence[Match]:
        """Return what a code is in another system, or in every other."""


def translate(
    question: Question, maps: Sequence[ConceptMap], mappings: Mappings | None
) -> list[Match]:
    """Return the translations of a code."""
    found = [match for each in maps if _applies(each, question) for match in _in(each, question)]
    if mappings and question.map_url in ("", OWN_MAP):
        found.extend(_by_mappings(question, mappings))
    return list(dict.fromkeys(found))


def _applies(concept_map: ConceptMap, question: Question) -> bool:
    names = ("", concept_map.url, canonical(concept_map.url, concept_map.version))
    scopes = (
        question.source_scope in ("", concept_map.source_scope),
        question.target_scope in ("", concept_map.target_scope),
    )
    return question.map_url in names and all(scopes)


def _in(concept_map: ConceptMap, question: Question) -> Iterator[Match]:
    origin = canonical(concept_map.url, concept_map.version)
    for group in concept_map.groups:
        is_source = question.source_system in ("", group.source)
        if is_source and question.target_system in ("", group.target):
            yield from _in_group(group, question, origin)


def _in_group(group: MapGroup, question: Question, origin: str) -> Iterator[Match]:
    rows = [row for row in group.rows if _is_of(row, question)]
    if not rows and group.unmapped and not question.is_reverse:
        rows = [group.unmapped]
    for row in rows:
        source = Coding(group.source, row.source or question.code)
        target = Coding(group.target, row.target, display=row.display)
        yield Match(source, target, row.relationship, origin)


def _is_of(row: Mapped, question: Question) -> bool:
    return question.code == (row.target if question.is_reverse else row.source)


def _by_mappings(question: Question, mappings: Mappings) -> Iterator[Match]:
    """Yield what a release maps; backwards, by the same mappings turned round."""
    if not question.is_reverse:
        yield from mappings.translate(question.source_system, question.code, question.target_system)
        return
    found = mappings.translate(question.target_system, question.code, question.source_system)
    yield from (match.turned() for match in found)
