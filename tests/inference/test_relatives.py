"""What is known of related conditions is mixed into what is expected of one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nosograph.inference.arrays import Integers
from nosograph.inference.relatives import (
    ALIKE_WEIGHT,
    GENE_WEIGHT,
    GROUP_WEIGHT,
    Known,
    expected,
    pool_of,
)

NONE = np.array([], np.int32)
#: F by term and condition: 0 and 1 share term 0 and a gene; 2 has what 3 has; 4 is Orphanet's.
CELLS = {
    0: {0: 0.5, 1: 0.4},
    1: {1: 0.9},
    2: {2: 0.8, 3: 0.8, 4: 0.8},
    3: {3: 0.6},
}
CONDITIONS = ("OMIM:0", "OMIM:1", "OMIM:2", "OMIM:3", "ORPHA:4")
BACKGROUND = 0.01


@pytest.fixture
def known() -> Known:
    return Known.of(
        np.array([0, 2, 3, 6, 7], np.int32),
        np.array([c for row in CELLS.values() for c in row], np.int32),
        np.array([f for row in CELLS.values() for f in row.values()], np.float32),
        np.full(4, BACKGROUND, np.float32),
        pool_of(CONDITIONS),
    )


Mixed = dict[int, list[float]]


def mixed(known: Known, condition: int, genes: Integers = NONE, groups: Integers = NONE) -> Mixed:
    terms, frequency = known.own(condition)
    own = dict(zip(terms.tolist(), frequency.tolist(), strict=True))
    found = expected(known, own, genes, groups, [condition])
    return {t: [f, e] for t, f, e in zip(*(value.tolist() for value in found), strict=True)}


def test_the_rows_are_the_same_both_ways(known: Known) -> None:
    terms, frequency = known.own(3)
    assert terms.tolist() == [2, 3]
    assert frequency.tolist() == pytest.approx([0.8, 0.6])


def test_a_condition_lends_what_its_gene_has(known: Known) -> None:
    found = mixed(known, 0, genes=np.array([1], np.int32))
    total = 1 + GENE_WEIGHT + ALIKE_WEIGHT
    lent = GENE_WEIGHT + ALIKE_WEIGHT
    assert found[0] == pytest.approx([0.5, (0.5 + lent * 0.4) / total])
    assert found[1] == pytest.approx([0, lent * 0.9 / total])


def test_a_condition_lends_what_its_group_has(known: Known) -> None:
    found = mixed(known, 2, groups=np.array([0], np.int32))
    total = 1 + GROUP_WEIGHT + ALIKE_WEIGHT
    assert found[0] == pytest.approx([0, GROUP_WEIGHT * 0.5 / total])


def test_only_omims_diseases_lend_for_being_alike(known: Known) -> None:
    close, weights = known.alike(*known.own(2), [2])
    assert (close, weights) == ([3], [1.0])
    assert known.alike(*known.own(2), [2, 3]) == ([], [])


def test_what_would_not_speak_for_a_condition_is_not_kept(known: Known) -> None:
    common = replace(known, background=np.full(4, 0.4, np.float32))
    terms, _, _ = expected(common, {0: 0.5}, np.array([1], np.int32), NONE, [0])
    assert terms.tolist() == [0], "its gene has term 1 too, but less than all conditions have it"


def test_a_condition_without_relatives_stays_as_it_is(known: Known) -> None:
    terms, own, found = expected(known, {3: 0.6}, NONE, NONE, [0, 1, 2, 3, 4])
    assert (terms.tolist(), own.tolist()) == ([3], found.tolist())
