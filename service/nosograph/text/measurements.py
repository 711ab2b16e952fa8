"""Vital signs and laboratory values as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from nosograph.domain.presentation import Age, Sex, require_curie
from nosograph.text.numbers import Numbers
from nosograph.text.phrases import Phrases
from nosograph.text.rule_tables import Row, each
from nosograph.text.tokens import Token, marks_and_words

MOST_CONNECTING = 6
"""Words such as "of" or "was" up to which a number may stand from the name (judgement)."""
ADULT = 30.0
"""Years that a person counts as where no age is said (judgement)."""
PAIRED = "/"
NORMAL = (("normal",), ("unremarkable",), ("wnl",), ("within", "normal"), ("in", "the", "normal"))
"""What says that a value is none out of range, without a number."""
COPULAS = frozenset(("is", "are", "was", "were", "all", "both", ":", "remain", "remained"))
"""What may stand between names and "normal"."""
LISTING = frozenset((",", "and", "&", "or", PAIRED))
PAST = frozenset(("last", "until", "before", "previously", "earlier", "when", "in", "at"))
"""What dates "normal", so that it may no longer hold: "normal last year"."""
FOLD = frozenset(("times", "fold"))
FLUIDS = frozenset(("csf", "cerebrospinal", "lumbar", "urine", "pleural", "ascitic", "synovial"))
"""What is no blood: a normal glucose of the CSF says nothing of sugar."""
NAYING = frozenset(("not", "never", "of", "to", "than", "times", "below", "above", "previously"))
"""What makes "normal" the contrary, or part of a comparison."""


class Side(StrEnum):
    """On which side of its threshold a value is out of range."""

    ABOVE = "above"
    BELOW = "below"


class Measure(NamedTuple):
    """What a name says is measured; ``second`` is what a second number after "/" is."""

    id: str
    second: str | None
    follows: bool


class Unit(NamedTuple):
    """A unit: values from ``low`` to ``high`` are plausible; times ``factor`` they are standard.

    ``offset`` is added before. A unit without ``words`` holds where none is said.
    """

    measure: str
    words: tuple[str, ...]
    low: float
    high: float
    offset: float
    factor: float


class Threshold(NamedTuple):
    """The finding that a value past ``value`` is, in standard units, from one age to another.

    A value that lies no farther than ``denied`` denies it.
    """

    measure: str
    side: Side
    value: float
    denied: float | None
    years: tuple[float, float]
    sex: Sex | None
    finding: str

    def applies(self, age: Age | None, sex: Sex) -> bool:
        """Tell whether the threshold is one of somebody of this age and sex."""
        years = ADULT if age is None else age.years
        return self.years[0] <= years < self.years[1] and self.sex in (None, sex)

    def holds(self, value: float) -> bool:
        """Tell whether a value is past the threshold."""
        return value > self.value if self.side is Side.ABOVE else value < self.value

    def denies(self, value: float) -> bool:
        """Tell whether a value lies within what is normal."""
        if self.denied is None:
            return False
        return value <= self.denied if self.side is Side.ABOVE else value >= self.denied


@dataclass(frozen=True, slots=True)
class MeasurementRules:
    """How values are named, in which units they are given, and what they mean."""

    names: Mapping[tuple[str, ...], Measure]
    units: tuple[Unit, ...]
    thresholds: tuple[Threshold, ...]
    connecting: frozenset[str]

    @classmethod
    def load(cls, folder: Path, connecting: frozenset[str]) -> MeasurementRules:
        """Read the tables of a folder; raises SourceError with the line of a broken row."""
        return cls(
            names=dict(each(folder / "measures.tsv", _measure)),
            units=tuple(each(folder / "units.tsv", _unit)),
            thresholds=tuple(each(folder / "thresholds.tsv", _threshold)),
            connecting=connecting,
        )


class Measured(NamedTuple):
    """The findings of a value, and those that it denies.

    It stands at the tokens from ``start`` (in) to ``stop`` (out); with none, it leaves them be.
    """

    findings: tuple[str, ...]
    denied: tuple[str, ...]
    start: int
    stop: int


class MeasurementReader:
    """Reads values from tokens by the rules."""

    def __init__(self, rules: MeasurementRules, numbers: Numbers) -> None:
        self._numbers = numbers
        self._connecting = rules.connecting
        names = rules.names.items()
        self._before = Phrases((words, m) for words, m in names if not m.follows)
        self._after = Phrases((words, m) for words, m in names if m.follows)
        self._units = _by_measure(rules.units)
        self._thresholds = _thresholds_by_measure(rules.thresholds)

    def measured(self, tokens: Sequence[Token], age: Age | None, sex: Sex) -> Iterator[Measured]:
        """Yield the values from left to right, none within another."""
        index = 0
        while index < len(tokens):
            read = self._named(tokens, index) or self._unnamed(tokens, index)
            called = None if read is not None else self._normal(tokens, index)
            if read is not None:
                values, stop = read
                rows = [(v, self._rows(measure, age, sex)) for measure, v in values.items()]
                yield Measured(_found(rows), _denied(rows), index, stop)
            elif called is not None:
                named = [self._rows(measure, age, sex) for measure in called[0]]
                yield Measured((), _deniable(named), index, index)
            ended = read or called
            index = ended[1] if ended is not None else index + 1

    def _named(self, tokens: Sequence[Token], start: int) -> Values | None:
        """Read a name, connecting words, and a value ("temp of 39.4 °C")."""
        named = self._before.at(tokens, start)
        if named is None:
            return None
        measure, index = named
        for _ in range(MOST_CONNECTING):
            value = self._value(measure.id, tokens, index)
            if value is not None:
                return self._second(measure, value, tokens)
            if index >= len(tokens) or tokens[index].word not in self._connecting:
                return None
            index += 1
        return None

    def _normal(self, tokens: Sequence[Token], start: int) -> tuple[list[str], int] | None:
        """Read names that are called normal: "CRP and ESR were normal", "normal CRP".

        The words stay in the sentence: "normal platelets" is a finding of its own.
        """
        if not FLUIDS.isdisjoint(token.word for token in tokens[:start]):
            return None
        if tokens[start].word == NORMAL[0][0]:
            before = tokens[start - 1].word if start else ""
            measures, stop = self._names(tokens, start + 1)
            told = measures and before not in NAYING and _ends(tokens, stop)
            return (measures, stop) if told else None
        measures, index = self._names(tokens, start)
        while measures and index < len(tokens):
            if any(_says(tokens, index, words) for words in NORMAL):
                dated = index + 1 < len(tokens) and tokens[index + 1].word in PAST
                return None if dated else (measures, index)
            if tokens[index].word not in COPULAS:
                return None
            index += 1
        return None

    def _names(self, tokens: Sequence[Token], start: int) -> tuple[list[str], int]:
        """Return the measures of a list of names, and where it ends."""
        measures: list[str] = []
        index = stop = start
        while (named := self._before.at(tokens, index)) is not None:
            measure, stop = named
            measures += [measure.id, *([measure.second] if measure.second else [])]
            index = stop
            while index < len(tokens) and tokens[index].word in LISTING:
                index += 1
        return measures, stop

    def _unnamed(self, tokens: Sequence[Token], start: int) -> Values | None:
        """Read a number that its unit or the words after it name ("104 °F", "88 % on air")."""
        number = self._numbers.at(tokens, start)
        named = None if number is None else self._after.at(tokens, number[1])
        if number is None or named is None:
            return None
        measure, stop = named
        value = self._value(measure.id, tokens, start)
        return None if value is None else ({measure.id: value[0]}, max(stop, value[1]))

    def _second(
        self, measure: Measure, value: tuple[float, int], tokens: Sequence[Token]
    ) -> Values:
        values, stop = {measure.id: value[0]}, value[1]
        if measure.second and stop < len(tokens) and tokens[stop].word == PAIRED:
            second = self._value(measure.second, tokens, stop + 1)
            if second is not None:
                return values | {measure.second: second[0]}, second[1]
        return values, stop

    def _value(self, measure: str, tokens: Sequence[Token], index: int) -> tuple[float, int] | None:
        """Return a plausible value in standard units, and where it ends."""
        number = self._numbers.at(tokens, index)
        if number is None:
            return None
        raw, stop = number
        for unit in self._units.get(measure, ()):
            end = stop + len(unit.words)
            said = tuple(token.word for token in tokens[stop:end]) == unit.words
            if said and unit.low <= raw <= unit.high and not _compares(tokens, end):
                return (raw + unit.offset) * unit.factor, end
        return None

    def _rows(self, measure: str, age: Age | None, sex: Sex) -> Rows:
        """Return the thresholds of somebody of this age and sex, by their side."""
        sides = self._thresholds.get(measure, ())
        return [[row for row in rows if row.applies(age, sex)] for rows in sides]


Rows = list[list[Threshold]]
Values = tuple[dict[str, float], int]


def _found(values: Iterable[tuple[float, Rows]]) -> tuple[str, ...]:
    """Return, for each measure and side, the finding of the farthest threshold passed."""
    passed = ([r for r in rows if r.holds(v)] for v, sides in values for rows in sides)
    return tuple(rows[0].finding for rows in passed if rows)


def _denied(values: Iterable[tuple[float, Rows]]) -> tuple[str, ...]:
    """Return the findings that the values deny, each as far as it is past no threshold itself."""
    within = ((v, s) for v, s in values if not any(r.holds(v) for rows in s for r in rows))
    denied = (row.finding for v, s in within for rows in s for row in rows if row.denies(v))
    return tuple(dict.fromkeys(denied))


def _deniable(named: Iterable[Rows]) -> tuple[str, ...]:
    """Return the findings that normal values deny."""
    return tuple(
        dict.fromkeys(
            row.finding
            for sides in named
            for rows in sides
            for row in rows
            if row.denied is not None
        )
    )


def _says(tokens: Sequence[Token], start: int, words: Sequence[str]) -> bool:
    return tuple(token.word for token in tokens[start : start + len(words)]) == tuple(words)


def _compares(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a number is one of times, no value: "amylase three times normal"."""
    return index < len(tokens) and tokens[index].word in FOLD


def _ends(tokens: Sequence[Token], stop: int) -> bool:
    """Tell whether no number follows: "normal temp 37" is a value."""
    return stop >= len(tokens) or not tokens[stop].word[0].isdecimal()


def _by_measure(units: Sequence[Unit]) -> dict[str, list[Unit]]:
    """File units under their measure, those of most words first."""
    filed: dict[str, list[Unit]] = {}
    for unit in sorted(units, key=lambda u: -len(u.words)):
        filed.setdefault(unit.measure, []).append(unit)
    return filed


def _thresholds_by_measure(rows: Sequence[Threshold]) -> dict[str, list[list[Threshold]]]:
    """File thresholds under their measure, each side with the farthest first."""
    filed: dict[str, list[list[Threshold]]] = {}
    ordered = sorted(rows, key=lambda row: (row.measure, row.side, row.value))
    for (measure, side), group in groupby(ordered, key=lambda row: (row.measure, row.side)):
        listed = list(group)
        farthest_first = listed[::-1] if side is Side.ABOVE else listed
        filed.setdefault(measure, []).append(farthest_first)
    return filed


def _measure(row: Row) -> tuple[tuple[str, ...], Measure]:
    if row["number"] not in ("before", "after"):
        raise ValueError("number is before or after")
    follows = row["number"] == "before"
    return marks_and_words(row["phrase"]), Measure(row["measure"], row["second"] or None, follows)


def _unit(row: Row) -> Unit:
    numbers = (float(row[column]) for column in ("low", "high", "offset", "factor"))
    return Unit(row["measure"], marks_and_words(row["unit"]), *numbers)


def _threshold(row: Row) -> Threshold:
    return Threshold(
        row["measure"],
        Side(row["side"]),
        float(row["value"]),
        float(row["denied"]) if row["denied"] else None,
        (float(row["age_from"]), float(row["age_to"])),
        Sex(row["sex"]) if row["sex"] else None,
        require_curie(row["id"]),
    )
