"""Two blood pressures compared: in both arms, or lying and standing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from nosograph.text.numbers import Numbers
from nosograph.text.phrases import Phrases
from nosograph.text.rule_tables import Row, each
from nosograph.text.tokens import Token, marks_and_words

ORTHOSTATIC, UNEQUAL = "HP:0001278", "nos:UnequalArmBloodPressure"
SYSTOLIC, DIASTOLIC = range(50, 281), range(20, 161)
"""Plausible pressures in mmHg."""
FALL, FALL_OF_DIASTOLIC = 20, 10
"""How far a pressure falls on standing in orthostatic hypotension (consensus of 2011)."""
BETWEEN_ARMS = 20
"""From which difference on the pressures of two arms count as unequal (judgement)."""
ALIKE = 10
"""Up to which difference two systolic pressures count as the same (judgement)."""
NEAR = 6
"""Tokens from a pressure within which its place is said (judgement)."""
PAIRED = ("/", "over")


class Place(StrEnum):
    """Where, or in which posture, a pressure was taken."""

    LYING = "lying"
    UPRIGHT = "upright"
    LEFT = "left"
    RIGHT = "right"
    NAME = "name"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class PressureRules:
    """The words for places; ``NAME`` names blood pressure, ``ORDER`` says lying, then standing."""

    places: Mapping[tuple[str, ...], Place]

    @classmethod
    def load(cls, folder: Path) -> PressureRules:
        """Read the table of a folder; raises SourceError with the line of a broken row."""
        return cls(dict(each(folder / "pressures.tsv", _place)))


class Pressure(NamedTuple):
    """A systolic and a diastolic pressure at the tokens from ``start`` (in) to ``stop`` (out)."""

    systolic: float
    diastolic: float
    start: int
    stop: int


class Compared(NamedTuple):
    """What two pressures say: a finding, whether they deny it, and where the later one stands."""

    finding: str
    denied: bool
    start: int
    stop: int


class PressureReader:
    """Compares the pressures of one text, from sentence to sentence."""

    def __init__(self, rules: PressureRules, numbers: Numbers) -> None:
        self._places = Phrases(rules.places.items())
        self._numbers = numbers
        self._taken: dict[Place, Pressure] = {}

    def compared(self, tokens: Sequence[Token]) -> Iterator[Compared]:
        """Yield what the pressures of the next sentence say beside those already read."""
        said = dict(self._said(tokens))
        if not self._taken and {Place.NAME, Place.ORDER}.isdisjoint(said.values()):
            return
        pressures = list(self._pressures(tokens))
        for pressure, place in zip(pressures, _placed(pressures, said), strict=True):
            if place is not None:
                self._taken[place] = pressure
                yield from self._compare(place)

    def _compare(self, place: Place) -> Iterator[Compared]:
        pairs = ((Place.LYING, Place.UPRIGHT), (Place.RIGHT, Place.LEFT))
        first, second = pairs[place in pairs[1]]
        one, other = self._taken.get(first), self._taken.get(second)
        if one is None or other is None:
            return
        later = self._taken[place]
        by, by_diastolic = one.systolic - other.systolic, one.diastolic - other.diastolic
        if place in pairs[1]:
            found, alike = abs(by) >= BETWEEN_ARMS, abs(by) <= ALIKE
        else:
            found = by >= FALL or by_diastolic >= FALL_OF_DIASTOLIC
            alike = by < ALIKE and not found
        if found or alike:
            finding = UNEQUAL if place in pairs[1] else ORTHOSTATIC
            yield Compared(finding, not found, later.start, later.stop)

    def _said(self, tokens: Sequence[Token]) -> Iterator[tuple[int, Place]]:
        index = 0
        while index < len(tokens):
            place = self._places.at(tokens, index)
            if place is not None:
                yield index, place[0]
            index = place[1] if place is not None else index + 1

    def _pressures(self, tokens: Sequence[Token]) -> Iterator[Pressure]:
        index = 0
        while index < len(tokens):
            systolic = self._numbers.at(tokens, index)
            stop = index + 1
            if systolic and stop + 1 < len(tokens) and tokens[stop].word in PAIRED:
                diastolic = self._numbers.at(tokens, stop + 1)
                if diastolic and systolic[0] in SYSTOLIC and diastolic[0] in DIASTOLIC:
                    stop = diastolic[1]
                    yield Pressure(systolic[0], diastolic[0], index, stop)
            index = stop


def _placed(pressures: Sequence[Pressure], said: Mapping[int, Place]) -> Iterator[Place | None]:
    """Yield the place of each pressure, said before each of them or after each."""
    if len(pressures) == 2 and Place.ORDER in said.values():
        yield from (Place.LYING, Place.UPRIGHT)
        return
    places = {at: p for at, p in said.items() if p not in (Place.NAME, Place.ORDER)}
    before = bool(pressures) and any(at < pressures[0].start for at in places)
    for number, pressure in enumerate(pressures):
        if before:
            start = pressures[number - 1].stop if number else 0
            near = [at for at in places if max(start, pressure.start - NEAR) <= at < pressure.start]
        else:
            following = pressures[number + 1 :]
            stop = following[0].start if following else pressure.stop + NEAR
            near = [at for at in places if pressure.stop <= at < min(stop, pressure.stop + NEAR)]
        yield places[near[-1] if before else near[0]] if near else None


def _place(row: Row) -> tuple[tuple[str, ...], Place]:
    return marks_and_words(row["phrase"]), Place(row["place"])
