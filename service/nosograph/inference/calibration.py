"""Probabilities that mean what they say, where only findings are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: Findings of one patient go together, so their ratios say less than their product: a score is
#: taken by this factor plus this one for a single finding, shared among several. Fitted by the
#: likelihood of the right disease on the development phenopackets, native and lopo (README.md).
TOGETHER, ALONE = 0.1, 1.6

Doubles = NDArray[np.float64]


def probabilities(scores: Doubles, findings: int) -> Doubles:
    """Return P(condition | findings) of every candidate; they add up to 1.

    ``scores`` are in nats, ``findings`` how many findings they rest on.
    """
    tempered = (scores - scores.max()) * (TOGETHER + ALONE / max(findings, 1))
    weights = np.exp(tempered)
    return np.asarray(weights / weights.sum())
