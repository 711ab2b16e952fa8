from __future__ import annotations

from collections.abc import Callable

import pytest

from nosograph.domain.differential import MatchCase
from nosograph.domain.knowledge import CauseBand
from nosograph.inference.likelihood import BELOW, OWN_FLOOR, Likelihood
from nosograph.inference.matrix import Matrix
from nosograph.inference.rank import CauseOf, ObservedTerm
from nosograph.inference.telling import UNKNOWN_LIMIT, Weighing

MatrixOf = Callable[..., Matrix]
SPASM, LEG_SPASM, ARM_SPASM, CALF_SPASM = "HP:0000010", "HP:0000100", "HP:0000101", "HP:0001000"
PAIN, RISK = "HP:0000020", "nos:Risk"


def weighing(matrix: Matrix, *seen: str) -> Weighing:
    """Make a weighing of findings; ``-`` before one denies it, ``n/`` gives its observation."""
    observed = []
    for index, item in enumerate(seen):
        place, _, name = item.rpartition("/")
        term = matrix.term_position[name.removeprefix("-")]
        observed.append(ObservedTerm(term, int(place or index), absent=name.startswith("-")))
    return Weighing(Likelihood(matrix), lambda code: f"label of {code}", observed)


@pytest.fixture
def matrix(matrix_of: MatrixOf) -> Matrix:
    return matrix_of({"nos:A": {LEG_SPASM: 0.5, PAIN: 0.3}, "nos:B": {SPASM: 0.5}})


def test_findings_are_said_with_ratio_match_and_share(matrix: Matrix) -> None:
    pain, spasm = weighing(matrix, PAIN, CALF_SPASM).weigh(0, None)
    assert (pain.finding, pain.case, pain.matched) == (PAIN, MatchCase.EXACT, PAIN)
    assert (pain.likelihood_ratio, pain.frequency) == pytest.approx((6, 0.3), rel=1e-5)
    assert (spasm.finding, spasm.label) == (CALF_SPASM, f"label of {CALF_SPASM}")
    assert spasm.case is MatchCase.MORE_GENERAL_ANNOTATED
    assert (spasm.matched, spasm.matched_label) == (LEG_SPASM, f"label of {LEG_SPASM}")
    assert (spasm.likelihood_ratio, spasm.frequency) == pytest.approx((10 * BELOW, 0.5), rel=1e-5)


def test_the_most_telling_comes_first_for_or_against(matrix: Matrix) -> None:
    said = weighing(matrix, RISK, LEG_SPASM, PAIN).weigh(0, None)
    assert [item.finding for item in said] == [LEG_SPASM, PAIN, RISK]
    assert said[-1].likelihood_ratio == OWN_FLOOR


def test_what_matches_nothing_has_neither_match_nor_share(matrix: Matrix) -> None:
    (said,) = weighing(matrix, PAIN).weigh(1, None)
    assert said.case is MatchCase.NOT_ANNOTATED
    assert (said.matched, said.matched_label, said.frequency) == (None, None, None)


def test_what_defines_the_complaint_weighs_nothing(matrix: Matrix) -> None:
    cause = CauseOf(CauseBand.COMMON, frozenset({0}))
    pain, spasm = weighing(matrix, LEG_SPASM, PAIN).weigh(0, cause)
    assert (spasm.case, spasm.likelihood_ratio) == (MatchCase.DEFINES_COMPLAINT, 1.0)
    assert pain.case is MatchCase.EXACT


def test_a_denial_is_for_what_lacks_the_finding_and_against_what_has_it(matrix: Matrix) -> None:
    weighed = weighing(matrix, f"-{PAIN}")
    (against,), (supporting,) = weighed.weigh(0, None), weighed.weigh(1, None)
    assert against.case is MatchCase.ABSENT_EXPECTED
    assert (against.likelihood_ratio, against.frequency) == pytest.approx((0.7 / 0.95, 0.3))
    assert supporting.case is MatchCase.ABSENT_UNEXPECTED
    assert supporting.likelihood_ratio == pytest.approx(1 / 0.95)
    assert supporting.frequency is None


def test_an_observation_is_said_once_by_its_most_telling_class(matrix: Matrix) -> None:
    (said,) = weighing(matrix, f"0/{SPASM}", f"0/{LEG_SPASM}").weigh(0, None)
    assert said.finding == LEG_SPASM
    assert said.likelihood_ratio == pytest.approx(10, rel=1e-5)


def test_what_was_not_asked_is_named_with_the_most_telling_first(matrix: Matrix) -> None:
    said = weighing(matrix, RISK).unknown(0)
    assert [item.finding for item in said] == [LEG_SPASM, PAIN]
    assert {item.case for item in said} == {MatchCase.UNKNOWN}
    assert said[0].likelihood_ratio == pytest.approx(10, rel=1e-5)
    assert said[0].frequency == pytest.approx(0.5)


@pytest.mark.parametrize("seen", [LEG_SPASM, f"-{LEG_SPASM}", CALF_SPASM])
def test_what_was_said_or_follows_is_not_asked_again(matrix: Matrix, seen: str) -> None:
    assert [item.finding for item in weighing(matrix, seen).unknown(0)] == [PAIN]


def test_what_would_not_speak_for_the_condition_is_not_asked(matrix_of: MatrixOf) -> None:
    matrix = matrix_of({"nos:A": {LEG_SPASM: 0.04, PAIN: 0.05, RISK: 0.06}})
    assert [item.finding for item in weighing(matrix).unknown(0)] == [RISK]


def test_questions_are_bounded(matrix_of: MatrixOf) -> None:
    every = [LEG_SPASM, ARM_SPASM, CALF_SPASM, PAIN, RISK, SPASM]
    matrix = matrix_of({"nos:A": dict.fromkeys(every, 0.5)})
    assert len(weighing(matrix).unknown(0)) == UNKNOWN_LIMIT
