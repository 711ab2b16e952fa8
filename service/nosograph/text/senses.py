"""What bags of stems mean, apart from what composition reads from their parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from nosograph.text.context import ContextRules, Role
from nosograph.text.lexicon import SCOPES, EntryKind, Lexicon
from nosograph.text.stems import Stems

OWN = "nos:"
"""The prefix of our own codes, whose definitions the reasoner knows."""
EXACT = SCOPES.index("exact")
MOST_STEMS = 7
"""Stems up to which a phrase is taken apart (judgement: longer ones are sentences)."""

Bag = frozenset[str]
Said = tuple[Bag, tuple[str, ...]]


class Sense(NamedTuple):
    """What a bag of stems, said with ``length`` words, means.

    ``wording`` is filled where the bag alone would say too little: stems that must stand in this
    order ("to the jaw" is no "jaw").
    """

    bag: Bag
    kind: EntryKind
    rank: int
    length: int
    code: str
    wording: tuple[str, ...] = ()


def read_senses(lexicon: Lexicon, stems: Stems, rules: ContextRules) -> list[Sense]:
    """Return the closest code for every bag of stems and kind, without composable names."""
    heads = stems.of_role(Role.HEAD)
    best: dict[EntryKind, dict[Said, Sense]] = {kind: {} for kind in EntryKind}
    for code, kind, rank, words in lexicon.phrases:
        bag = _bag(words, stems)
        wording = () if kind is EntryKind.SITE else _wording(words, bag, stems)
        if kind is EntryKind.MODIFIER and len(bag) > 1:
            bag -= heads
        if bag and code not in rules.unsaid:
            _keep_closest(best[kind], Sense(bag, kind, rank, len(words), code, wording))
    sites = {sense.bag for sense in best[EntryKind.SITE].values()}
    senses = [
        sense
        for of_kind in best.values()
        for sense in of_kind.values()
        if sense.kind is not EntryKind.FINDING or not _says_nothing(sense, sites, stems)
    ]
    return _without_composable(senses, rules, stems)


def _says_nothing(sense: Sense, sites: Collection[Bag], stems: Stems) -> bool:
    """Tell whether a finding is named by a word that says something else: a site, or "presents"."""
    if sense.wording:
        return False
    return sense.bag <= stems.quiet or (len(sense.bag) == 1 and sense.bag in sites)


def joined_bags(lexicon: Lexicon, stems: Stems) -> frozenset[Bag]:
    """Return the bags of the phrases that have an "and" of their own."""
    joining = {n for n, stem in enumerate(stems.levelled) if stem in stems.joins}
    return frozenset(
        _bag(phrase.words, stems)
        for phrase in lexicon.phrases
        if not joining.isdisjoint(phrase.words)
    )


def _bag(words: Iterable[int], stems: Stems) -> Bag:
    """Return the stems of a phrase that name something."""
    bag = frozenset(map(stems.levelled.__getitem__, words))
    return bag if stems.silent_words.isdisjoint(words) else bag - stems.silent


def _wording(words: Sequence[int], bag: Bag, stems: Stems) -> tuple[str, ...]:
    """Return the stems of a phrase in order, where what its bag leaves out makes the meaning."""
    if len(words) == 1 or stems.silent_words.isdisjoint(words):
        return ()
    if len(bag) > 1 and not bag <= stems.quiet:
        return ()
    said = [stems.levelled[number] for number in words]
    telling = [stem for stem in said if stem not in stems.determiners]
    return tuple(telling if len(telling) > 1 else said)


def _keep_closest(best: dict[Said, Sense], sense: Sense) -> None:
    """Keep one sense of each bag: of the closest scope, then said in fewest words."""
    known = best.setdefault((sense.bag, sense.wording), sense)
    if known is not sense and sense[2:] < known[2:]:
        best[sense.bag, sense.wording] = sense


def _without_composable(senses: list[Sense], rules: ContextRules, stems: Stems) -> list[Sense]:
    """Leave out own findings that are read as finding + site + qualifiers.

    "Nocturnal leg muscle spasm" is a muscle spasm at a leg at night; composed, it is also read in
    "nocturnal leg and buttock spasms", and its defined class is what the reasoner infers.
    """
    own = [s for s in senses if s.kind is EntryKind.FINDING and s.code.startswith(OWN)]
    parts = _Parts(senses, rules, stems)
    composable = [sense for sense in own if parts.make(sense.bag)]
    defined = {sense.code for sense in composable if sense.rank == EXACT}
    left_out = {sense for sense in composable if sense.code in defined}
    return [sense for sense in senses if sense not in left_out] if left_out else senses


class _Parts:
    """The bags that a composed finding can be made of."""

    def __init__(self, senses: Iterable[Sense], rules: ContextRules, stems: Stems) -> None:
        by_kind: dict[EntryKind, set[Bag]] = {kind: set() for kind in EntryKind}
        for sense in senses:
            if sense.kind is not EntryKind.FINDING or sense.code in rules.locatable:
                by_kind[sense.kind].add(sense.bag)
        self._findings = by_kind[EntryKind.FINDING]
        self._sites = by_kind[EntryKind.SITE]
        self._qualifiers = by_kind[EntryKind.TIMING] | by_kind[EntryKind.MODIFIER]
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
