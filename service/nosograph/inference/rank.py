"""Scores of every condition for a presentation, in log space."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nosograph.domain.knowledge import CauseBand
from nosograph.inference.arrays import Flags, Floats, Integers
from nosograph.inference.calibration import tier_probabilities
from nosograph.inference.likelihood import Likelihood
from nosograph.inference.matrix import Matrix

#: P(condition | complaint) for a cause of each band. Bands say how causes compare; the numbers
#: are author judgement, half a decade to a decade apart.
BAND_PROBABILITY = {
    CauseBand.LEADING: 0.4,
    CauseBand.COMMON: 0.05,
    CauseBand.UNCOMMON: 0.01,
    CauseBand.RARE: 0.002,
}
#: Where nothing but the complaint is said, a cause has the probability of its band, and what
#: defines the complaint is no evidence. The more findings stand beside it, the less that counts:
#: the share of the findings that define it, to this power. What a band is then worth to a cause
#: beside its findings, in nats. On the 508 case files of tests/cases (written apart from the
#: tables) and 45 development vignettes, bands instead of evidence throughout put 73 and 51 %
#: first and 86 and 56 % among three; without bands 75 and 51, 88 and 69; so 78 and 51, 90 and 71.
BAND_FADES = 4
#: The most that a condition which is no cause of the complaint has where nothing else is said.
NO_CAUSE = 0.0005
CAUSE_GAIN = {
    CauseBand.LEADING: 3.0,
    CauseBand.COMMON: 2.0,
    CauseBand.UNCOMMON: 1.0,
    CauseBand.RARE: 0.0,
}
#: Long profiles pay: half a log of the expected number of findings, per finding (DESIGN 7).
LENGTH_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class ObservedTerm:
    """A finding as the matrix knows it; ``observation`` is its place in the presentation."""

    term: int
    observation: int
    absent: bool = False


@dataclass(frozen=True, slots=True)
class CauseOf:
    """A condition as a cause of a matched complaint, and the observations that defined it.

    ``band`` is the one of the most specific complaint, ``best`` the highest of all that match.
    """

    band: CauseBand
    defining: frozenset[int]
    best: CauseBand | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """Every condition's place (all of length C, in nats).

    ``evidence`` is Σ log likelihood ratio of the findings that count for the condition, without
    those that define its complaint; ``total`` adds prior and length, and is at each canonical
    condition the highest of those listed under it; ``posterior`` is its probability among those
    in question; ``in_question`` marks causes and conditions that the findings speak for;
    ``listed`` the canonical conditions; ``findings`` is how many present findings there are.
    """

    evidence: Floats
    total: Floats
    posterior: Floats
    in_question: Flags
    listed: Flags
    findings: int = 1

    @property
    def considered(self) -> Flags:
        """Return the conditions that can be answers; every listed one where none is in question."""
        found = self.listed & self.in_question
        return found if found.any() else self.listed


def rank(
    likelihood: Likelihood,
    observed: Sequence[ObservedTerm],
    causes: Mapping[int, CauseOf],
    who: Floats | None = None,
) -> Scores:
    """Score every condition for the observed findings.

    ``causes`` is by condition position; ``who`` (C, nats) what age, sex and duration say.
    """
    matrix = likelihood.matrix
    terms = strongest(likelihood, observed)
    evidence = np.zeros(len(matrix.conditions), np.float32)
    for ratio in terms.values():
        evidence += np.log(ratio)
    count = present_count(observed)
    length = np.float32(LENGTH_WEIGHT) * matrix.length
    total = matrix.log_prevalence + evidence - count * length
    speaks_for = evidence > 0
    others, most = np.ones(len(total), bool), 0.0
    for condition, cause in causes.items():
        defining = cause.defining & terms.keys()
        said = sum(float(np.log(terms[place][condition])) for place in defining)
        alone = (len(defining) / count if count else 1) ** BAND_FADES
        band = math.log(BAND_PROBABILITY[cause.band])
        by_band = band - matrix.log_prevalence[condition] - said + len(defining) * length[condition]
        total[condition] += alone * by_band + (1 - alone) * CAUSE_GAIN[cause.best or cause.band]
        evidence[condition] -= alone * said
        speaks_for[condition] = True
        others[condition], most = False, max(most, alone)
    if most and others.any():
        total[others] -= most * max(0.0, float(total[others].max()) - math.log(NO_CAUSE))
    if who is not None:
        total += who
    found = grouped(matrix.canonical, evidence, total.astype(np.float32), speaks_for, count)
    return with_posterior(bounded(found, matrix))


def strongest(likelihood: Likelihood, observed: Sequence[ObservedTerm]) -> dict[int, Floats]:
    """Return each observation's ratios (C): of the classes it falls under, the most telling."""
    found: dict[int, Floats] = {}
    for item in observed:
        ratio = likelihood.absent(item.term) if item.absent else likelihood.present(item.term).ratio
        choose = np.minimum if item.absent else np.maximum
        known = found.get(item.observation)
        found[item.observation] = ratio if known is None else choose(known, ratio)
    return found


def present_count(observed: Sequence[ObservedTerm]) -> int:
    """Return how many observations are present ones."""
    return len({item.observation for item in observed if not item.absent})


def grouped(
    canonical: Integers, evidence: Floats, total: Floats, speaks_for: Flags, findings: int = 1
) -> Scores:
    """Let each group of conditions that are one answer be listed once, at its best total."""
    best = np.full(len(total), -np.inf, np.float32)
    np.maximum.at(best, canonical, total)
    listed = canonical == np.arange(len(canonical))
    question = np.zeros(len(total), bool)
    np.logical_or.at(question, canonical, speaks_for)
    return Scores(evidence, best, best, question, listed, findings)


def bounded(scores: Scores, matrix: Matrix) -> Scores:
    """Let every category be a little less likely than the likeliest of its kinds."""
    kinds, wholes = matrix.kinships
    chosen = matrix.category[wholes] & scores.listed[kinds]
    highest = np.full(len(scores.total), -np.inf, np.float32)
    np.maximum.at(highest, wholes[chosen], scores.total[kinds[chosen]])
    below = np.nextafter(highest, np.float32(-np.inf))
    total = np.where(matrix.category, np.minimum(scores.total, below), scores.total)
    return replace(scores, total=total)


def with_posterior(scores: Scores) -> Scores:
    """Return scores with the probability of each condition that is considered."""
    found = tier_probabilities(scores.total, scores.considered, scores.findings)
    return replace(scores, posterior=found)
