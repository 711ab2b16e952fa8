"""From scores to tiers: each condition stands in one, and none is dropped unsaid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.consult.place import NAMED, apart, candidates, causes_by_condition, place
from nosograph.domain.differential import Tier
from nosograph.domain.knowledge import (
    Cause,
    CauseBand,
    Evidence,
    Explanation,
    MatchedComplaint,
    Urgency,
)
from nosograph.inference.matrix import Matrix
from nosograph.inference.rank import CauseOf, Scores
from nosograph.inference.tiers import LIMITS, RULED_OUT
from nosograph.knowledge.repository import Risk

NOTHING = np.zeros(0, np.int32)
BANDS = st.none() | st.sampled_from(CauseBand)
RISKS = st.none() | st.builds(Risk, st.booleans(), st.booleans(), st.none())


def matrix_of(count: int) -> Matrix:
    names = tuple(f"nos:C{index}" for index in range(count))
    every = dict.fromkeys(Matrix.__dataclass_fields__, NOTHING)
    return Matrix(**{**every, "terms": (), "conditions": names})  # type: ignore[arg-type]


def scores_of(totals: list[float], evidence: list[float] | None = None) -> Scores:
    count = len(totals)
    return Scores(
        evidence=np.array(evidence or [0] * count, np.float32),
        total=np.array(totals, np.float32),
        posterior=np.full(count, 1 / count, np.float32),
        in_question=np.ones(count, bool),
        listed=np.ones(count, bool),
    )


def cause(band: CauseBand) -> CauseOf:
    return CauseOf(band, frozenset())


def test_the_most_probable_comes_first_and_ties_keep_their_order() -> None:
    assert candidates(scores_of([-3, -1, -2, -1])) == [1, 3, 2, 0]


def test_what_is_not_in_question_or_stands_under_another_is_left_out() -> None:
    scores = scores_of([0, -1, -2])
    scores.in_question[0] = scores.listed[1] = False
    assert candidates(scores) == [2]
    placed, omitted = place(scores, {}, {}, matrix_of(3))
    assert [(item.position, item.tier) for item in placed] == [(2, Tier.MOST_LIKELY)]
    assert omitted == ()


def test_nothing_in_question_is_an_empty_answer() -> None:
    scores = scores_of([0, -1])
    scores.in_question[:] = False
    assert place(scores, {}, {}, matrix_of(2)) == ((), ())


def test_a_tie_for_the_first_place_is_broken_once() -> None:
    placed, _ = place(scores_of([-1, -1, -1]), {}, {}, matrix_of(3))
    assert [item.tier for item in placed] == [Tier.MOST_LIKELY, Tier.LIKELY, Tier.LIKELY]


def test_risk_and_band_decide_over_what_is_improbable() -> None:
    causes = {1: cause(CauseBand.COMMON), 2: cause(CauseBand.UNCOMMON), 3: cause(CauseBand.RARE)}
    risks = {f"nos:C{index}": Risk(index == 2, False, None) for index in range(5)}
    placed, _ = place(scores_of([0, -9, -9, -9, -9]), causes, risks, matrix_of(5))
    assert [(item.position, item.tier) for item in placed] == [
        (0, Tier.MOST_LIKELY),
        (1, Tier.LIKELY),
        (2, Tier.DO_NOT_MISS),
        (3, Tier.RARE),
    ]


def test_a_condition_without_curated_risk_is_a_listed_rare_disease() -> None:
    placed, _ = place(scores_of([0, -9]), {}, {}, matrix_of(2))
    assert placed[1].tier is Tier.RARE


def test_what_the_findings_rule_out_is_in_no_tier() -> None:
    scores = scores_of([0, -9], [0, -RULED_OUT - 0.1])
    placed, omitted = place(scores, {1: cause(CauseBand.COMMON)}, {}, matrix_of(2))
    assert [item.position for item in placed] == [0]
    assert omitted == ()


def test_a_full_tier_says_how_many_it_leaves_out() -> None:
    count = LIMITS[Tier.RARE] + 5
    placed, omitted = place(scores_of([0, *[-9] * count]), {}, {}, matrix_of(count + 1))
    assert len(placed) == LIMITS[Tier.RARE] + 1
    assert omitted == ((Tier.RARE, 5),)


def test_a_family_stands_in_the_first_tier_in_which_one_of_it_would() -> None:
    scores = scores_of([0, -9, -10, -11])
    scores.listed[2:] = False
    risks = {f"nos:C{index}": Risk(index == 2, False, None) for index in range(4)}
    causes = {index: cause(CauseBand.UNCOMMON) for index in range(3)}
    families = {1: (2, 3)}
    placed, _ = place(scores, causes, risks, matrix_of(4), families=families)
    dangerous = placed[1]
    assert (dangerous.position, dangerous.tier) == (1, Tier.DO_NOT_MISS)
    (member,) = dangerous.also
    assert (member.position, member.tier) == (2, Tier.DO_NOT_MISS), "the third is in no tier"


def test_an_answer_names_the_first_of_a_large_family() -> None:
    scores = scores_of([0, *[-9] * 20])
    scores.listed[1:] = False
    risks = {"nos:C20": Risk(True, False, Urgency.HOURS)}
    ((first, *_), _) = place(scores, {}, risks, matrix_of(21), families={0: tuple(range(1, 21))})
    assert [item.position for item in first.also] == [20, *range(1, NAMED)]


def test_a_document_keeps_its_own_causes_apart() -> None:
    def given_by(condition: str, source: str, complaint: str = "nos:Cramp") -> tuple[Cause, ...]:
        return (Cause(complaint, condition, CauseBand.RARE, "", Evidence(source)),)

    causes = {
        "nos:C0": given_by("nos:C0", "seed"),
        "nos:C1": given_by("nos:C1", "seed|judgement"),
        "nos:C2": given_by("nos:C2", "judgement"),
        "nos:C3": given_by("nos:C3", "judgement"),
        "nos:C4": given_by("nos:C4", "seed", "nos:Pain"),
    }
    kept = apart(causes, [*causes, "nos:C5"])
    assert kept((0, 1))
    assert not any(kept(pair) for pair in [(0, 2), (2, 3), (0, 4), (0, 5), (5, 5)])


@given(st.lists(st.tuples(st.floats(-20, 0), st.floats(-20, 5), BANDS, RISKS), min_size=1))
def test_each_listed_condition_stands_in_one_tier_and_tiers_keep_their_limits(
    rows: list[tuple[float, float, CauseBand | None, Risk | None]],
) -> None:
    scores = scores_of([row[0] for row in rows], [row[1] for row in rows])
    causes = {i: cause(row[2]) for i, row in enumerate(rows) if row[2]}
    risks = {f"nos:C{i}": row[3] for i, row in enumerate(rows) if row[3]}
    placed, _ = place(scores, causes, risks, matrix_of(len(rows)))
    assert len({item.position for item in placed}) == len(placed)
    counts = {tier: sum(item.tier is tier for item in placed) for tier in Tier}
    assert counts[Tier.MOST_LIKELY] == 1
    assert all(counts[tier] <= LIMITS[tier] for tier in Tier)


@pytest.fixture
def complaints() -> tuple[MatchedComplaint, ...]:
    because = Explanation("")
    return (
        MatchedComplaint("nos:Special", "special", because, frozenset({0, 1}), 2),
        MatchedComplaint("nos:General", "general", because, frozenset({0}), 1),
    )


def test_the_cause_of_the_most_specific_complaint_counts(
    complaints: tuple[MatchedComplaint, ...],
) -> None:
    said = Evidence("judgement")
    general = Cause("nos:General", "nos:C0", CauseBand.LEADING, "", said)
    special = Cause("nos:Special", "nos:C0", CauseBand.RARE, "", said)
    other = Cause("nos:General", "nos:C1", CauseBand.COMMON, "", said)
    found = causes_by_condition([general, other, special], complaints)
    assert found == {"nos:C0": (special, general), "nos:C1": (other,)}


def test_of_equally_specific_complaints_the_higher_band_counts(
    complaints: tuple[MatchedComplaint, ...],
) -> None:
    said = Evidence("judgement")
    twin = MatchedComplaint("nos:Twin", "twin", Explanation(""), frozenset({2}), 2)
    rare = Cause("nos:Special", "nos:C0", CauseBand.RARE, "", said)
    common = Cause("nos:Twin", "nos:C0", CauseBand.COMMON, "", said)
    found = causes_by_condition([rare, common], (complaints[0], twin, complaints[1]))
    assert found["nos:C0"] == (common, rare)
