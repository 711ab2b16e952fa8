"""Probabilities that mean what they say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nosograph.inference.arrays import Flags, Floats

#: Findings of one patient go together, so their ratios say less than their product: a score is
#: taken by this factor plus this one for a single finding, shared among several. Fitted by the
#: likelihood of the right disease on the development phenopackets, native and lopo (README.md).
TOGETHER, ALONE = 0.1, 2.2

#: The same for the totals of the tiers, which weigh causes and prevalence too. Fitted by the
#: likelihood of the right diagnosis on case files and vignettes (README.md).
TIERS_TOGETHER, TIERS_ALONE = 0.2, 1.8

Doubles = NDArray[np.float64]


def probabilities(scores: Doubles, findings: int) -> Doubles:
    """Return P(condition | findings) of every candidate; they add up to 1.

    ``scores`` are in nats, ``findings`` how many findings they rest on.
    """
    return shares(scores, TOGETHER + ALONE / max(findings, 1))


def tier_probabilities(totals: Floats, considered: Flags, findings: int) -> Floats:
    """Return P(condition | presentation) of the conditions considered, 0 elsewhere."""
    found = np.zeros(len(totals), np.float32)
    found[considered] = shares(totals[considered].astype(np.float64), tempering(findings))
    return found


def tempering(findings: int) -> float:
    """Return by what a difference of totals is taken for that of log probabilities.

    It is at most 1: findings never count for more than their product.
    """
    return min(1.0, TIERS_TOGETHER + TIERS_ALONE / max(findings, 1))


def shares(scores: Doubles, factor: float) -> Doubles:
    """Return shares that add up to 1, of scores taken by a factor."""
    weights = np.exp((scores - scores.max()) * factor)
    return np.asarray(weights / weights.sum())
