"""Misspelt words of the lexicon; no word of the language is ever corrected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

SHORTEST = 5
"""Letters from which a word is corrected; shorter ones are too often another word (judgement)."""
LONG = 8
"""Letters from which a word may differ in two letters (judgement)."""
LONGEST = 24
MOST_CORRECTED = 500
"""Unknown words of a text that are looked up, so that time stays bounded (judgement)."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SOUNDS = (
    ("ph", "f"),
    ("ck", "k"),
    ("gh", "g"),
    ("rh", "r"),
    ("sc", "s"),
    ("ps", "s"),
    ("pn", "n"),
    ("c", "k"),
    ("q", "k"),
    ("z", "s"),
    ("x", "ks"),
)
"""Spellings of one sound, so that "farinjitis" and "pharyngitis" are looked up alike."""
SILENT = frozenset("aeiouyhw")


class Speller:
    """Knows the words of a lexicon, how common they are there, and those of the language."""

    def __init__(self, counts: Mapping[str, int], known: frozenset[str]) -> None:
        self._counts = {w: n for w, n in counts.items() if len(w) >= SHORTEST and w.isascii()}
        self._known = known

    def for_text(self) -> Callable[[str], str]:
        """Return what corrects the words of one text, each looked up once."""
        corrected: dict[str, str] = {}

        def correct(word: str) -> str:
            if word not in corrected and len(corrected) < MOST_CORRECTED:
                corrected[word] = self.correction(word) or word
            return corrected.get(word, word)

        return correct

    def correction(self, word: str) -> str | None:
        """Return the nearest, then commonest, word of the lexicon for an unknown word."""
        if not self.is_candidate(word):
            return None
        near = [(distance, -self._counts[other], other) for distance, other in self._near(word)]
        return min(near)[2] if near else None

    def is_candidate(self, word: str) -> bool:
        """Tell whether a word is neither known nor too short, too long or no word at all."""
        plain = word.isascii() and word.isalpha() and SHORTEST <= len(word) <= LONGEST
        return plain and word not in self._counts and word not in self._known

    def _near(self, word: str) -> Iterator[tuple[int, str]]:
        """Yield words of one letter's difference, and long ones of two that sound alike."""
        for other in one_edit(word):
            if other in self._counts and _same_beginning(word, other):
                yield 1, other
        if len(word) >= LONG:
            for other in self._by_sound.get(sound(word), ()):
                if other[0] == word[0] and distance(word, other) == 2:
                    yield 2, other

    @cached_property
    def _by_sound(self) -> Mapping[str, list[str]]:
        filed: dict[str, list[str]] = defaultdict(list)
        for word in self._counts:
            if len(word) >= LONG - 2:
                filed[sound(word)].append(word)
        return filed


def sound(word: str) -> str:
    """Return the consonants of a word as they sound, none doubled.

    >>> sound("diarrhoea") == sound("diarea"), sound("pharyngitis") == sound("faringitis")
    (True, True)
    """
    for spelling, heard in SOUNDS:
        word = word.replace(spelling, heard)
    kept = [letter for letter in word if letter not in SILENT]
    return "".join(a for a, b in zip(kept, [*kept[1:], ""], strict=True) if a != b)


def one_edit(word: str) -> Iterable[str]:
    """Return every word with one letter more, less or other, or two neighbours swapped."""
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    words = {left + right[1:] for left, right in splits if right}
    words |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    words |= {left + c + right[1:] for left, right in splits if right for c in LETTERS}
    words |= {left + c + right for left, right in splits for c in LETTERS}
    return words - {word}


def distance(one: str, other: str) -> int:
    """Return how many letters must be added, left out or changed to make one word the other.

    >>> distance("hemorrhage", "hemorage")
    2
    """
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for column, opposite in enumerate(other, 1):
            cost = min(row[column] + 1, row[column - 1] + 1, before + (letter != opposite))
            before, row[column] = row[column], cost
    return row[-1]


def _same_beginning(one: str, other: str) -> bool:
    """Tell whether words begin alike, or with two letters swapped."""
    return one[0] == other[0] or one[1::-1] == other[:2]
