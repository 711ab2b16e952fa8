"""What every finding says about a condition, asked and not asked."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from nosograph.domain.differential import FindingEvidence, MatchCase
from nosograph.domain.knowledge import Evidence
from nosograph.inference.arrays import Floats
from nosograph.inference.likelihood import CASES, Likelihood, Ratios
from nosograph.inference.rank import CauseOf, ObservedTerm

#: By finding, where the annotation of one condition with it comes from.
Sources = Mapping[str, tuple[Evidence, ...]]
UNSOURCED: Sources = {}
#: How many findings that were not asked about an entry names.
UNKNOWN_LIMIT = 5


@dataclass(frozen=True, slots=True)
class Said:
    """What one term says of a condition; ``matched`` is -1 where it met no annotation."""

    term: int
    ratio: float
    case: MatchCase
    matched: int

    @property
    def strength(self) -> float:
        """Return how telling it is, for or against."""
        return abs(math.log(self.ratio))


@dataclass(frozen=True)
class Weighing:
    """Weighs findings for one presentation.

    ``sources`` of a condition say where its annotation with each finding comes from.
    """

    likelihood: Likelihood
    label: Callable[[str], str]
    observed: Sequence[ObservedTerm]

    @cached_property
    def seen(self) -> Mapping[int, Ratios]:
        """Return the ratios of every observed term."""
        found = self.likelihood
        return {item.term: found.present(item.term) for item in self.observed if not item.absent}

    @cached_property
    def denied(self) -> Mapping[int, Floats]:
        """Return the ratios of every denied term."""
        found = self.likelihood
        return {item.term: found.absent(item.term) for item in self.observed if item.absent}

    def weigh(
        self, condition: int, cause: CauseOf | None, sources: Sources = UNSOURCED
    ) -> tuple[FindingEvidence, ...]:
        """Return what each observation says about a condition, the most telling first."""
        defining = cause.defining if cause else frozenset()
        best: dict[int, Said] = {}
        for item in self.observed:
            said = self.said(item, condition, item.observation in defining)
            known = best.get(item.observation)
            if known is None or said.strength > known.strength:
                best[item.observation] = said
        ordered = sorted(best.values(), key=lambda said: (-said.strength, self.name(said.term)))
        return tuple(self.evidence(said, condition, sources) for said in ordered)

    def said(self, item: ObservedTerm, condition: int, defines: bool) -> Said:
        """Return what an observed or denied finding says; 1 where the complaint counts it."""
        if defines:
            return Said(item.term, 1.0, MatchCase.DEFINES_COMPLAINT, item.term)
        if item.absent:
            ratio = float(self.denied[item.term][condition])
            case = MatchCase.ABSENT_EXPECTED if ratio < 1 else MatchCase.ABSENT_UNEXPECTED
            return Said(item.term, ratio, case, item.term)
        row = self.seen[item.term]
        case, matched = CASES[row.case[condition]], int(row.matched[condition])
        return Said(item.term, float(row.ratio[condition]), case, matched)

    def unknown(self, condition: int, sources: Sources = UNSOURCED) -> tuple[FindingEvidence, ...]:
        """Return the annotated findings that were not observed and would tell most."""
        matrix = self.likelihood.matrix
        found, frequency = matrix.annotated(condition)
        ratio = frequency / matrix.background[found]
        worth = frequency * np.log(np.maximum(ratio, 1.0))
        order = (-worth).argsort(kind="stable").tolist()
        itself = matrix.term_position.get(matrix.conditions[condition])
        telling = ((place, int(found[place])) for place in order if worth[place] > 0)
        asked = (
            Said(term, float(ratio[place]), MatchCase.UNKNOWN, term)
            for place, term in telling
            if term != itself and term not in self.related
        )
        chosen = islice(asked, UNKNOWN_LIMIT)
        return tuple(self.evidence(said, condition, sources) for said in chosen)

    @cached_property
    def related(self) -> frozenset[int]:
        """Return the observed terms and everything above them."""
        matrix = self.likelihood.matrix
        above = (matrix.ancestors_of(item.term) for item in self.observed)
        return frozenset(term for terms in above for term in terms.tolist())

    def name(self, term: int) -> str:
        """Return the id of a term."""
        return self.likelihood.matrix.terms[term]

    def evidence(self, said: Said, condition: int, sources: Sources) -> FindingEvidence:
        """Return what a finding says, with names, frequency and sources."""
        name = self.name(said.term)
        other = self.name(said.matched) if said.matched >= 0 else None
        return FindingEvidence(
            finding=name,
            label=self.label(name),
            likelihood_ratio=said.ratio,
            case=said.case,
            matched=other,
            matched_label=self.label(other) if other else None,
            frequency=frequency_of(self.likelihood, said.matched, condition),
            evidence=sources.get(other, ()) if other else (),
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
