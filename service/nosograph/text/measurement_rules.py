"""How values are named, in which units they are given, and what they mean: tables of rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from nosograph.domain.presentation import Age, Sex, require_curie
from nosograph.text.normal_values import Specimen
from nosograph.text.rule_tables import Row, each
from nosograph.text.tokens import marks_and_words

ADULT = 30.0
"""Years that a person counts as where no age is said (judgement)."""
PAIRED = "/"


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
    normal: frozenset[tuple[str, ...]]
    times: frozenset[tuple[str, ...]]
    specimens: Mapping[tuple[str, ...], Specimen]

    @classmethod
    def none(cls) -> MeasurementRules:
        """Return rules that read nothing."""
        return cls({}, (), (), frozenset(), frozenset(), frozenset(), {})

    @classmethod
    def load(
        cls, folder: Path, connecting: frozenset[str], times: Iterable[tuple[str, ...]]
    ) -> MeasurementRules:
        """Read the tables of a folder; raises SourceError with the line of a broken row."""
        return cls(
            names=dict(each(folder / "measures.tsv", _measure)),
            units=tuple(each(folder / "units.tsv", _unit)),
            thresholds=tuple(each(folder / "thresholds.tsv", _threshold)),
            connecting=connecting,
            normal=frozenset(each(folder / "levels.tsv", _words)),
            times=frozenset((*(words for words in times if words[0] != PAIRED), ("times",))),
            specimens=_specimens(each(folder / "specimens.tsv", _specimen)),
        )


def _measure(row: Row) -> tuple[tuple[str, ...], Measure]:
    if row["number"] not in ("before", "after"):
        raise ValueError("number is before or after")
    follows = row["number"] == "before"
    return marks_and_words(row["phrase"]), Measure(row["measure"], row["second"] or None, follows)


def _words(row: Row) -> tuple[str, ...]:
    return marks_and_words(row["phrase"])


def _specimen(row: Row) -> tuple[tuple[str, ...], str, str]:
    return marks_and_words(row["phrase"]), row["measure"], row["becomes"]


def _specimens(
    rows: Iterable[tuple[tuple[str, ...], str, str]],
) -> dict[tuple[str, ...], dict[str, str]]:
    """File what measures become under the names of what they are measured in."""
    filed: dict[tuple[str, ...], dict[str, str]] = {}
    for words, measure, becomes in rows:
        filed.setdefault(words, {})[measure] = becomes
    return filed


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
