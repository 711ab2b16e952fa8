"""The next best question tells the probable conditions apart."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.inference.conftest import ELSEWHERE, MatrixOf, build

from nosograph.inference.likelihood import FLOOR
from nosograph.inference.questions import ruling_out, shares, telling

SIGN, OTHER, BOTH = "HP:0001000", "HP:0000101", "HP:0000020"
ANNOTATED = {
    "nos:A": {SIGN: 0.9, BOTH: 0.8},
    "nos:B": {OTHER: 0.5, BOTH: 0.8},
    "nos:C": {BOTH: 0.8},
}
EVEN = np.array([0.5, 0.5, 0], np.float32)


def h(*parts: float) -> float:
    total = sum(parts)
    return -sum(p / total * log2(p / total) for p in parts if p)


def test_the_question_that_splits_comes_first_and_its_bits_are_the_information(
    matrix_of: MatrixOf,
) -> None:
    matrix = matrix_of(ANNOTATED)
    gains = telling(matrix, EVEN, [0, 1], frozenset(), 5)
    assert matrix.terms[gains[0].term] == SIGN
    without = FLOOR * ELSEWHERE
    expected = 1 - (
        (0.45 + without / 2) * h(0.45, without / 2) + (0.05 + 0.5 - without / 2) * h(0.05, 0.5)
    )
    assert gains[0].bits == pytest.approx(expected, abs=0.01)
    assert (gains[0].present, gains[0].absent) == (0, 1)
    assert BOTH not in {matrix.terms[gain.term] for gain in gains if gain.bits > 0.001}


def test_what_is_known_or_names_the_condition_is_not_asked(matrix_of: MatrixOf) -> None:
    matrix = matrix_of({**ANNOTATED, OTHER: {OTHER: 0.98}})
    known = {matrix.term_position[SIGN]}
    gains = telling(matrix, np.array([0.4, 0.3, 0, 0.3], np.float32), [0, 1, 3], known, 5)
    assert {matrix.terms[gain.term] for gain in gains} <= {BOTH}
    assert telling(matrix, EVEN, [0], frozenset(), 5) == ()
    assert telling(matrix_of({"nos:A": {}, "nos:B": {}}), EVEN[:2], [0, 1], (), 5) == ()


def test_a_danger_is_ruled_out_by_what_most_with_it_have(matrix_of: MatrixOf) -> None:
    matrix = matrix_of(ANNOTATED)
    assert ruling_out(matrix, 0, ()) == matrix.term_position[SIGN]
    assert ruling_out(matrix, 0, (matrix.term_position[SIGN],)) == matrix.term_position[BOTH]
    assert ruling_out(matrix, 1, (matrix.term_position[BOTH],)) is None, "half have it: no proof"


def test_shares_are_those_of_the_conditions_asked_for(matrix_of: MatrixOf) -> None:
    matrix = matrix_of(ANNOTATED)
    found = shares(matrix, matrix.term_position[BOTH], np.array([0, 2], np.int32))
    assert found == pytest.approx([0.8, 0.8])


@given(st.lists(st.floats(0.001, 1), min_size=3, max_size=3))
def test_information_is_never_negative_nor_more_than_there_is(weights: list[float]) -> None:
    matrix = build(ANNOTATED)
    posterior = np.array(weights, np.float32) / sum(weights)
    for gain in telling(matrix, posterior, [0, 1, 2], frozenset(), 9):
        assert 0 < gain.bits <= h(*weights) + 1e-4
