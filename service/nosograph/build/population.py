"""Reading in whom a condition occurs, and for how long people have had it when they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields

import numpy as np

from nosograph.build.tables import Row
from nosograph.inference.arrays import Floats
from nosograph.inference.population import UNSAID, Population

#: From how many days to how many each word of a duration reaches.
DURATIONS = {
    "seconds": (0.0, 1 / 1440),
    "minutes": (1 / 1440, 1 / 24),
    "hours": (1 / 24, 1.0),
    "days": (1.0, 7.0),
    "weeks": (7.0, 60.0),
    "months": (60.0, 365.0),
    "years": (365.0, 36500.0),
}
#: The share of those with a condition who are female. ``mostly`` is at least three to one.
FEMALE = {
    "": UNSAID,
    "female": 1.0,
    "mostly_female": 0.8,
    "mostly_male": 0.2,
    "male": 0.0,
}


def population(rows: Mapping[str, Row], conditions: Sequence[str]) -> Population:
    """Return the arrays for conditions in their order; what no row says is not a number."""
    said = [rows.get(name) for name in conditions]
    ages = np.array([(UNSAID, UNSAID) if row is None else age(row) for row in said], np.float32)
    lasting = np.array(
        [(UNSAID, UNSAID) if row is None else duration(row) for row in said], np.float32
    )
    female = np.array([UNSAID if row is None else share_female(row) for row in said], np.float32)
    onset = np.full(len(said), UNSAID, np.float32)
    return Population(ages[:, 0], ages[:, 1], onset, female, lasting[:, 0], lasting[:, 1])


def age(row: Row) -> tuple[float, float]:
    """Return the years between which nine in ten present; not numbers where it is not said."""
    if not row["age"]:
        return UNSAID, UNSAID
    low, _, high = row["age"].partition("-")
    try:
        found = float(low), float(high)
    except ValueError:
        raise row.error(f"age is not of the form 30-90: {row['age']}") from None
    if not 0 <= found[0] < found[1] <= 120:
        raise row.error("age: the first year is below the second, both from 0 to 120")
    return found


def duration(row: Row) -> tuple[float, float]:
    """Return for how many days people have it when they come, from and to."""
    if not row["duration"]:
        return UNSAID, UNSAID
    first, _, last = row["duration"].partition("-")
    last = last or first
    if first not in DURATIONS or last not in DURATIONS:
        raise row.error(f"duration is not one or two of {', '.join(DURATIONS)}")
    low, high = DURATIONS[first][0], DURATIONS[last][1]
    if low >= high:
        raise row.error("duration: the shorter one comes first")
    return low, high


def share_female(row: Row) -> float:
    """Return the share who are female; not a number where it is not said."""
    if row["sex"] not in FEMALE:
        raise row.error(f"sex is not one of {', '.join(filter(None, FEMALE))}")
    return FEMALE[row["sex"]]


def spanning(
    found: Population, place: Mapping[str, int], kinds: Mapping[str, Sequence[str]]
) -> Population:
    """Return arrays in which a category spans the ages and durations of its kinds.

    Of its kinds' sexes it has the mean. Narrower categories come first in ``kinds``. What is not
    said of one kind is not said of the category.
    """
    held = {field.name: np.array(getattr(found, field.name)) for field in fields(found)}
    for name, members in kinds.items():
        rows = [place[member] for member in members]
        for column, values in held.items():
            values[place[name]] = spanned(column, values[rows])
    return Population(**held)


def spanned(column: str, values: Floats) -> float:
    """Return the value of a category from those of its kinds."""
    if column == "onset" or column.endswith("low"):
        return float(values.min())
    return float(values.max() if column.endswith("high") else values.mean())
