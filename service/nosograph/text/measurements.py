"""Vital signs and laboratory values as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from nosograph.domain.presentation import Age, Sex
from nosograph.text.measurement_rules import (
    PAIRED,
    Measure,
    MeasurementRules,
    Side,
    Threshold,
    Unit,
)
from nosograph.text.normal_values import NormalValues, Specimen
from nosograph.text.numbers import Numbers
from nosograph.text.phrases import Phrases
from nosograph.text.tokens import Token

MOST_CONNECTING = 6
"""Words such as "of" or "was" up to which a number may stand from the name (judgement)."""
COMA_SCALE, COMA_PARTS = "gcs", ("e", "v", "m")
"""The measure whose parts are written "E3 V4 M5"."""


class Measured(NamedTuple):
    """The findings of a value, and those that it denies.

    It stands at the tokens from ``start`` (in) to ``stop`` (out); one that is ``taken`` says all
    that they say.
    """

    findings: tuple[str, ...]
    denied: tuple[str, ...]
    start: int
    stop: int
    taken: bool = True


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
        self._called_normal = NormalValues(
            Phrases((words, m.id) for words, m in names if not m.follows),
            Phrases((words, True) for words in rules.normal),
            rules.connecting,
        )
        self._times = Phrases((words, True) for words in rules.times)
        self._specimens = Phrases(rules.specimens.items())

    def measured(self, tokens: Sequence[Token], age: Age | None, sex: Sex) -> Iterator[Measured]:
        """Yield the values from left to right, none within another."""
        index = 0
        specimen: Specimen = {}
        while index < len(tokens):
            named = self._specimens.at(tokens, index)
            specimen = specimen if named is None else named[0]
            read = self._named(tokens, index, specimen) or self._unnamed(tokens, index)
            normal = self._called_normal.at(tokens, index, specimen) if read is None else None
            if read is not None:
                values, stop = read
                rows = [(v, self._rows(measure, age, sex)) for measure, v in values.items()]
                yield Measured(_found(rows), _denied(rows), index, stop)
            elif normal is not None:
                sides = (side for m in normal[0] for side in self._rows(m, age, sex))
                denied = dict.fromkeys(row.finding for rows in sides for row in rows)
                yield Measured((), tuple(denied), index, normal[1], taken=False)
            index = read[1] if read is not None else normal[1] if normal else index + 1

    def _named(self, tokens: Sequence[Token], start: int, specimen: Specimen) -> Values | None:
        """Read a name, connecting words, and a value ("temp of 39.4 °C")."""
        named = self._before.at(tokens, start)
        if named is None:
            return self._summed(tokens, start)
        measure, index = named
        measure = measure._replace(id=specimen.get(measure.id, measure.id))
        for _ in range(MOST_CONNECTING):
            value = self._value(measure.id, tokens, index)
            if value is not None:
                return self._second(measure, value, tokens)
            if index >= len(tokens) or tokens[index].word not in self._connecting:
                return None
            index += 1
        return None

    def _summed(self, tokens: Sequence[Token], start: int) -> Values | None:
        """Read the parts of the coma scale ("E3 V4 M5")."""
        total, index = 0.0, start
        for part in COMA_PARTS:
            if index >= len(tokens) or tokens[index].word != part:
                return None
            number = self._numbers.at(tokens, index + 1)
            if number is None:
                return None
            total, index = total + number[0], number[1]
            index += index < len(tokens) and tokens[index].word == ","
        return {COMA_SCALE: total}, index

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
            if not unit.words and self._times.at(tokens, end):
                continue
            if said and unit.low <= raw <= unit.high:
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
