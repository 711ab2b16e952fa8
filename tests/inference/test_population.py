"""Age, sex and duration speak for and against conditions, and never decide alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.domain.presentation import Age, Presentation, Sex
from nosograph.inference.population import (
    AGE_AGAINST,
    AGE_FOR,
    ONSET_AGAINST,
    UNSAID,
    Population,
)

#: Croup, prostate disease, a disease of nine in ten women, one of which nothing is said, and a
#: listed one that begins from the age of 40 on.
POPULATION = Population(
    age_low=np.array([0.5, 50, 20, UNSAID, UNSAID], np.float32),
    age_high=np.array([5, 90, 50, UNSAID, UNSAID], np.float32),
    onset=np.array([UNSAID, UNSAID, UNSAID, UNSAID, 40], np.float32),
    female=np.array([UNSAID, 0, 0.8, UNSAID, UNSAID], np.float32),
    days_low=np.array([1, 365, 1, UNSAID, UNSAID], np.float32),
    days_high=np.array([7, 36500, 60, UNSAID, UNSAID], np.float32),
)


def ratios(
    age: float | None = None, sex: Sex = Sex.UNKNOWN, duration: float | None = None
) -> list[float]:
    who = Presentation((), None if age is None else Age(age), sex, duration)
    return [float(value) for value in np.exp(POPULATION.log_ratios(who))]


def test_nothing_said_says_nothing() -> None:
    assert ratios() == [1, 1, 1, 1, 1]
    assert ratios(40, Sex.OTHER, 3)[3] == 1


def test_an_age_within_the_range_speaks_for_and_far_from_it_against() -> None:
    croup, prostate, women, *_ = ratios(2)
    assert croup == pytest.approx(AGE_FOR)
    assert prostate == pytest.approx(AGE_AGAINST)
    assert women < 0.1
    assert ratios(60)[1] == pytest.approx(0.9 * 90 / 40)
    assert 1 < ratios(6)[0] < ratios(5)[0], "a year beyond the range is not far"


def test_a_listed_disease_is_less_likely_before_its_onset_and_at_any_age_after() -> None:
    assert ratios(2)[4] == pytest.approx(ONSET_AGAINST)
    assert ONSET_AGAINST < ratios(38)[4] < 1
    assert ratios(40)[4] == ratios(90)[4] == 1


def test_a_sex_in_which_it_does_not_occur_speaks_against() -> None:
    assert ratios(sex=Sex.FEMALE)[1] < 0.01
    assert ratios(sex=Sex.MALE)[1] == pytest.approx(2)
    assert ratios(sex=Sex.MALE)[2] == pytest.approx(0.4)
    assert ratios(sex=Sex.FEMALE)[2] == pytest.approx(1.6)


def test_a_duration_speaks_against_by_how_many_tenfolds_it_differs() -> None:
    assert ratios(duration=3)[0] == ratios(duration=7)[0] > 1
    assert ratios(duration=70)[0] == pytest.approx(ratios(duration=7)[0] / 4)
    assert ratios(duration=3)[1] < ratios(duration=100)[1] < 1
    assert min(ratios(duration=0)) > 0


@given(st.floats(0, 130), st.sampled_from(list(Sex)), st.none() | st.floats(0, 50000))
def test_any_person_has_bounded_ratios(years: float, sex: Sex, days: float | None) -> None:
    found = ratios(years, sex, days)
    assert all(np.isfinite(found))
    assert all(1e-6 < value < 100 for value in found)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "population"
    POPULATION.save(folder)
    loaded = Population.load(folder)
    assert np.array_equal(loaded.age_low, POPULATION.age_low, equal_nan=True)
