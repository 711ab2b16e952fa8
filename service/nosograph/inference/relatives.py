"""What is known of related conditions, where little is known of one.

Diseases of one gene, of one group of Orphanet's, and those whose profiles are alike share
findings that nobody has annotated to all of them yet. The expected frequency of a finding mixes
a disease's own frequency with the mean of its relatives; README.md has what each gave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nosograph.inference.arrays import Floats, Integers
from nosograph.inference.matrix import Matrix

#: How much the mean over the diseases of its genes, of its groups, and over the most alike ones
#: counts beside a disease's own frequencies. Tried in steps of a factor of 1.5 to 2 on the
#: development phenopackets; from half to double, no figure moved by more than a point (README.md).
GENE_WEIGHT, GROUP_WEIGHT, ALIKE_WEIGHT = 0.16, 0.12, 0.1
#: How many of the most alike profiles count.
ALIKE = 10
#: Findings more frequent than this over all conditions do not make profiles alike.
UNSPECIFIC = 0.1
#: A finding that only relatives have is kept where it would speak for the condition: where it is
#: expected more often than over all conditions. Keeping more changed nothing (README.md).
KEPT = 1.0

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """F(t, D) of every condition, both ways round.

    ``term`` and ``frequency`` hold a condition's terms; ``condition`` and ``having`` a term's
    conditions, as far as others can be found alike to them. ``telling`` (T) is −log background
    in nats, 0 for unspecific terms; ``size`` (C) the length of a condition's vector of
    telling × F.
    """

    term_start: Integers
    term: Integers
    frequency: Floats
    condition_start: Integers
    condition: Integers
    having: Floats
    background: Floats
    telling: Floats
    size: Doubles

    @classmethod
    def of(
        cls,
        start: Integers,
        condition: Integers,
        having: Floats,
        background: Floats,
        pool: NDArray[np.bool_],
    ) -> Known:
        """Arrange the rows of a matrix, which are by term, by condition too."""
        terms = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))
        order = np.argsort(condition, kind="stable")
        counts = np.bincount(condition, minlength=len(pool))
        telling = np.where(background > UNSPECIFIC, 0, -np.log(background)).astype(np.float32)
        weighed = np.square(having * telling[terms]).astype(np.float64)
        size = np.sqrt(np.bincount(condition, weighed, len(pool)))
        among = pool[condition]
        kept = np.concatenate(([0], np.cumsum(among)))
        return cls(
            term_start=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
            term=terms[order],
            frequency=having[order],
            condition_start=kept[start].astype(np.int32),
            condition=condition[among],
            having=having[among],
            background=background,
            telling=telling,
            size=size,
        )

    @classmethod
    def of_matrix(cls, matrix: Matrix) -> Known:
        """Return what a release's matrix holds of the conditions' own annotations."""
        own = np.asarray(matrix.frequency) > 0
        kept = np.concatenate(([0], np.cumsum(own)))
        return cls.of(
            kept[matrix.frequency_start].astype(np.int32),
            np.asarray(matrix.frequency_condition)[own],
            np.asarray(matrix.frequency)[own],
            np.asarray(matrix.background),
            pool_of(matrix.conditions),
        )

    def own(self, condition: int) -> tuple[Integers, Floats]:
        """Return the terms of a condition and F of each."""
        row = slice(self.term_start[condition], self.term_start[condition + 1])
        return self.term[row], self.frequency[row]

    def mean(self, conditions: Sequence[int], weights: Sequence[float]) -> Doubles:
        """Return the weighted mean of F over conditions (T)."""
        found = np.zeros(len(self.telling))
        for condition, weight in zip(conditions, weights, strict=True):
            terms, frequency = self.own(condition)
            found[terms] += weight * frequency
        return found / max(sum(weights), 1e-9)

    def annotated(self, conditions: Integers) -> list[int]:
        """Return those of some conditions of which anything is known."""
        return [int(c) for c in conditions if self.term_start[c] < self.term_start[c + 1]]

    def alike(
        self, terms: Integers, frequency: Floats, without: Sequence[int]
    ) -> tuple[list[int], list[float]]:
        """Return the conditions with the most similar profiles (cosine), and its square each."""
        found = np.zeros(len(self.size), np.float32)
        for term, weight in zip(terms, frequency * np.square(self.telling[terms]), strict=True):
            if weight > 0:
                row = slice(self.condition_start[term], self.condition_start[term + 1])
                found[self.condition[row]] += weight * self.having[row]
        cosine = found / np.maximum(self.size, 1e-9)
        cosine[list(without)] = 0
        if len(cosine) > ALIKE:
            best = np.sort(np.argpartition(-cosine, ALIKE)[:ALIKE])
        else:
            best = np.arange(len(cosine))
        best = best[cosine[best] > 0]
        scale = float(cosine[best].max(initial=1e-9))
        return [int(c) for c in best], [float(value) for value in np.square(cosine[best] / scale)]


def pool_of(conditions: Sequence[str]) -> NDArray[np.bool_]:
    """Return which conditions others can be alike to: OMIM's, one entry a disease."""
    return np.array([name.startswith("OMIM:") for name in conditions], np.bool_)


def expected(
    known: Known, own: Mapping[int, float], genes: Integers, groups: Integers, itself: Sequence[int]
) -> tuple[Integers, Floats, Floats]:
    """Return the terms of a condition, its own F of each (0 or more) and the expected one.

    ``own`` is F of the condition, ``itself`` the conditions that are the same disease.
    """
    terms = np.array(sorted(own), np.int32)
    frequency = np.array([own[int(term)] for term in terms], np.float32)
    sources = tuple(relatives(known, terms, frequency, genes, groups, itself))
    found = np.zeros(len(known.telling))
    found[terms] = frequency
    alone = found.copy()
    total = 1.0
    for weight, mean in sources:
        found += weight * mean
        total += weight
    found /= total
    kept = np.flatnonzero((alone > 0) | (found > KEPT * known.background))
    return kept.astype(np.int32), alone[kept].astype(np.float32), found[kept].astype(np.float32)


def relatives(
    known: Known,
    terms: Integers,
    frequency: Floats,
    genes: Integers,
    groups: Integers,
    itself: Sequence[int],
) -> Iterator[tuple[float, Doubles]]:
    """Yield each kind of relative that a condition has: its weight and the mean F (T)."""
    for weight, others in ((GENE_WEIGHT, genes), (GROUP_WEIGHT, groups)):
        if some := known.annotated(others):
            yield weight, known.mean(some, [1.0] * len(some))
    close, cosines = known.alike(terms, frequency, itself)
    if close:
        yield ALIKE_WEIGHT, known.mean(close, cosines)
