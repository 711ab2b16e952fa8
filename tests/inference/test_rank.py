"""Scores add up as documented, and a finding that speaks for a condition never harms it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.domain.knowledge import CauseBand
from nosograph.inference.likelihood import FLOOR, Likelihood
from nosograph.inference.matrix import Matrix
from nosograph.inference.rank import (
    BAND_FADES,
    BAND_PROBABILITY,
    CAUSE_GAIN,
    LENGTH_WEIGHT,
    CauseOf,
    ObservedTerm,
    Scores,
    rank,
)

MatrixOf = Callable[..., Matrix]
SPASM, LEG_SPASM, ARM_SPASM, CALF_SPASM = "HP:0000010", "HP:0000100", "HP:0000101", "HP:0001000"
PAIN, RISK = "HP:0000020", "nos:Risk"
SHARES = st.floats(0.05, 0.98)
PROFILES = st.dictionaries(st.sampled_from([SPASM, ARM_SPASM, CALF_SPASM, PAIN, RISK]), SHARES)
OBSERVED = st.lists(
    st.tuples(st.sampled_from([SPASM, LEG_SPASM, ARM_SPASM, PAIN, RISK]), st.booleans()),
    max_size=4,
)
Seen = Sequence[tuple[str, bool]]


def observations(matrix: Matrix, seen: Seen) -> list[ObservedTerm]:
    position = matrix.term_position
    return [ObservedTerm(position[name], i, absent) for i, (name, absent) in enumerate(seen)]


def scores_of(
    matrix: Matrix, observed: Sequence[ObservedTerm], **causes: tuple[CauseBand, set[int]]
) -> Scores:
    by_position = {
        matrix.condition_position[f"nos:{name}"]: CauseOf(band, frozenset(defining))
        for name, (band, defining) in causes.items()
    }
    return rank(Likelihood(matrix), observed, by_position)


def test_a_category_is_less_likely_than_the_likeliest_of_its_kinds(matrix_of: MatrixOf) -> None:
    profiles = {"nos:Eye": {PAIN: 0.9, SPASM: 0.9}, "nos:A": {PAIN: 0.5}, "nos:B": {SPASM: 0.2}}
    broader = {"nos:A": ["nos:Eye"], "nos:B": ["nos:Eye"]}
    own = matrix_of(profiles, broader=broader)
    mean = matrix_of(profiles, broader=broader, categories=["nos:Eye"])
    seen = observations(own, [(PAIN, False), (SPASM, False)])
    eye, first, _ = scores_of(own, seen).total
    assert eye > first
    total = scores_of(mean, seen).total
    assert total[0] < max(total[1:])
    assert total[0] == pytest.approx(max(total[1:]))


def test_evidence_is_the_sum_of_the_logs(matrix_of: MatrixOf) -> None:
    matrix = matrix_of({"nos:A": {LEG_SPASM: 0.5, PAIN: 0.2}, "nos:B": {}})
    seen = observations(matrix, [(LEG_SPASM, False), (PAIN, True)])
    found = scores_of(matrix, seen)
    expected = [math.log(10) + math.log(0.8 / 0.95), math.log(FLOOR) + math.log(1 / 0.95)]
    assert found.evidence.tolist() == pytest.approx(expected, rel=1e-5)
    assert found.in_question.tolist() == [True, False]


def test_prevalence_is_the_prior_where_there_is_no_complaint(matrix_of: MatrixOf) -> None:
    matrix = matrix_of({"nos:A": {}, "nos:B": {}}, prevalence={"nos:A": 0.03, "nos:B": 0.01})
    assert scores_of(matrix, []).posterior.tolist() == pytest.approx([0.75, 0.25])


def test_the_band_of_a_cause_replaces_its_prevalence(matrix_of: MatrixOf) -> None:
    matrix = matrix_of({f"nos:{band}": {} for band in CauseBand}, prevalence={"nos:rare": 0.9})
    found = scores_of(matrix, [], **{str(band): (band, set()) for band in CauseBand})
    expected = [math.log(BAND_PROBABILITY[band]) for band in CauseBand]
    assert found.total.tolist() == pytest.approx(expected)
    assert found.in_question.all()


def test_bands_are_ordered_and_are_probabilities() -> None:
    values = [BAND_PROBABILITY[band] for band in CauseBand]
    assert values == sorted(values, reverse=True)
    assert all(0 < value < 1 for value in values)


def test_what_defines_a_complaint_is_not_counted_for_its_causes(matrix_of: MatrixOf) -> None:
    profile = {LEG_SPASM: 0.5, PAIN: 0.2}
    matrix = matrix_of({"nos:Cause": profile, "nos:Other": profile}, length={"nos:Cause": 2.0})
    seen = observations(matrix, [(LEG_SPASM, False), (PAIN, True)])
    found = scores_of(matrix, seen, Cause=(CauseBand.COMMON, {0}))
    denied = math.log(0.8 / 0.95)
    assert found.evidence.tolist() == pytest.approx([denied, denied + math.log(10)], rel=1e-5)
    by_band = math.log(BAND_PROBABILITY[CauseBand.COMMON]) + denied
    assert found.total[0] == pytest.approx(by_band, rel=1e-5)


def test_a_band_counts_less_the_more_is_said_beside_the_complaint(matrix_of: MatrixOf) -> None:
    matrix = matrix_of({"nos:Cause": {LEG_SPASM: 0.5, PAIN: 0.2}}, length={"nos:Cause": 2.0})
    seen = observations(matrix, [(LEG_SPASM, False), (PAIN, False)])
    alone = 0.5**BAND_FADES
    found = scores_of(matrix, seen, Cause=(CauseBand.COMMON, {0}))
    assert found.evidence[0] == pytest.approx(math.log(40) - alone * math.log(10), rel=1e-5)
    by_band = math.log(BAND_PROBABILITY[CauseBand.COMMON]) + math.log(4) - LENGTH_WEIGHT * 2
    by_findings = math.log(0.01) + math.log(40) - LENGTH_WEIGHT * 4 + CAUSE_GAIN[CauseBand.COMMON]
    expected = alone * by_band + (1 - alone) * by_findings
    assert found.total[0] == pytest.approx(expected, rel=1e-5)


def test_of_the_classes_of_one_observation_the_most_telling_counts(matrix_of: MatrixOf) -> None:
    matrix = matrix_of({"nos:A": {LEG_SPASM: 0.5, PAIN: 0.2}})
    position = matrix.term_position
    either = [ObservedTerm(position[PAIN], 0), ObservedTerm(position[LEG_SPASM], 0)]
    assert scores_of(matrix, either).evidence.tolist() == pytest.approx([math.log(10)], rel=1e-5)
    denied = [ObservedTerm(item.term, 0, absent=True) for item in either]
    expected = [math.log(0.5 / 0.95)]
    assert scores_of(matrix, denied).evidence.tolist() == pytest.approx(expected, rel=1e-5)


def test_long_profiles_pay_for_every_present_finding(matrix_of: MatrixOf) -> None:
    conditions = {"nos:Long": {SPASM: 0.5, PAIN: 0.5}, "nos:Short": {SPASM: 0.5, PAIN: 0.5}}
    matrix = matrix_of(conditions, length={"nos:Long": 2.0})
    for seen, paid in (
        ([(SPASM, False)], 1),
        ([(SPASM, False), (PAIN, False)], 2),
        ([(SPASM, False), (PAIN, True)], 1),
    ):
        total = scores_of(matrix, observations(matrix, seen)).total
        assert total[1] - total[0] == pytest.approx(LENGTH_WEIGHT * 2.0 * paid, rel=1e-4)


def test_conditions_that_are_one_answer_are_listed_once_at_the_best(matrix_of: MatrixOf) -> None:
    conditions = {"nos:A": {}, "OMIM:1": {LEG_SPASM: 0.5}, "OMIM:2": {LEG_SPASM: 0.1}}
    matrix = matrix_of(conditions, under={"OMIM:1": "nos:A"})
    found = scores_of(matrix, observations(matrix, [(LEG_SPASM, False)]))
    assert found.listed.tolist() == [True, False, True]
    assert found.total[0] == pytest.approx(math.log(0.01) + math.log(10), rel=1e-4)
    assert found.in_question.tolist()[0]
    assert found.posterior.tolist() == pytest.approx([10 / 12, 0, 2 / 12], rel=1e-4)


@given(st.lists(PROFILES, min_size=1, max_size=4), OBSERVED, st.sets(st.integers(0, 3)))
def test_posteriors_share_one_among_what_is_listed(
    matrix_of: MatrixOf, profiles: list[Mapping[str, float]], seen: Seen, below: set[int]
) -> None:
    under = {f"nos:C{i}": "nos:C0" for i in below if i < len(profiles)}
    matrix = matrix_of({f"nos:C{i}": p for i, p in enumerate(profiles)}, under=under)
    found = scores_of(matrix, observations(matrix, seen))
    assert found.posterior.sum() == pytest.approx(1, abs=1e-5)
    assert (found.posterior >= 0).all()
    assert not found.posterior[~found.listed].any()


@given(PROFILES, SHARES, st.dictionaries(st.just(PAIN), SHARES), OBSERVED)
def test_a_supporting_finding_never_lowers_the_odds_against_what_lacks_it(
    matrix_of: MatrixOf,
    profile: Mapping[str, float],
    share: float,
    unrelated: Mapping[str, float],
    seen: Seen,
) -> None:
    annotated = {"nos:Has": {**profile, LEG_SPASM: share}, "nos:Lacks": unrelated}
    length = {name: math.log1p(sum(shares.values())) for name, shares in annotated.items()}
    matrix = matrix_of(annotated, length=length)
    before = scores_of(matrix, observations(matrix, seen)).total
    after = scores_of(matrix, observations(matrix, [*seen, (LEG_SPASM, False)])).total
    assert after[0] - after[1] >= before[0] - before[1]


@given(PROFILES, SHARES, PROFILES, OBSERVED)
def test_a_denial_never_raises_the_odds_against_what_lacks_the_finding(
    matrix_of: MatrixOf,
    profile: Mapping[str, float],
    share: float,
    other: Mapping[str, float],
    seen: Seen,
) -> None:
    lacking = {name: value for name, value in other.items() if name != CALF_SPASM}
    matrix = matrix_of({"nos:Has": {**profile, LEG_SPASM: share}, "nos:Lacks": lacking})
    before = scores_of(matrix, observations(matrix, seen)).total
    after = scores_of(matrix, observations(matrix, [*seen, (LEG_SPASM, True)])).total
    assert after[0] - after[1] <= before[0] - before[1] + 1e-5
