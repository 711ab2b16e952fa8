"""Phrases and the codes they stand for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from nosograph.domain.presentation import require_curie
from nosograph.errors import InvalidRelease
from nosograph.text.forms import regular_stem
from nosograph.text.tokens import words_of

FORMAT = "nosograph-lexicon/2"
DECIDED = "decided"
SCOPES = (DECIDED, "exact", "lay", "narrow", "broad", "related")
"""How closely a phrase means its code, closest first; any other scope counts as the last.

A phrase of our own lexicon is decided: it says what its words mean where names disagree.
"""


class EntryKind(StrEnum):
    """What a phrase names."""

    FINDING = "finding"
    SITE = "site"
    TIMING = "timing"
    MODIFIER = "modifier"


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """A phrase, the code that it means, what the code is, and how closely it means it."""

    phrase: str
    code: str
    kind: EntryKind
    scope: str

    def __post_init__(self) -> None:
        require_curie(self.code)


class Phrase(NamedTuple):
    """A phrase as numbers: ``words`` point into the lexicon's words, ``rank`` into SCOPES."""

    code: str
    kind: EntryKind
    rank: int
    words: tuple[int, ...]


class Lexicon:
    """Every known phrase, in a fixed order, with its words and their regular stems.

    ``stems`` stand beside ``words``; ``vocabulary`` says where a word stands.
    """

    def __init__(self, words: list[str], stems: list[str], phrases: list[Phrase]) -> None:
        self.words = words
        self.stems = stems
        self.phrases = phrases
        self.vocabulary: Mapping[str, int] = {word: place for place, word in enumerate(words)}

    def __len__(self) -> int:
        return len(self.phrases)

    @classmethod
    def from_entries(
        cls, entries: Iterable[LexiconEntry], stem: Callable[[str], str] = regular_stem
    ) -> Lexicon:
        """Build a lexicon; the order and repetition of entries make no difference.

        >>> everyday = LexiconEntry("Leg cramps", "HP:0003394", EntryKind.FINDING, "exact")
        >>> len(Lexicon.from_entries([everyday, everyday]))
        1
        """
        worded = sorted({(words_of(e.phrase), e.code, e.kind, _rank(e.scope)) for e in entries})
        known = sorted({word for words, *_ in worded for word in words})
        place = {word: position for position, word in enumerate(known)}
        phrases = [
            Phrase(code, kind, rank, tuple(place[word] for word in words))
            for words, code, kind, rank in worded
            if words
        ]
        return cls(known, [stem(word) for word in known], phrases)

    def save(self, path: Path) -> None:
        """Write the lexicon; equal lexicons give equal bytes."""
        path.write_text(json.dumps(self._columns(), separators=(",", ":")), encoding="ascii")

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Read what ``save`` wrote; raises InvalidRelease where it is broken."""
        try:
            return cls._from_columns(json.loads(path.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise InvalidRelease([f"{path.name}: not a lexicon of this version"]) from error

    def _columns(self) -> dict[str, Any]:
        codes = sorted({phrase.code for phrase in self.phrases})
        stems = sorted(set(self.stems))
        number = {stem: position for position, stem in enumerate(stems)}
        place = {code: position for position, code in enumerate(codes)}
        ends = [0]
        for phrase in self.phrases:
            ends.append(ends[-1] + len(phrase.words))
        return {
            "format": FORMAT,
            "stems": stems,
            "words": self.words,
            "word_stems": [number[stem] for stem in self.stems],
            "codes": codes,
            "phrase_codes": [place[phrase.code] for phrase in self.phrases],
            "kinds": [list(EntryKind).index(phrase.kind) for phrase in self.phrases],
            "ranks": [phrase.rank for phrase in self.phrases],
            "ends": ends,
            "phrase_words": [word for phrase in self.phrases for word in phrase.words],
        }

    @classmethod
    def _from_columns(cls, columns: Mapping[str, Any]) -> Lexicon:
        if columns["format"] != FORMAT:
            raise ValueError("another format")
        kinds, codes, words = list(EntryKind), columns["codes"], columns["phrase_words"]
        rows = zip(
            columns["phrase_codes"],
            columns["kinds"],
            columns["ranks"],
            pairwise(columns["ends"]),
            strict=True,
        )
        phrases = [
            Phrase(codes[code], kinds[kind], rank, tuple(words[start:end]))
            for code, kind, rank, (start, end) in rows
        ]
        stems = [columns["stems"][number] for number in columns["word_stems"]]
        if len(stems) != len(columns["words"]):
            raise ValueError("words without stems")
        return cls(columns["words"], stems, phrases)


def _rank(scope: str) -> int:
    folded = scope.lower()
    return SCOPES.index(folded) if folded in SCOPES else len(SCOPES)
