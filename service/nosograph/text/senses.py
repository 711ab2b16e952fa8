"""What bags of stems mean, apart from what composition reads from their parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from nosograph.text.context import ContextRules, Role
from nosograph.text.lexicon import EntryKind, Lexicon
from nosograph.text.stems import Stems

OWN = "nos:"
"""The prefix of our own codes, whose definitions the reasoner knows."""
EXACT = 0
MOST_STEMS = 7
"""Stems up to which a phrase is taken apart (judgement: longer ones are sentences)."""

Bag = frozenset[str]


class Sense(NamedTuple):
    """What a bag of stems means: ``length`` words say it, with their own "and" if ``joined``."""

    bag: Bag
    kind: EntryKind
    rank: int
    length: int
    code: str
    joined: bool


def read_senses(lexicon: Lexicon, stems: Stems, rules: ContextRules) -> list[Sense]:
    """Return the closest code for every bag of stems and kind, without composable names."""
    said = (s for s in _all_senses(lexicon, stems) if s.code not in rules.unsaid)
    senses = _closest(said)
    return _without_composable(senses, rules, stems)


def _all_senses(lexicon: Lexicon, stems: Stems) -> Iterator[Sense]:
    """Read every phrase; a modifier's phrase does without the finding that it modifies."""
    heads = stems.of_role(Role.HEAD)
    levelled, silent, joins = stems.levelled, stems.silent, stems.joins
    for code, kind, rank, words in lexicon.phrases:
        named = {levelled[number] for number in words}
        bag = frozenset(named - silent)
        if kind is EntryKind.MODIFIER and len(bag) > 1:
            bag -= heads
        if bag:
            yield Sense(bag, kind, rank, len(words), code, not joins.isdisjoint(named))


def _closest(senses: Iterable[Sense]) -> list[Sense]:
    """Keep one sense of each bag and kind: of the closest scope, then said in fewest words."""
    best: dict[tuple[Bag, EntryKind], Sense] = {}
    for sense in senses:
        key = (sense.bag, sense.kind)
        known = best.get(key)
        if known is None or sense[2:] < known[2:]:
            best[key] = sense
    return list(best.values())


def _without_composable(senses: list[Sense], rules: ContextRules, stems: Stems) -> list[Sense]:
    """Leave out own findings that are read as finding + site + qualifiers.

    "Nocturnal leg muscle spasm" is a muscle spasm at a leg at night; composed, it is also read in
    "nocturnal leg and buttock spasms", and its defined class is what the reasoner infers.
    """
    parts = _Parts(senses, rules, stems)
    composable = {
        sense.bag: sense.code
        for sense in senses
        if sense.code.startswith(OWN) and sense.kind is EntryKind.FINDING and parts.make(sense.bag)
    }
    defined = {s.code for s in senses if s.rank == EXACT and composable.get(s.bag) == s.code}
    return [s for s in senses if composable.get(s.bag) != s.code or s.code not in defined]


class _Parts:
    """The bags that a composed finding can be made of."""

    def __init__(self, senses: Iterable[Sense], rules: ContextRules, stems: Stems) -> None:
        listed = list(senses)
        self._findings = {
            s.bag for s in listed if s.kind is EntryKind.FINDING and s.code in rules.locatable
        }
        self._sites = {s.bag for s in listed if s.kind is EntryKind.SITE}
        self._qualifiers = {
            s.bag for s in listed if s.kind in (EntryKind.TIMING, EntryKind.MODIFIER)
        }
        self._qualifiers |= {frozenset({stems.of(word)}) for word in rules.laterality}

    def make(self, bag: Bag) -> bool:
        """Tell whether a bag is a finding, a site and any qualifiers, each stem used once."""
        if len(bag) > MOST_STEMS:
            return False
        for finding in _proper_subsets(bag):
            if finding in self._findings and self._site_and_qualifiers(bag - finding):
                return True
        return False

    def _site_and_qualifiers(self, bag: Bag) -> bool:
        sites = [site for site in (bag, *_proper_subsets(bag)) if site in self._sites]
        return any(self._covered(bag - site, self._qualifiers) for site in sites)

    def _covered(self, bag: Bag, among: Collection[Bag]) -> bool:
        if not bag or bag in among:
            return True
        return any(
            part in among and self._covered(bag - part, among) for part in _proper_subsets(bag)
        )


def _proper_subsets(bag: Bag) -> Iterator[Bag]:
    for size in range(1, len(bag)):
        yield from map(frozenset, combinations(sorted(bag), size))
