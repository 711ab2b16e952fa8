"""Every way in which an observed finding can meet a condition, with its ratio worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest

from nosograph.domain.differential import MatchCase
from nosograph.inference.likelihood import (
    ABSENT_FLOOR,
    BELOW,
    CAP,
    CASES,
    EXCLUDED,
    FLOOR,
    OWN_FLOOR,
    Likelihood,
)
from nosograph.inference.matrix import Matrix

MatrixOf = Callable[..., Matrix]
SPASM, LEG_SPASM, ARM_SPASM, CALF_SPASM = "HP:0000010", "HP:0000100", "HP:0000101", "HP:0001000"
PAIN, RISK = "HP:0000020", "nos:Risk"
Met = tuple[object, MatchCase, str | None]


@pytest.fixture
def met(matrix_of: MatrixOf) -> Callable[..., Met]:
    """Return how LEG_SPASM meets a condition: ratio, case and matched finding."""

    def meet(shares: Mapping[str, float], finding: str = LEG_SPASM, **more: object) -> Met:
        matrix = matrix_of({"nos:It": shares, "nos:Other": {}}, **more)
        row = Likelihood(matrix).present(matrix.term_position[finding])
        matched = int(row.matched[0])
        name = matrix.terms[matched] if matched >= 0 else None
        return pytest.approx(float(row.ratio[0]), rel=1e-5), CASES[row.case[0]], name

    return meet


def test_a_finding_that_is_annotated_itself(met: Callable[..., Met]) -> None:
    assert met({LEG_SPASM: 0.5}) == (0.5 / 0.05, MatchCase.EXACT, LEG_SPASM)


def test_a_finding_above_an_annotated_one(met: Callable[..., Met]) -> None:
    said = (0.4 / 0.05, MatchCase.MORE_SPECIFIC_ANNOTATED, LEG_SPASM)
    assert met({CALF_SPASM: 0.4}) == said


def test_a_finding_below_an_annotated_one_is_weakened(met: Callable[..., Met]) -> None:
    said = (0.9 / 0.1 * BELOW, MatchCase.MORE_GENERAL_ANNOTATED, SPASM)
    assert met({SPASM: 0.9}) == said


def test_a_finding_beside_an_annotated_one_meets_at_the_common_ancestor(
    met: Callable[..., Met],
) -> None:
    said = (0.8 / 0.1 * BELOW, MatchCase.COMMON_ANCESTOR, SPASM)
    assert met({ARM_SPASM: 0.8}) == said


def test_a_finding_that_only_related_conditions_have(matrix_of: MatrixOf) -> None:
    known = matrix_of({"nos:It": {LEG_SPASM: 0.5}, "nos:Other": {}})
    matrix = replace(
        known,
        frequency=np.zeros_like(known.frequency),
        frequency_direct=np.zeros(len(known.frequency), np.bool_),
    )
    row = Likelihood(matrix).present(matrix.term_position[LEG_SPASM])
    assert row.ratio[0] == pytest.approx(10)
    assert CASES[row.case[0]] is MatchCase.RELATED_CONDITION
    assert Likelihood(matrix).absent(matrix.term_position[LEG_SPASM])[0] > 1


def test_a_finding_that_is_not_annotated_stands_at_the_floor(met: Callable[..., Met]) -> None:
    assert met({PAIN: 0.8}) == (FLOOR, MatchCase.NOT_ANNOTATED, None)
    assert met({}) == (FLOOR, MatchCase.NOT_ANNOTATED, None)


def test_an_ancestor_that_says_less_than_the_floor_is_no_match(met: Callable[..., Met]) -> None:
    assert met({SPASM: 0.09}) == (FLOOR, MatchCase.NOT_ANNOTATED, None)


def test_our_own_findings_have_a_milder_floor(met: Callable[..., Met]) -> None:
    assert met({PAIN: 0.9}, RISK) == (OWN_FLOOR, MatchCase.NOT_ANNOTATED, None)
    assert met({RISK: 0.5}, RISK) == (10, MatchCase.EXACT, RISK)


def test_a_rarely_annotated_finding_never_falls_below_the_floor(met: Callable[..., Met]) -> None:
    ratio, case, _ = met({LEG_SPASM: 0.001})
    assert (ratio, case) == (FLOOR, MatchCase.EXACT)


def test_one_finding_alone_does_not_decide(met: Callable[..., Met]) -> None:
    said = met({LEG_SPASM: 0.9}, background={LEG_SPASM: 0.0003})
    assert said == (CAP, MatchCase.EXACT, LEG_SPASM)


@pytest.mark.parametrize("excluded", [SPASM, LEG_SPASM])
def test_a_condition_that_excludes_a_finding_excludes_everything_below(
    met: Callable[..., Met], excluded: str
) -> None:
    said = met({CALF_SPASM: 0.4, PAIN: 0.5}, excluded={"nos:It": [excluded]})
    assert said == (EXCLUDED, MatchCase.EXCLUDED_IN_CONDITION, excluded)


def test_a_finding_is_not_excluded_by_what_lies_below(met: Callable[..., Met]) -> None:
    said = met({LEG_SPASM: 0.5}, excluded={"nos:It": [CALF_SPASM]})
    assert said == (10, MatchCase.EXACT, LEG_SPASM)


def test_an_exclusion_never_raises_a_ratio(met: Callable[..., Met]) -> None:
    ratio, case, _ = met({PAIN: 0.5}, excluded={"nos:It": [LEG_SPASM]})
    assert (ratio, case) == (min(FLOOR, EXCLUDED), MatchCase.EXCLUDED_IN_CONDITION)


def test_a_denied_finding_counts_against_what_has_it_and_for_what_lacks_it(
    matrix_of: MatrixOf,
) -> None:
    conditions = {"nos:Always": {LEG_SPASM: 0.98}, "nos:Half": {CALF_SPASM: 0.5}, "nos:Never": {}}
    matrix = matrix_of(conditions)
    ratios = Likelihood(matrix).absent(matrix.term_position[LEG_SPASM])
    expected = [ABSENT_FLOOR, 0.5 / 0.95, 1 / 0.95]
    assert ratios.tolist() == pytest.approx(expected, rel=1e-5)


def test_denying_a_general_finding_denies_what_lies_below(matrix_of: MatrixOf) -> None:
    matrix = matrix_of({"nos:It": {CALF_SPASM: 0.6}})
    ratios = Likelihood(matrix).absent(matrix.term_position[SPASM])
    assert ratios.tolist() == pytest.approx([0.4 / 0.9], rel=1e-5)


def test_only_the_last_findings_are_kept_and_the_answer_stays_the_same(
    matrix_of: MatrixOf,
) -> None:
    matrix = matrix_of({"nos:It": {LEG_SPASM: 0.5}})
    small, large = Likelihood(matrix, keep=1), Likelihood(matrix)
    for term in (*range(len(matrix.terms)), 0, 2, 2):
        assert small.present(term).ratio.tolist() == large.present(term).ratio.tolist()
