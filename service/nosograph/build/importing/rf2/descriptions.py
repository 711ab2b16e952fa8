"""The descriptions of a snapshot: which name is the label, and what the others are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from nosograph.build.importing.rf2.concepts import Concepts
from nosograph.build.importing.rf2.package import Kind, Package, Row
from nosograph.build.quads import Graph, node, text
from nosograph.domain import snomed
from nosograph.domain.snomed import DESCRIPTION, PREFERRED, is_identifier

LABEL, EXACT = node("rdfs:label"), node("oboInOwl:hasExactSynonym")
FULL_NAME, DEFINITION = node(snomed.FULL_NAME), node("IAO:0000115")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
#: Dialects whose preferred name becomes the label, where there are several.
FIRST = {snomed.US_ENGLISH: 0, snomed.GB_ENGLISH: 1}
#: Greater than the rank of any dialect: not preferred in any.
NOT_PREFERRED = 1 << 20


@dataclass(slots=True)
class Dialects:
    """Which descriptions are preferred or accepted in which language reference set.

    ``sets`` are those seen, by rank; ``preferred`` and ``accepted`` hold, for each description, a
    bit for each rank.
    """

    sets: list[str] = field(default_factory=lambda: sorted(FIRST, key=lambda code: FIRST[code]))
    preferred: dict[str, int] = field(default_factory=dict)
    accepted: dict[str, int] = field(default_factory=dict)

    def rank(self, description: str) -> int:
        """Return the first dialect that prefers a description; a large number if none does."""
        bits = self.preferred.get(description, 0)
        return (bits & -bits).bit_length() - 1 if bits else NOT_PREFERRED

    def predicates(self, description: str) -> Iterator[str]:
        """Yield how a description stands in each dialect, as predicates."""
        for held, name in (
            (self.preferred.get(description, 0), snomed.preferred_in),
            (self.accepted.get(description, 0), snomed.acceptable_in),
        ):
            while held:
                place = (held & -held).bit_length() - 1
                yield node(name(self.sets[place]))
                held &= held - 1


def read_dialects(package: Package, concepts: Concepts) -> Dialects:
    """Read the language reference sets."""
    dialects = Dialects()
    places = {code: place for place, code in enumerate(dialects.sets)}
    for row in package.active(Kind.LANGUAGE):
        dialect, description, acceptability = row.cells[4:]
        if dialect not in places:
            concepts.of(row, dialect)
            places[dialect] = len(dialects.sets)
            dialects.sets.append(dialect)
        held = dialects.preferred if acceptability == PREFERRED else dialects.accepted
        held[description] = held.get(description, 0) | 1 << places[dialect]
    return dialects


class Best(NamedTuple):
    """The name that is to be a label: the rank of its dialect, and its identifier as a number."""

    rank: int
    description: int


Labels = dict[tuple[int, str], Best]


def choose_labels(package: Package, concepts: Concepts, dialects: Dialects) -> Labels:
    """Return the preferred synonym of each concept in each language.

    Where no dialect prefers one, it is the first full name.
    """
    chosen: Labels = {}
    for row in checked(package.active(Kind.DESCRIPTION)):
        code, _, _, _, concept, language, type_, _, _ = row.cells
        rank = dialects.rank(code) if type_ == snomed.SYNONYM else NOT_PREFERRED
        full = type_ == snomed.FULLY_SPECIFIED
        if rank == NOT_PREFERRED and not full:
            continue
        key, found = (concepts.of(row, concept), language), Best(rank, int(code))
        if found < chosen.get(key, Best(NOT_PREFERRED + 1, 0)):
            chosen[key] = found
    return chosen


def checked(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield descriptions with a proper identifier and language."""
    languages: set[str] = set()
    for row in rows:
        if not is_identifier(row.cells[0], DESCRIPTION):
            raise row.error(f"wrong check digit or kind: {row.cells[0][:20]!r}")
        language = row.cells[5]
        if language not in languages:
            if not LANGUAGE.fullmatch(language):
                raise row.error(f"languageCode is not one: {language[:20]!r}")
            languages.add(language)
        yield row


def write_descriptions(
    graph: Graph, package: Package, concepts: Concepts, dialects: Dialects, labels: Labels
) -> None:
    """Write labels, full names, synonyms and definitions, and which dialects they belong to."""
    for row in package.active(Kind.DESCRIPTION):
        code, _, _, _, concept, language, type_, term, _ = row.cells
        number = concepts.of(row, concept)
        subject, name = concepts.nodes[number], text(term, language)
        best = labels.get((number, language))
        is_label = best is not None and best.description == int(code)
        if is_label:
            graph.add(subject, LABEL, name)
        if type_ == snomed.FULLY_SPECIFIED:
            graph.add(subject, FULL_NAME, name)
        elif not is_label:
            graph.add(subject, EXACT, name)
        for predicate in dialects.predicates(code):
            graph.add(subject, predicate, name)
    for row in checked(package.active(Kind.DEFINITION)):
        graph.add(concepts.node(row, row.cells[4]), DEFINITION, text(row.cells[7], row.cells[5]))
