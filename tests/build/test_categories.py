"""A category has what its kinds have; what is a kind of what is closed over every source."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nosograph.build.categories import MOST_KINDS, categories, mean_profiles
from nosograph.build.frequencies import Profile
from nosograph.build.hierarchy import Hierarchy
from nosograph.build.kinds import broader
from nosograph.build.population import population, spanning
from nosograph.build.priors import WEIGHT
from nosograph.build.tables import Row

COLUMNS = ("prevalence", "incidence", "urgency", "age", "duration", "sex")


def row(name: str, *parents: str, **cells: str) -> Row:
    filled = {**dict.fromkeys(COLUMNS, ""), "id": name, "parents": "|".join(parents), **cells}
    return Row("conditions.tsv", 2, filled)


EYES = (
    row("pink eye", "nos:Condition"),
    row("viral", "pink eye", incidence="common", age="2-60", duration="days", sex="female"),
    row("bacterial", "pink eye", incidence="uncommon", age="0-40", duration="days-weeks"),
    row("gonococcal", "bacterial", incidence="rare"),
)
KNOWN = {"viral": Profile("", {"red": 0.8, "watering": 0.6}), "bacterial": Profile("", {"red": 1})}


def test_a_category_is_a_row_of_which_nothing_is_known_itself() -> None:
    assert categories(EYES, KNOWN) == {"pink eye": ("bacterial", "viral")}
    assert categories(EYES, {**KNOWN, "pink eye": Profile()}) == {}
    assert categories((row("urgent", urgency="days"), row("kind", "urgent")), {}) == {}


def test_a_heading_of_many_conditions_is_no_answer() -> None:
    kinds = [row(f"kind {number}", "skin", incidence="rare") for number in range(MOST_KINDS + 1)]
    assert "skin" in categories([row("skin"), *kinds[1:]], {})
    assert "skin" not in categories([row("skin"), *kinds], {})


def test_narrower_categories_come_first() -> None:
    rows = (row("eye"), row("pink eye", "eye"), *EYES[1:])
    assert list(categories(rows, KNOWN)) == ["pink eye", "eye"]


def test_its_profile_is_the_mean_by_prior_and_its_prior_that_of_any_kind() -> None:
    priors = {"viral": math.log(0.03), "bacterial": math.log(0.01), "pink eye": -4.0}
    profiles, logs = mean_profiles(categories(EYES, KNOWN), KNOWN, priors)
    frequencies = profiles["pink eye"].frequencies
    assert frequencies == pytest.approx({"red": (3 * 0.8 + 1) / 4, "watering": 3 * 0.6 / 4})
    whole = 0.03 ** (1 / WEIGHT) + 0.01 ** (1 / WEIGHT)
    assert logs == pytest.approx({"pink eye": WEIGHT * math.log(whole)})


def test_a_category_without_known_kinds_stays_without_a_profile() -> None:
    assert mean_profiles({"pink eye": ("viral",)}, {}, {"viral": -3.0}) == ({}, {})


def test_a_category_occurs_in_whom_one_of_its_kinds_does() -> None:
    names = ("bacterial", "pink eye", "viral")
    place = {name: index for index, name in enumerate(names)}
    found = population({item["id"]: item for item in EYES}, names)
    spanned = spanning(found, place, {"pink eye": ("bacterial", "viral")})
    assert (spanned.age_low[1], spanned.age_high[1]) == (0, 60)
    assert (spanned.days_low[1], spanned.days_high[1]) == (1, 60)
    assert np.isnan(spanned.female[1]), "of one kind it is not said"


def test_kinds_are_closed_over_the_reasoner_and_mappings() -> None:
    above = {"a": frozenset({"a", "b", "nos:Condition"}), "b": frozenset({"b", "nos:Condition"})}
    found = broader(
        ["a", "b"],
        Hierarchy(above),
        {"OMIM:1": "a", "ORPHA:3": "OMIM:3"},
        [("OMIM:2", "OMIM:1"), ("b", "ORPHA:3"), ("OMIM:1", "a")],
    )
    assert found == {"a": {"b", "OMIM:3"}, "b": {"OMIM:3"}, "OMIM:2": {"a", "b", "OMIM:3"}}
