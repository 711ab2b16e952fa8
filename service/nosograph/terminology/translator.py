"""Codes as people write them, translated in bulk, with everything that is to be said of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nosograph.domain.codes import normalised, prefix_of
from nosograph.domain.mapping import Correspondence, MappingPredicate
from nosograph.errors import InvalidCode
from nosograph.knowledge.store import Store
from nosograph.terminology.crosswalk import Crosswalk
from nosograph.terminology.standing import UNCHECKED, Standing, Standings


class Disagreement(StrEnum):
    """How sources can disagree about a code."""

    TARGETS = "different exact targets"
    PREDICATES = "different predicates for one target"


@dataclass(frozen=True, slots=True)
class Dispute:
    """Correspondences that cannot all be as said."""

    kind: Disagreement
    between: tuple[Correspondence, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """One code as it was given, and what became of it.

    ``code`` is its CURIE; where it is None, ``problem`` says why the code is none.
    """

    given: str
    code: str | None
    problem: str | None = None
    standing: Standing = UNCHECKED
    found: tuple[Correspondence, ...] = ()
    disputes: tuple[Dispute, ...] = ()


@dataclass(frozen=True, slots=True)
class Translations:
    """Translations in the order of the codes; ``standings`` are those of every target.

    ``to`` is the prefix of the system that was asked for, or None for all.
    """

    to: str | None
    items: tuple[Translation, ...]
    standings: Mapping[str, Standing]


class Translator:
    """Translates codes over the mapping sets and code systems of a store."""

    def __init__(self, store: Store, versions: Mapping[str, str] | None = None) -> None:
        self.crosswalk = Crosswalk(store, versions)
        self._standings = Standings(store, versions or {})

    def translate(
        self, codes: Sequence[str], to: str | None = None, system: str | None = None
    ) -> Translations:
        """Translate codes in any form; ``system`` is that of bare ones.

        A code that is none is answered with its problem; InvalidCode is raised for the name of a
        system only.
        """
        target = prefix_of(to) if to else None
        source = prefix_of(system) if system else None
        read = [_read(code, source) for code in codes]
        known = list(dict.fromkeys(item.code for item in read if item.code is not None))
        found = self.crosswalk.translate(known, target)
        targets = {item.target for answer in found.values() for item in answer}
        standings = self._standings.of((*known, *sorted(targets)))
        return Translations(
            target, tuple(_said(item, found, standings) for item in read), standings
        )


def _read(given: str, system: str | None) -> Translation:
    try:
        return Translation(given, normalised(given, system))
    except InvalidCode as refusal:
        return Translation(given, None, refusal.reason)


def _said(
    item: Translation,
    found: Mapping[str, tuple[Correspondence, ...]],
    standings: Mapping[str, Standing],
) -> Translation:
    if item.code is None:
        return item
    answer = found[item.code]
    disputed = tuple(disputes(answer)) if len(answer) > 1 else ()
    return Translation(item.given, item.code, None, standings[item.code], answer, disputed)


def disputes(found: Sequence[Correspondence]) -> Iterator[Dispute]:
    """Yield where sources disagree: about the exact code of a system, or how near a code is."""
    exact: dict[str, list[Correspondence]] = {}
    same: dict[str, list[Correspondence]] = {}
    for item in found:
        same.setdefault(item.target, []).append(item)
        if item.predicate is MappingPredicate.EXACT:
            exact.setdefault(item.target.partition(":")[0], []).append(item)
    for kind, groups in ((Disagreement.TARGETS, exact), (Disagreement.PREDICATES, same)):
        for between in groups.values():
            if len(between) > 1:
                yield Dispute(kind, tuple(between))
