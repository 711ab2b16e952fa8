"""Order-free, inflection-proof search for the phrases of a lexicon."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import chain
from typing import NamedTuple

from nosograph.text.context import ContextRules
from nosograph.text.lexicon import EntryKind, Lexicon
from nosograph.text.relations import Relations
from nosograph.text.senses import Sense, joined_bags, read_senses
from nosograph.text.stems import Stems
from nosograph.text.tokens import Token

SKIPPED = {EntryKind.SITE: 0}
SKIPPED_ELSE = 1
"""Words of meaning that may stand inside a phrase without belonging to it (judgement)."""
SPREAD = (6, 5)
"""Tokens over which a phrase may be spread beyond its own words: where only small words part it,
and where a word of meaning does (measured on the case files: wider, the words rarely belong).
"""
SPREAD_OF_CLOSE = (3, 2)
"""The same for a phrase with a word that goes with its neighbour: "small", "red", "no", "year"."""
CHAINED = 3
"""Words from which findings may share the word at which they meet (judgement)."""
KIND_ORDER = {kind: place for place, kind in enumerate(EntryKind)}
QUALIFIERS = (EntryKind.TIMING, EntryKind.MODIFIER)


class Mention(NamedTuple):
    """A code that is named by the tokens at ``indices``, in ascending order.

    ``gap`` counts the words of meaning between them that belong to something else; ``silent``
    the words of a wording that carry no meaning.
    """

    kind: EntryKind
    code: str
    indices: tuple[int, ...]
    rank: int
    gap: int = 0
    silent: int = 0

    @property
    def first(self) -> int:
        """The index of the first token."""
        return self.indices[0]

    @property
    def last(self) -> int:
        """The index of the last token."""
        return self.indices[-1]


class Matcher:
    """Finds the longest and closest phrases among tokens."""

    def __init__(self, lexicon: Lexicon, rules: ContextRules) -> None:
        self._stop_words = rules.stop_words
        self._stems = Stems(lexicon, rules)
        self.senses = read_senses(lexicon, self._stems, rules)
        self.relations = Relations.of(self.senses, self._stems.of, rules.histories)
        joined = joined_bags(lexicon, self._stems)
        findings = [sense for sense in self.senses if sense.kind is EntryKind.FINDING]
        self._joined = _Index(sense for sense in findings if sense.bag in joined)
        self._sites = _Index(sense for sense in self.senses if sense.kind is EntryKind.SITE)
        self._statements = _Index(s for s in self.senses if s.kind is not EntryKind.SITE)

    def stem(self, word: str) -> str:
        """Return the stem that stands for all forms of a word."""
        return self._stems.of(word)

    def stems_of_text(self) -> Callable[[str], str]:
        """Return what gives the stems of one text, in which words may be misspelt."""
        return self._stems.for_text()

    def is_content(self, token: Token) -> bool:
        """Tell whether a token is a word that carries meaning of its own."""
        return token.word[0].isalnum() and token.stem not in self._stems.silent

    def sites(self, tokens: Sequence[Token], indices: Sequence[int]) -> list[Mention]:
        """Return the sites among the tokens at ``indices``."""
        return _select(self._candidates(tokens, indices, self._sites), ())

    def joined(self, tokens: Sequence[Token], indices: Sequence[int]) -> list[Mention]:
        """Return the findings with an "and" of their own, the only ones that may cross one."""
        return _select(self._candidates(tokens, indices, self._joined), ())

    def statements(
        self, tokens: Sequence[Token], indices: Sequence[int], sites: Sequence[Mention]
    ) -> list[Mention]:
        """Return the findings, timings and modifiers; none takes only a part of a site."""
        return _select(self._candidates(tokens, indices, self._statements), sites)

    def _candidates(
        self, tokens: Sequence[Token], indices: Sequence[int], index: _Index
    ) -> list[Mention]:
        content = [i for i in indices if self.is_content(tokens[i])]
        senses = index.within({tokens[i].stem for i in content})
        if not senses:
            return []
        places: dict[str, list[int]] = defaultdict(list)
        for place, i in enumerate(content):
            places[tokens[i].stem].append(place)
        loud = [self._is_loud(tokens[i]) for i in content]
        found = [
            Mention(sense.kind, sense.code, tuple(content[p] for p in chosen), sense.rank, gap)
            for sense in senses
            if not sense.wording
            for chosen, gap in _occurrences(sense, places, loud)
            if self._together(sense, content[chosen[0]], content[chosen[-1]], gap)
            if len(chosen) > 1 or not self._stopped(sense, tokens[content[chosen[0]]])
        ]
        worded = [sense for sense in senses if sense.wording]
        if worded:
            open_ = [i for i in indices if tokens[i].stem not in self._stems.determiners]
            found += _worded(worded, tokens, open_)
            found += _worded(worded, tokens, indices)
        return found

    def _is_loud(self, token: Token) -> bool:
        """Tell whether a word between those of a phrase parts them; a number does not."""
        return token.stem not in self._stems.quiet and not token.word[0].isdecimal()

    def _together(self, sense: Sense, first: int, last: int, gap: int) -> bool:
        """Tell whether the words of a phrase stand near enough to each other to belong together."""
        spread = SPREAD if self._stems.close.isdisjoint(sense.bag) else SPREAD_OF_CLOSE
        return last - first < sense.length + spread[min(gap, len(spread) - 1)]

    def _stopped(self, sense: Sense, token: Token) -> bool:
        return token.word in self._stop_words[sense.kind]


class _Index:
    """Senses filed under their rarest stem."""

    def __init__(self, senses: Iterable[Sense]) -> None:
        listed = list(senses)
        common = Counter(chain.from_iterable(sense.bag for sense in listed))
        self._anchored: dict[str, list[Sense]] = defaultdict(list)
        for sense in listed:
            self._anchored[min(sense.bag, key=common.__getitem__)].append(sense)

    def within(self, stems: Set[str]) -> list[Sense]:
        """Return the senses whose stems are all among ``stems``."""
        return [
            sense
            for stem in stems
            if stem in self._anchored
            for sense in self._anchored[stem]
            if sense.bag <= stems
        ]


def _select(candidates: list[Mention], sites: Sequence[Mention]) -> list[Mention]:
    """Take the longest first; a token serves one finding, or one timing and one modifier.

    Two long findings may share the word at which one ends and the other begins: "low back pain
    shooting down the leg".
    """
    whole = [frozenset(site.indices) for site in sites]
    taken: dict[EntryKind, set[int]] = defaultdict(set)
    chosen: list[Mention] = []
    for mention in sorted(candidates, key=_precedence):
        indices = set(mention.indices)
        used = any(indices & taken[k] for k in _rivals(mention.kind))
        if _splits(indices, whole) or (used and not _chains(mention, chosen)):
            continue
        taken[mention.kind] |= indices
        chosen.append(mention)
    return sorted(chosen, key=lambda mention: (mention.indices, mention.code))


def _worded(
    senses: Iterable[Sense], tokens: Sequence[Token], indices: Sequence[int]
) -> Iterator[Mention]:
    """Yield the senses whose words stand side by side in their order."""
    said = [tokens[index].stem for index in indices]
    places: dict[str, list[int]] = defaultdict(list)
    for place, stem in enumerate(said):
        places[stem].append(place)
    for sense in senses:
        length = len(sense.wording)
        for place in places.get(sense.wording[0], ()):
            if tuple(said[place : place + length]) == sense.wording:
                chosen = tuple(indices[place : place + length])
                silent = length - len(sense.bag)
                yield Mention(sense.kind, sense.code, chosen, sense.rank, silent=silent)


def _chains(mention: Mention, chosen: Iterable[Mention]) -> bool:
    """Tell whether a finding shares only the word where it meets another one end to end."""
    if mention.kind is not EntryKind.FINDING or len(mention.indices) < CHAINED:
        return False
    indices = set(mention.indices)
    rivals = [other for other in chosen if not indices.isdisjoint(other.indices)]
    return all(
        other.kind is EntryKind.FINDING
        and len(other.indices) >= CHAINED
        and (other.last == mention.first or other.first == mention.last)
        for other in rivals
    )


def _occurrences(
    sense: Sense, places: dict[str, list[int]], loud: Sequence[bool]
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield where a bag stands together, and with what gap.

    It is looked for around each place of its least frequent stem.
    """
    skipped = SKIPPED.get(sense.kind, SKIPPED_ELSE)
    stems = sorted(sense.bag, key=lambda stem: (len(places[stem]), stem))
    for anchor in places[stems[0]]:
        near = [min(places[s], key=lambda p: (abs(p - anchor), p)) for s in stems[1:]]
        chosen = tuple(sorted((anchor, *near)))
        gap = sum(loud[chosen[0] : chosen[-1] + 1]) - sum(loud[p] for p in chosen)
        if gap <= skipped:
            yield chosen, gap


def _precedence(mention: Mention) -> tuple[int, int, int, int, int, int, tuple[int, ...], str]:
    spread = mention.last - mention.first
    return (
        mention.silent - len(mention.indices),
        mention.gap,
        -mention.silent,
        KIND_ORDER[mention.kind],
        mention.rank,
        spread,
        mention.indices,
        mention.code,
    )


def _rivals(kind: EntryKind) -> tuple[EntryKind, ...]:
    """Return the kinds whose tokens a kind cannot share."""
    return (kind, EntryKind.FINDING) if kind in QUALIFIERS else tuple(EntryKind)


def _splits(indices: set[int], whole: Iterable[frozenset[int]]) -> bool:
    return any(site & indices and not site <= indices for site in whole)
