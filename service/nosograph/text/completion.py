"""Terms whose names hold the words that somebody has begun to type."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from heapq import nsmallest
from itertools import islice

from nosograph.domain.naming import Name, NamedTerm, NameKind
from nosograph.text.tokens import words_of

CONSIDERED = 3000
"""Names that are put in order, the shortest of those that hold the words.

Judgement: "a" begins a word of half of all names, and nobody reads on for so long.
"""
REMEMBERED = 64
"""Beginnings of words whose names are kept: one letter's take up to 5 MB, and 8 ms to gather."""
AFTER_Z = "\U0010ffff"

Labels = Mapping[tuple[NameKind, str], str]


class Completion:
    """Every name of every term, filed under each of its words.

    Of two names that hold the words, the one that begins with them goes first, then the one of
    fewer words, then a label, then that of the term with more names, which is the better known. A
    name's words are its own, folded; ``labels`` gives each term's label.
    """

    def __init__(self, names: Iterable[tuple[str, Name]], labels: Labels) -> None:
        self._labels = labels
        given = list(names)
        known = Counter(name.code for _, name in given)
        given.sort(key=lambda named: self._plainness(named, known[named[1].code]))
        self._words = [name.text if words == name.text else words for words, name in given]
        self._names = [name for _, name in given]
        filed: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for place, words in enumerate(self._words):
            for word in set(words.split()):
                filed[word].append(place)
        self._vocabulary = sorted(filed)
        self._filed = [filed[word] for word in self._vocabulary]
        self._beginning = lru_cache(REMEMBERED)(self._places)

    def found(self, typed: str, kinds: Collection[NameKind], most: int) -> tuple[NamedTerm, ...]:
        """Return at most so many terms of some kinds, each by its best name, best first.

        Without words, they are the first by their labels.
        """
        words = words_of(typed)
        if not words:
            return self._first(kinds, most)
        places = frozenset.intersection(*map(self._beginning, words))
        wanted = (place for place in sorted(places) if self._names[place].kind in kinds)
        considered = sorted(islice(wanted, CONSIDERED), key=self._order(" ".join(words)))
        return tuple(islice(self._terms(considered), most))

    def _first(self, kinds: Collection[NameKind], most: int) -> tuple[NamedTerm, ...]:
        labelled = ((label, *key) for key, label in self._labels.items() if key[0] in kinds)
        first = nsmallest(most, labelled, key=lambda term: (term[0].lower(), *term))
        return tuple(NamedTerm(code, kind, label, label) for label, kind, code in first)

    def _terms(self, places: Iterable[int]) -> Iterator[NamedTerm]:
        """Yield each term once."""
        seen = set()
        for place in places:
            name = self._names[place]
            key = (name.kind, name.code)
            if key not in seen:
                seen.add(key)
                yield NamedTerm(name.code, name.kind, self._labels[key], name.text)

    def _order(self, typed: str) -> Callable[[int], tuple[bool, bool, int]]:
        def order(place: int) -> tuple[bool, bool, int]:
            words = self._words[place]
            return words != typed, not words.startswith(typed), place

        return order

    def _places(self, beginning: str) -> frozenset[int]:
        """Return where the names stand that have a word which begins so."""
        first = bisect_left(self._vocabulary, beginning)
        end = bisect_left(self._vocabulary, beginning + AFTER_Z)
        return frozenset().union(*self._filed[first:end])

    def _plainness(
        self, named: tuple[str, Name], known: int
    ) -> tuple[int, bool, int, str, str, str]:
        words, name = named
        synonym = self._labels[name.kind, name.code] != name.text
        return words.count(" "), synonym, -known, words, name.code, name.kind
