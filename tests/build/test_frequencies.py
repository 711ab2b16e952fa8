"""Frequencies are pooled over rows and passed up to what subsumes a finding."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.build.frequencies import UNSTATED, Profile, profiles, stated
from nosograph.build.hpoa import AnnotationRow
from nosograph.build.sources import Read
from nosograph.inference.evidence import (
    HIGHEST,
    PSEUDO_COUNTED,
    PSEUDO_HAVING,
    UNKNOWN_FREQUENCY,
    Pool,
    pooled,
    propagated,
)

NOWHERE = Path("phenotype.hpoa")


def share(having: int, counted: int) -> float:
    return (having + PSEUDO_HAVING) / (counted + PSEUDO_COUNTED)


#: A hierarchy with a diamond: d is below b and c, which are below a.
ABOVE = {
    "a": frozenset("a"),
    "b": frozenset("ab"),
    "c": frozenset("ac"),
    "d": frozenset("abcd"),
}
counts = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n).map(float), st.just(n)))
pools = st.lists(counts, max_size=6)
shares = st.dictionaries(st.sampled_from("abcd"), st.floats(0.01, HIGHEST), min_size=1)


def row(
    finding: str, frequency: str = "", negated: bool = False, aspect: str = "P"
) -> AnnotationRow:
    rest = ("", "", "", frequency, "", "", aspect, "")
    return AnnotationRow(1, "OMIM:1", "one", negated, finding, *rest)


def profile(rows: Iterable[AnnotationRow]) -> Profile:
    current = {"HP:1": "HP:1", "HP:2": "HP:2", "HP:9": "HP:1"}
    return profiles(NOWHERE, rows, current, pooled)["OMIM:1"]


@given(pool=pools)
def test_a_pooled_frequency_lies_above_0_and_leaves_room_below_1(pool: Pool) -> None:
    assert 0 < pooled(pool) <= HIGHEST


@given(pool=pools.filter(lambda pool: sum(share for share, _ in pool) > 0))
def test_a_stated_frequency_is_between_the_lowest_and_the_highest_stated(pool: Pool) -> None:
    each = [having / counted for having, counted in pool]
    assert min(*each, HIGHEST) - 1e-9 <= stated(pool) <= max(each) + 1e-9


@given(pool=pools.filter(bool), more=st.integers(1, 99))
def test_more_people_who_have_a_finding_never_make_it_rarer(pool: Pool, more: int) -> None:
    assert pooled([*pool, (more, more)]) >= pooled(pool)


def test_nothing_said_is_half() -> None:
    assert (pooled([]), stated([])) == (UNKNOWN_FREQUENCY, UNSTATED)


def test_rows_about_a_finding_are_pooled_under_its_current_id() -> None:
    found = profile([row("HP:1", "2/4"), row("HP:9", "1/2"), row("HP:2", "50%")])
    assert found.frequencies == pytest.approx({"HP:1": share(3, 6), "HP:2": share(5, 10)})


def test_a_row_without_number_does_not_dilute_the_others() -> None:
    assert profile([row("HP:1"), row("HP:1", "9/10")]).frequencies["HP:1"] == pytest.approx(
        share(9, 10)
    )


def test_what_is_never_seen_is_excluded() -> None:
    found = profile([row("HP:1", "0/7"), row("HP:2", negated=True)])
    assert found.frequencies == {}
    assert found.excluded == {"HP:1", "HP:2"}


def test_what_one_study_sees_is_not_excluded_by_another() -> None:
    found = profile([row("HP:1", "0/7"), row("HP:1", "1/3"), row("HP:1", negated=True)])
    assert found.excluded == set()
    assert found.frequencies == pytest.approx({"HP:1": share(1, 3)})


def test_onset_and_unknown_findings_are_no_findings() -> None:
    found = profile([row("HP:1", aspect="C"), row("HP:404"), row("HP:2", "1/2", aspect="H")])
    assert list(found.frequencies) == ["HP:2"]


@given(profile=shares)
def test_a_propagated_frequency_is_a_probability(profile: dict[str, float]) -> None:
    for share in propagated(profile, ABOVE.__getitem__).values():
        assert 0 < share <= 1


@given(profile=shares)
def test_what_is_more_general_is_not_rarer(profile: dict[str, float]) -> None:
    found = propagated(profile, ABOVE.__getitem__)
    for name, share in found.items():
        assert all(found[above] >= share - 1e-9 for above in ABOVE[name])
    assert all(found[name] >= share - 1e-9 for name, share in profile.items())


def test_two_findings_below_one_are_more_than_the_more_frequent() -> None:
    found = propagated({"b": 0.5, "c": 0.4}, ABOVE.__getitem__)
    assert found == pytest.approx({"a": (0.5 + 0.7) / 2, "b": 0.5, "c": 0.4})


def test_the_tiny_world_is_profiled(mini_read: Read) -> None:
    current = {name: name for name in mini_read.hpo.terms} | {
        "HP:9990001": "HP:0001324",
        "HP:9990002": "HP:0003394",
    }
    found = profiles(NOWHERE, mini_read.hpoa.rows, current, pooled)
    cramp, dystonia = found["OMIM:900001"], found["OMIM:900003"]
    assert cramp.label == "Mini cramp syndrome"
    assert cramp.frequencies == pytest.approx(
        {"HP:0001324": share(3, 6), "HP:0003394": share(8, 10)}
    )
    assert cramp.excluded == {"HP:0012452"}
    assert dystonia.frequencies["HP:0003394"] == UNKNOWN_FREQUENCY
