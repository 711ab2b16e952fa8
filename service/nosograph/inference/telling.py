"""What every finding says about a condition, asked and not asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from nosograph.domain.differential import FindingEvidence, MatchCase
from nosograph.inference.likelihood import CASES, Likelihood
from nosograph.inference.rank import CauseOf, ObservedTerm

#: How many findings that were not asked about an entry names.
UNKNOWN_LIMIT = 5


@dataclass(frozen=True)
class Weighing:
    """Weighs findings for one presentation."""

    likelihood: Likelihood
    label: Callable[[str], str]
    observed: Sequence[ObservedTerm]

    def weigh(self, condition: int, cause: CauseOf | None) -> tuple[FindingEvidence, ...]:
        """Return what each observation says about a condition, the most telling first."""
        defining = cause.defining if cause else frozenset()
        best: dict[int, FindingEvidence] = {}
        for item in self.observed:
            said = self.absent(item, condition) if item.absent else self.present(item, condition)
            if item.observation in defining:
                said = self.defines(item, condition)
            known = best.get(item.observation)
            if known is None or strength(said) > strength(known):
                best[item.observation] = said
        return tuple(sorted(best.values(), key=lambda said: (-strength(said), said.finding)))

    def present(self, item: ObservedTerm, condition: int) -> FindingEvidence:
        """Return what an observed finding says."""
        ratios = self.likelihood.present(item.term)
        case, matched = CASES[ratios.case[condition]], int(ratios.matched[condition])
        return self.evidence(item.term, condition, float(ratios.ratio[condition]), case, matched)

    def absent(self, item: ObservedTerm, condition: int) -> FindingEvidence:
        """Return what a denied finding says."""
        ratio = float(self.likelihood.absent(item.term)[condition])
        case = MatchCase.ABSENT_EXPECTED if ratio < 1 else MatchCase.ABSENT_UNEXPECTED
        return self.evidence(item.term, condition, ratio, case, item.term)

    def defines(self, item: ObservedTerm, condition: int) -> FindingEvidence:
        """Return an observation that is counted in the complaint already."""
        return self.evidence(item.term, condition, 1.0, MatchCase.DEFINES_COMPLAINT, item.term)

    def unknown(self, condition: int) -> tuple[FindingEvidence, ...]:
        """Return the annotated findings that were not observed and would tell most."""
        matrix = self.likelihood.matrix
        found, frequency = matrix.annotated(condition)
        ratio = frequency / matrix.background[found]
        worth = frequency * np.log(np.maximum(ratio, 1.0))
        order = (-worth).argsort(kind="stable").tolist()
        itself = matrix.term_position.get(matrix.conditions[condition])
        telling = ((place, int(found[place])) for place in order if worth[place] > 0)
        asked = (
            self.evidence(term, condition, float(ratio[place]), MatchCase.UNKNOWN, term)
            for place, term in telling
            if term != itself and term not in self.related
        )
        return tuple(islice(asked, UNKNOWN_LIMIT))

    @cached_property
    def related(self) -> frozenset[int]:
        """Return the observed terms and everything above them."""
        matrix = self.likelihood.matrix
        above = (matrix.ancestors_of(item.term) for item in self.observed)
        return frozenset(term for terms in above for term in terms.tolist())

    def evidence(
        self, term: int, condition: int, ratio: float, case: MatchCase, matched: int
    ) -> FindingEvidence:
        """Return one finding's evidence with names and frequency."""
        matrix = self.likelihood.matrix
        name = matrix.terms[term]
        other = matrix.terms[matched] if matched >= 0 else None
        return FindingEvidence(
            finding=name,
            label=self.label(name),
            likelihood_ratio=ratio,
            case=case,
            matched=other,
            matched_label=self.label(other) if other else None,
            frequency=frequency_of(self.likelihood, matched, condition),
        )


def frequency_of(likelihood: Likelihood, term: int, condition: int) -> float | None:
    """Return F(t, D), if the condition itself has the finding."""
    if term < 0:
        return None
    conditions, frequency, _ = likelihood.matrix.frequencies_of(term)
    place = int(conditions.searchsorted(condition))
    if place == len(conditions) or conditions[place] != condition:
        return None
    return float(frequency[place]) or None


def strength(said: FindingEvidence) -> float:
    """Return how telling a finding is, for or against."""
    return abs(float(np.log(said.likelihood_ratio)))
