"""In whom a listed disease occurs: from which age on, and in which sex."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from nosograph.build.hpoa import AnnotationRow
from nosograph.inference.population import Population

#: The years of age from which each of HPO's onset classes is, by their definitions.
ONSETS = {
    "HP:0003577": 0.0,
    "HP:0030674": 0.0,
    "HP:0011461": 0.0,
    "HP:0034197": 0.0,
    "HP:0034198": 0.0,
    "HP:0034199": 0.0,
    "HP:0410280": 0.0,
    "HP:0003623": 0.0,
    "HP:0003593": 28 / 365,
    "HP:0011463": 1.0,
    "HP:0003621": 5.0,
    "HP:0003581": 16.0,
    "HP:0011462": 16.0,
    "HP:0025708": 16.0,
    "HP:0025709": 19.0,
    "HP:0025710": 25.0,
    "HP:0003596": 40.0,
    "HP:0003584": 60.0,
}
COURSE, INHERITANCE = "C", "I"
X_LINKED_RECESSIVE = "HP:0001419"
#: Carriers have some X-linked recessive diseases: a woman is taken to be three times less likely
#: to have one than if both sexes had it alike. 0.1 instead of 0.3 gave the same (README.md).
SHARE_FEMALE = 0.15


def with_listed(
    found: Population, place: Mapping[str, int], rows: Iterable[AnnotationRow]
) -> Population:
    """Return arrays with the earliest onset and the sex of listed diseases; others stay."""
    onset, female = np.array(found.onset), np.array(found.female)
    for row in rows:
        position = place.get(row.condition)
        if position is None or row.negated:
            continue
        if row.aspect == COURSE and row.finding in ONSETS:
            onset[position] = np.fmin(onset[position], ONSETS[row.finding])
        if row.aspect == INHERITANCE and row.finding == X_LINKED_RECESSIVE:
            female[position] = SHARE_FEMALE
    return replace(found, onset=onset, female=female)
