"""The tier rule as a table, and what must hold for every condition."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.domain.differential import Tier
from nosograph.domain.knowledge import CauseBand, Urgency
from nosograph.inference.tiers import (
    LIKELY_BEHIND,
    LIMITS,
    LOWERED,
    RULED_OUT,
    Standing,
    tier_of,
)

FAR = LIKELY_BEHIND + 0.01
LEADING, COMMON, UNCOMMON, RARE = CauseBand
HOURS, DAYS, WEEKS, ROUTINE = Urgency
ANY = Standing(behind=FAR, lowered=0, band=None, urgency=None, dangerous=False, rare=False)
DANGEROUS = replace(ANY, dangerous=True, urgency=DAYS)
STANDINGS = st.builds(
    Standing,
    behind=st.floats(0, 30),
    lowered=st.floats(0, 30),
    band=st.none() | st.sampled_from(CauseBand),
    urgency=st.none() | st.sampled_from(Urgency),
    dangerous=st.booleans(),
    rare=st.booleans(),
)


@pytest.mark.parametrize(
    ("standing", "tier"),
    [
        (replace(ANY, behind=0), Tier.MOST_LIKELY),
        (replace(DANGEROUS, behind=0, lowered=RULED_OUT, rare=True), Tier.MOST_LIKELY),
        (replace(ANY, behind=LIKELY_BEHIND), Tier.LIKELY),
        (replace(ANY, behind=LIKELY_BEHIND, rare=True), Tier.LIKELY),
        (replace(DANGEROUS, behind=LIKELY_BEHIND, lowered=LOWERED), Tier.LIKELY),
        (replace(ANY, band=LEADING), Tier.LIKELY),
        (replace(ANY, band=COMMON), Tier.LIKELY),
        (replace(ANY, band=COMMON, lowered=LOWERED), Tier.LIKELY),
        (replace(ANY, band=COMMON, lowered=RULED_OUT), None),
        (replace(ANY, band=COMMON, rare=True), Tier.LIKELY),
        (replace(DANGEROUS, band=COMMON), Tier.LIKELY),
        (replace(DANGEROUS, band=COMMON, lowered=LOWERED), Tier.DO_NOT_MISS),
        (replace(DANGEROUS, band=COMMON, lowered=RULED_OUT), None),
        (replace(DANGEROUS, band=UNCOMMON), Tier.DO_NOT_MISS),
        (replace(DANGEROUS, band=UNCOMMON, urgency=None), Tier.DO_NOT_MISS),
        (replace(DANGEROUS, band=UNCOMMON, rare=True), Tier.DO_NOT_MISS),
        (replace(DANGEROUS, band=UNCOMMON, lowered=RULED_OUT), None),
        (replace(DANGEROUS, band=RARE), Tier.RARE),
        (replace(DANGEROUS, band=RARE, urgency=HOURS), Tier.DO_NOT_MISS),
        (replace(DANGEROUS, band=None, rare=True), Tier.RARE),
        (replace(DANGEROUS, band=None, rare=True, urgency=HOURS), Tier.DO_NOT_MISS),
        (replace(DANGEROUS, band=None, urgency=DAYS), None),
        (replace(DANGEROUS, band=RARE, urgency=HOURS, lowered=RULED_OUT), None),
        (replace(ANY, band=UNCOMMON), None),
        (replace(ANY, band=UNCOMMON, urgency=HOURS), None),
        (replace(ANY, band=RARE), Tier.RARE),
        (replace(ANY, rare=True), Tier.RARE),
        (replace(ANY, rare=True, lowered=RULED_OUT), None),
        (ANY, None),
    ],
)
def test_each_standing_has_its_tier(standing: Standing, tier: Tier | None) -> None:
    assert tier_of(standing) is tier


@given(STANDINGS)
def test_only_what_stands_behind_no_other_is_the_most_likely(standing: Standing) -> None:
    assert (tier_of(standing) is Tier.MOST_LIKELY) == (standing.behind <= 0)


@given(STANDINGS)
def test_what_is_not_dangerous_is_never_in_the_dangerous_tier(standing: Standing) -> None:
    assert tier_of(replace(standing, dangerous=False)) is not Tier.DO_NOT_MISS


@given(STANDINGS)
def test_a_dangerous_cause_that_is_not_ruled_out_is_never_left_out(standing: Standing) -> None:
    dangerous = replace(
        standing,
        dangerous=True,
        lowered=min(standing.lowered, LOWERED),
        band=standing.band or UNCOMMON,
    )
    assert tier_of(dangerous) is not None


@given(STANDINGS, st.floats(0, 30))
def test_falling_behind_never_makes_a_condition_likelier(standing: Standing, more: float) -> None:
    order = [*Tier, None]
    further = replace(standing, behind=standing.behind + more)
    likely = {Tier.MOST_LIKELY, Tier.LIKELY}
    before, after = tier_of(standing), tier_of(further)
    assert order.index(after) >= order.index(before) or before not in likely


def test_every_tier_is_bounded_and_the_first_holds_one() -> None:
    assert LIMITS.keys() == set(Tier)
    assert LIMITS[Tier.MOST_LIKELY] == 1
