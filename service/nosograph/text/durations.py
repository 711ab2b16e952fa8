"""How long the main complaint has lasted, as people write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from nosograph.domain.presentation import LONGEST_DURATION
from nosograph.text.numbers import Numbers
from nosograph.text.phrases import Phrases
from nosograph.text.rule_tables import Row, each
from nosograph.text.tokens import Token, marks_and_words

NUMBER, UNIT = "#", "@"
DIGITS = 5
"""Decimals of a day that are kept: about a second."""
PAST = frozenset({"ago", "back", "earlier", "previously", "prior"})
"""Words that put what they follow in the past, unless they say when a complaint began."""
RANGES = frozenset({"to", "or", "—"})


class Telling(StrEnum):
    """How surely a phrase tells how long a complaint has lasted, surest first.

    A phrase that is OTHER has the form of a duration and is none ("every 2 hours").
    """

    STATED = "stated"
    IMPLIED = "implied"
    WEAK = "weak"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DurationPattern:
    """Words around a number (``#``) and a unit (``@``), or with ``days`` of their own."""

    words: tuple[str, ...]
    days: float | None
    telling: Telling


class Duration(NamedTuple):
    """A duration in days as read from the tokens from ``start`` (in) to ``stop`` (out).

    It is ``counted`` where a number says how long the complaint has lasted.
    """

    days: float
    telling: Telling
    start: int
    stop: int
    counted: bool


@dataclass(frozen=True, slots=True)
class DurationRules:
    """What tells durations.

    ``units`` are days by the words of a unit; ``quantities`` are vague numbers ("a few");
    ``openings`` are the words that introduce the main complaint ("presents").
    """

    patterns: tuple[DurationPattern, ...]
    units: Mapping[tuple[str, ...], float]
    quantities: Mapping[tuple[str, ...], float]
    openings: frozenset[str]

    @classmethod
    def load(cls, folder: Path, openings: frozenset[str]) -> DurationRules:
        """Read the tables of a folder; raises SourceError with the line of a broken row."""
        return cls(
            patterns=tuple(each(folder / "durations.tsv", _pattern)),
            units=dict(each(folder / "units_of_time.tsv", _quantity)),
            quantities=dict(each(folder / "quantities.tsv", _quantity)),
            openings=openings,
        )


class DurationReader:
    """Reads durations from tokens by the rules."""

    def __init__(self, rules: DurationRules, numbers: Numbers) -> None:
        self._numbers = numbers
        self._openings = rules.openings
        self._units = Phrases(rules.units.items())
        self._quantities = Phrases(rules.quantities.items())
        self._worded = Phrases((p.words, p) for p in rules.patterns if p.words[0] != NUMBER)
        self._counted: dict[str, list[DurationPattern]] = {}
        for pattern in rules.patterns:
            if pattern.words[0] == NUMBER:
                self._counted.setdefault(pattern.words[1], []).append(pattern)

    def main(
        self, sentences: Sequence[Sequence[Token]], hits: Sequence[Sequence[Duration]]
    ) -> Duration | None:
        """Return the duration of the main complaint: with the words that introduce it, or first."""
        found = [
            (hit, number, self._opens_before(sentences[number], hit))
            for number, of_sentence in enumerate(hits)
            for hit in of_sentence
        ]
        order = list(Telling)
        best = min(
            found,
            key=lambda f: (
                f[0].telling is Telling.WEAK,
                not f[2],
                order.index(f[0].telling),
                f[1],
                f[0].start,
            ),
            default=None,
        )
        return None if best is None else best[0]

    def durations(self, tokens: Sequence[Token]) -> Iterator[Duration]:
        """Yield the durations from left to right, none within another."""
        index = 0
        while index < len(tokens):
            hit = self._duration_at(tokens, index)
            if hit is not None and hit.telling is not Telling.OTHER:
                yield hit
            index = hit.stop if hit is not None else index + 1

    def _opens_before(self, tokens: Sequence[Token], hit: Duration) -> bool:
        return any(token.word in self._openings for token in tokens[: hit.start])

    def _duration_at(self, tokens: Sequence[Token], start: int) -> Duration | None:
        """Return the longest duration that begins at a token."""
        hits = (self._match(pattern, tokens, start) for pattern in self._likely(tokens, start))
        return max(filter(None, hits), key=lambda hit: hit.stop, default=None)

    def _likely(self, tokens: Sequence[Token], start: int) -> Iterator[DurationPattern]:
        """Yield the patterns that begin with a token, or with the number and unit there."""
        for _, pattern in self._worded.beginning(tokens[start].word):
            yield pattern
        quantity = self._quantity(tokens, start)
        if quantity is not None and quantity[1] < len(tokens):
            yield from self._counted.get(tokens[quantity[1]].word, ())
            if self._units.at(tokens, quantity[1]):
                yield from self._counted.get(UNIT, ())

    def _match(
        self, pattern: DurationPattern, tokens: Sequence[Token], start: int
    ) -> Duration | None:
        number, unit, index = 1.0, 1.0, start
        for word in pattern.words:
            if word == NUMBER and (read := self._quantity(tokens, index)):
                number, index = read
            elif word == UNIT and (read := self._units.at(tokens, index)):
                unit, index = read
            elif index < len(tokens) and tokens[index].word == word:
                index += 1
            else:
                return None
        days = number * unit if pattern.days is None else pattern.days
        if days > LONGEST_DURATION:
            return None
        stated = pattern.telling is Telling.STATED
        counted = pattern.days is None and (stated or pattern.words[-1] not in PAST)
        return Duration(round(days, DIGITS), pattern.telling, start, index, counted)

    def _quantity(self, tokens: Sequence[Token], index: int) -> tuple[float, int] | None:
        """Read a number, the middle of a range of numbers ("2-3", "two or three"), or "a few"."""
        first = self._numbers.at(tokens, index)
        if first is None:
            return self._quantities.at(tokens, index)
        value, stop = first
        joined = stop < len(tokens) and tokens[stop].word in RANGES
        second = self._numbers.at(tokens, stop + joined)
        return first if second is None else ((value + second[0]) / 2, second[1])


def _pattern(row: Row) -> DurationPattern:
    days = float(row["days"]) if row["days"] else None
    return DurationPattern(marks_and_words(row["pattern"]), days, Telling(row["telling"]))


def _quantity(row: Row) -> tuple[tuple[str, ...], float]:
    return marks_and_words(row["phrase"]), float(row["value"])
