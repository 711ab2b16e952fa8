"""Ranking the OMIM diseases for the findings of a case, under one of three protocols.

*full* scores with everything that is annotated. *native* keeps only the cases whose publications
are not among the disease's references. *lopo* (leave one publication out) takes away, from the
true disease alone, every annotation row that cites a publication of the case.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nosograph.cohort.phenopackets import Broken, Case
from nosograph.inference.arrays import Floats, Integers
from nosograph.inference.calibration import probabilities
from nosograph.inference.evidence import Evidence
from nosograph.inference.leave_out import Column, LeaveOut
from nosograph.inference.likelihood import Likelihood
from nosograph.inference.matrix import Matrix
from nosograph.inference.population import Population
from nosograph.inference.rank import LENGTH_WEIGHT
from nosograph.knowledge.release import Release
from nosograph.knowledge.terms import Terms

CANDIDATES = "OMIM:"
#: How many findings' ratios are kept, at 4 bytes a disease: 130 MB for 8,359 diseases.
KEPT = 4000

Doubles = NDArray[np.float64]


class Protocol(StrEnum):
    """What of the true disease's annotations a case is scored with."""

    FULL = "full"
    NATIVE = "native"
    LOPO = "lopo"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case did.

    ``rank`` counts from 1, ties as their mean; None where nothing is known of the disease.
    ``group_rank`` is the best rank of a disease of the true one's genes or groups; ``top`` is the
    probability of the first in the list, ``hit`` whether that is the true one. ``refused`` are
    findings that are none, and were not scored.
    """

    name: str
    disease: str | None
    rank: float | None
    group_rank: float | None
    top: float
    hit: bool
    milliseconds: float
    refused: tuple[str, ...]


@dataclass
class Ranker:
    """Scores every OMIM disease for coded findings, age and sex: no words or complaints."""

    matrix: Matrix
    terms: Terms
    evidence: Evidence
    population: Population | None = None
    _rows: OrderedDict[int, Floats] = field(default_factory=OrderedDict)

    @classmethod
    def of(cls, release: Release) -> Ranker:
        """Open what a release holds for ranking coded findings."""
        return cls(
            Matrix.load(release.matrix),
            Terms.load(release.folder),
            Evidence.load(release.evidence),
            Population.load(release.population),
        )

    @cached_property
    def likelihood(self) -> Likelihood:
        """Return the ratios of the matrix."""
        return Likelihood(self.matrix)

    @cached_property
    def leave_out(self) -> LeaveOut:
        """Return what computes a disease without a publication."""
        return LeaveOut.of(self.matrix, self.evidence)

    @cached_property
    def candidates(self) -> Integers:
        """Return the positions of the OMIM diseases."""
        named = [name.startswith(CANDIDATES) for name in self.matrix.conditions]
        return np.flatnonzero(named).astype(np.int32)

    @cached_property
    def place(self) -> dict[str, int]:
        """Return where each OMIM disease stands among the candidates."""
        return {self.matrix.conditions[c]: index for index, c in enumerate(self.candidates)}

    @cached_property
    def log_prior(self) -> Doubles:
        """Return the log prior of each candidate, in nats."""
        return np.array(self.matrix.log_prevalence, np.float64)[self.candidates]

    @cached_property
    def length(self) -> Doubles:
        """Return the length of each candidate's profile."""
        return np.array(self.matrix.length, np.float64)[self.candidates]

    def logs(self, term: int) -> Floats:
        """Return the log likelihood ratios of a finding over the candidates."""
        if term in self._rows:
            self._rows.move_to_end(term)
            return self._rows[term]
        row = np.log(self.likelihood.present(term).ratio[self.candidates])
        self._rows[term] = row
        if len(self._rows) > KEPT:
            self._rows.popitem(last=False)
        return row

    def scores(self, terms: Integers) -> Doubles:
        """Return the score of every candidate, in nats."""
        found = self.log_prior - LENGTH_WEIGHT * len(terms) * self.length
        for term in terms:
            found += self.logs(int(term))
        return found

    def who(self, case: Case) -> Doubles:
        """Return what age and sex say of every candidate, in nats."""
        if self.population is None or case.presentation is None:
            return np.zeros(len(self.candidates))
        found = self.population.log_ratios(case.presentation)
        return found[self.candidates].astype(np.float64)

    def findings(self, case: Case) -> tuple[Integers, tuple[str, ...]]:
        """Return the terms of a case, and the findings that are none, by id and label."""
        position = self.matrix.term_position
        current = [(name, self.terms.replaced.get(name, name)) for name in case.present]
        terms = sorted({position[name] for _, name in current if name in position})
        refused = (name for name, now in current if now not in position)
        named = (f"{name} {self.terms.labels.get(name, 'is unknown')}" for name in refused)
        return np.array(terms, np.int32), tuple(named)

    def evaluate(self, cases: Iterable[Case | Broken], protocol: Protocol) -> Iterator[Outcome]:
        """Yield how each case did; native leaves out those it does not take."""
        for case in cases:
            if isinstance(case, Case) and not (protocol is Protocol.NATIVE and self.cited(case)):
                yield self.outcome(case, protocol)

    def cited(self, case: Case) -> frozenset[int]:
        """Return the publications of a case that its disease's annotations cite."""
        condition = self.matrix.condition_position.get(case.disease or "")
        if condition is None:
            return frozenset()
        found = self.evidence.cites(condition)
        return frozenset(p for p in found if self.evidence.publications[p] in case.publications)

    def outcome(self, case: Case, protocol: Protocol) -> Outcome:
        """Return how one case did."""
        terms, refused = self.findings(case)
        start = time.perf_counter()
        who = self.who(case)
        scores = self.scores(terms) + who
        taken = (time.perf_counter() - start) * 1000
        true = self.place.get(case.disease or "")
        if true is None or not self.known(case, protocol, true, terms, scores, who):
            return Outcome(case.name, case.disease, None, None, 0.0, False, taken, refused)
        others = self.group(true)
        chances = probabilities(scores, len(terms))
        rank = mean_rank(scores, true)
        return Outcome(
            name=case.name,
            disease=case.disease,
            rank=rank,
            group_rank=min(mean_rank(scores, place) for place in (true, *others)),
            top=float(chances.max()),
            hit=rank == 1,
            milliseconds=taken,
            refused=refused,
        )

    def known(
        self,
        case: Case,
        protocol: Protocol,
        true: int,
        terms: Integers,
        scores: Doubles,
        who: Doubles,
    ) -> bool:
        """Whether anything is known of the true disease; under lopo, score it anew."""
        condition = int(self.candidates[true])
        cited = self.cited(case) if protocol is Protocol.LOPO else frozenset()
        if not cited:
            return len(self.matrix.annotated(condition)[0]) > 0
        column = self.leave_out.column(condition, cited)
        if column is not None:
            scores[true] = self.score_of(column, terms) + who[true]
        return column is not None

    def score_of(self, column: Column, terms: Integers) -> float:
        """Return the score of a disease that was computed anew."""
        ratios = sum(column.log_ratio(self.matrix, int(term)) for term in terms)
        return column.log_prior + ratios - LENGTH_WEIGHT * len(terms) * column.length

    def group(self, true: int) -> list[int]:
        """Return the candidates that share a gene or a group with one."""
        condition = int(self.candidates[true])
        others = {*self.evidence.genes(condition), *self.evidence.groups(condition)}
        names = (self.matrix.conditions[int(other)] for other in others)
        return sorted(self.place[name] for name in names if name in self.place)


def mean_rank(scores: Doubles, place: int) -> float:
    """Return the rank of one score, from 1; equal scores share the mean of their ranks.

    >>> mean_rank(np.array([3.0, 1.0, 1.0]), 1)
    2.5
    """
    itself = scores[place]
    higher, equal = int((scores > itself).sum()), int((scores == itself).sum())
    return 1 + higher + (equal - 1) / 2
