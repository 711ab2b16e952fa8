"""A condition as it would stand in the matrix without some publications."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nosograph.inference.evidence import Evidence, length, merged, propagated, reported
from nosograph.inference.likelihood import BELOW, CAP, EXCLUDED, FLOOR
from nosograph.inference.matrix import Matrix
from nosograph.inference.relatives import Known, expected


@dataclass(frozen=True, slots=True)
class Column:
    """What a matrix holds of one condition.

    ``expected`` is the expected frequency of each term, ``excluded`` the terms it excludes,
    ``length`` log(1 + Σ frequency), ``log_prior`` in nats.
    """

    expected: Mapping[int, float]
    excluded: frozenset[int]
    length: float
    log_prior: float

    def log_ratio(self, matrix: Matrix, term: int) -> float:
        """Return the log likelihood ratio of a finding, as ``Likelihood.present`` has it."""
        above = [int(name) for name in matrix.ancestors_of(term)]
        best = 0.0
        for name in above:
            ratio = self.expected.get(name, 0.0) / float(matrix.background[name])
            best = max(best, ratio if name == term else min(ratio, CAP) * BELOW)
        best = min(max(best, FLOOR), CAP)
        return math.log(min(best, EXCLUDED) if self.excluded & set(above) else best)


@dataclass(frozen=True)
class LeaveOut:
    """Computes conditions anew from their annotation rows."""

    matrix: Matrix
    evidence: Evidence
    known: Known

    @classmethod
    def of(cls, matrix: Matrix, evidence: Evidence) -> LeaveOut:
        """Prepare for a release's matrix."""
        return cls(matrix, evidence, Known.of_matrix(matrix))

    def column(self, condition: int, publications: frozenset[int]) -> Column | None:
        """Return a condition without what cites publications; None where nothing is left."""
        own, excluded = self.evidence.profile(condition, publications)
        others = ((self.alone(other), weight) for other, weight in self.evidence.joined(condition))
        profile = merged(own, others)
        if not profile:
            return None
        up = propagated(profile, lambda term: self.matrix.ancestors_of(term).tolist())
        genes, groups = self.evidence.genes(condition), self.evidence.groups(condition)
        terms, _, found = expected(self.known, up, genes, groups, self.same(condition))
        return Column(
            expected=dict(zip(terms.tolist(), found.tolist(), strict=True)),
            excluded=excluded - profile.keys(),
            length=length(profile),
            log_prior=self.log_prior(condition, publications),
        )

    def alone(self, condition: int) -> dict[int, float]:
        """Return the profile of a condition that joins another's."""
        return self.evidence.profile(condition)[0]

    def same(self, condition: int) -> list[int]:
        """Return the conditions that are listed as one with a condition, itself included."""
        canonical = self.matrix.canonical
        return [int(c) for c in np.flatnonzero(canonical == canonical[condition])]

    def log_prior(self, condition: int, publications: frozenset[int]) -> float:
        """Return the log prior, less what the publications that are left out added to it."""
        cites, gene = self.evidence.cites(condition), bool(self.evidence.gene_known[condition])
        added = reported(len(cites), gene) - reported(len(cites - publications), gene)
        return float(self.matrix.log_prevalence[condition]) - added
