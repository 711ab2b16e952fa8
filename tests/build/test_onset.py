"""Onset and sex of listed diseases come from their own rows, the earliest onset first."""

from __future__ import annotations

import numpy as np
import pytest

from nosograph.build.hpoa import AnnotationRow
from nosograph.build.onset import ONSETS, SHARE_FEMALE, with_listed
from nosograph.build.population import population

CHILDHOOD, ADULT, X_LINKED, DOMINANT = "HP:0011463", "HP:0003581", "HP:0001419", "HP:0000006"
PLACE = {"OMIM:1": 0, "OMIM:2": 1, "nos:Ours": 2}


def row(condition: str, finding: str, aspect: str, negated: bool = False) -> AnnotationRow:
    rest = ("PMID:1", "PCS", "", "", "", "", aspect, "")
    return AnnotationRow(1, condition, condition, negated, finding, *rest)


def test_the_earliest_onset_counts_and_x_linked_recessive_is_of_men() -> None:
    rows = [
        row("OMIM:1", ADULT, "C"),
        row("OMIM:1", CHILDHOOD, "C"),
        row("OMIM:1", DOMINANT, "I"),
        row("OMIM:2", X_LINKED, "I"),
        row("OMIM:2", ADULT, "C", negated=True),
        row("OMIM:99", ADULT, "C"),
    ]
    found = with_listed(population({}, [*PLACE]), PLACE, rows)
    assert found.onset[0] == ONSETS[CHILDHOOD] == 1
    assert found.female[1] == pytest.approx(SHARE_FEMALE)
    assert np.isnan([*found.onset[1:], found.female[0], found.female[2]]).all()
