"""Order-free, inflection-proof search for the phrases of a lexicon."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain
from typing import NamedTuple

from nosograph.text.context import ContextRules
from nosograph.text.lexicon import EntryKind, Lexicon
from nosograph.text.senses import Sense, joined_bags, read_senses
from nosograph.text.stems import Stems
from nosograph.text.tokens import Token

SKIPPED = {EntryKind.SITE: 0}
SKIPPED_ELSE = 1
"""Words of meaning that may stand inside a phrase without belonging to it (judgement)."""
KIND_ORDER = {kind: place for place, kind in enumerate(EntryKind)}
QUALIFIERS = (EntryKind.TIMING, EntryKind.MODIFIER)


class Mention(NamedTuple):
    """A code that is named by the tokens at ``indices``, in ascending order."""

    kind: EntryKind
    code: str
    indices: tuple[int, ...]
    rank: int

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
        joined = joined_bags(lexicon, self._stems)
        findings = [sense for sense in self.senses if sense.kind is EntryKind.FINDING]
        self._joined = _Index(sense for sense in findings if sense.bag in joined)
        self._sites = _Index(sense for sense in self.senses if sense.kind is EntryKind.SITE)
        self._statements = _Index(s for s in self.senses if s.kind is not EntryKind.SITE)

    def stem(self, word: str) -> str:
        """Return the stem that stands for all forms of a word."""
        return self._stems.of(word)

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
        loud = [tokens[i].stem not in self._stems.quiet for i in content]
        return [
            Mention(sense.kind, sense.code, tuple(content[place] for place in chosen), sense.rank)
            for sense in senses
            for chosen in _occurrences(sense, places, loud)
            if len(chosen) > 1 or not self._stopped(sense.kind, tokens[content[chosen[0]]])
        ]

    def _stopped(self, kind: EntryKind, token: Token) -> bool:
        return token.word in self._stop_words[kind]


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
    """Take the longest first; a token serves one finding, or one timing and one modifier."""
    whole = [frozenset(site.indices) for site in sites]
    taken: dict[EntryKind, set[int]] = defaultdict(set)
    chosen = []
    for mention in sorted(candidates, key=_precedence):
        indices = set(mention.indices)
        if _splits(indices, whole) or any(indices & taken[k] for k in _rivals(mention.kind)):
            continue
        taken[mention.kind] |= indices
        chosen.append(mention)
    return sorted(chosen, key=lambda mention: (mention.indices, mention.code))


def _occurrences(
    sense: Sense, places: dict[str, list[int]], loud: Sequence[bool]
) -> Iterator[tuple[int, ...]]:
    """Yield where a bag stands together, around each place of its least frequent stem."""
    skipped = SKIPPED.get(sense.kind, SKIPPED_ELSE)
    stems = sorted(sense.bag, key=lambda stem: (len(places[stem]), stem))
    for anchor in places[stems[0]]:
        near = [min(places[s], key=lambda p: (abs(p - anchor), p)) for s in stems[1:]]
        chosen = tuple(sorted((anchor, *near)))
        if sum(loud[chosen[0] : chosen[-1] + 1]) - sum(loud[p] for p in chosen) <= skipped:
            yield chosen


def _precedence(mention: Mention) -> tuple[int, int, int, int, tuple[int, ...], str]:
    spread = mention.last - mention.first
    return (
        -len(mention.indices),
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
