"""Conditions of which one is a kind of the other: one answer, the other named in it (README.md)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace

import numpy as np

from nosograph.inference.calibration import tempering
from nosograph.inference.matrix import Matrix
from nosograph.inference.rank import Scores, with_posterior

#: Two kinds of a condition are about equally likely where neither is twice as probable as the
#: other, and the condition is then the better answer unless it is itself ten times less probable.
#: Author judgement.
ALIKE = math.log(2)
BEHIND = math.log(10)

Pair = tuple[int, int]
Families = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Kinship:
    """Which conditions in question are kinds of which (positions), by the kind and by what it is.

    ``broader`` gives what a condition is a kind of, ``narrower`` its kinds.
    """

    broader: Mapping[int, Set[int]]
    narrower: Mapping[int, Set[int]]

    @classmethod
    def among(cls, scores: Scores, matrix: Matrix, apart: Callable[[Pair], bool]) -> Kinship:
        """Return the kinships among what is in question, without pairs that are kept apart."""
        question = scores.listed & scores.in_question
        kinds, wholes = matrix.kinships
        chosen = question[kinds] & question[wholes]
        broader: dict[int, set[int]] = {}
        narrower: dict[int, set[int]] = {}
        for kind, whole in zip(kinds[chosen].tolist(), wholes[chosen].tolist(), strict=True):
            if not apart((kind, whole)):
                broader.setdefault(kind, set()).add(whole)
                narrower.setdefault(whole, set()).add(kind)
        return cls(broader, narrower)

    def related(self, first: int, other: int) -> bool:
        """Whether one of two conditions is a kind of the other."""
        return other in self.broader.get(first, ()) or first in self.broader.get(other, ())


def fold(
    scores: Scores,
    matrix: Matrix,
    apart: Callable[[Pair], bool],
    dangerous: Callable[[int], bool],
) -> tuple[Scores, Families]:
    """Return scores in which each family is listed once, and what each one's answer stands for.

    The most probable of a family represents it. ``apart`` says which pairs stay two answers,
    ``dangerous`` which conditions are not to be missed.
    """
    kinship = Kinship.among(scores, matrix, apart)
    total = scores.total.copy()
    for whole, best in lifted(kinship, scores, dangerous).items():
        total[whole] = np.nextafter(total[best], np.float32(np.inf))
    families: dict[int, list[int]] = {}
    involved = kinship.broader.keys() | kinship.narrower.keys()
    for position in sorted(involved, key=lambda place: (-float(total[place]), place)):
        found = next((rep for rep in families if kinship.related(rep, position)), position)
        families.setdefault(found, []).append(position)
    named = {rep: tuple(others[1:]) for rep, others in families.items() if others[1:]}
    listed = scores.listed.copy()
    listed[[place for others in named.values() for place in others]] = False
    return with_posterior(replace(scores, total=total, listed=listed)), named


def lifted(kinship: Kinship, scores: Scores, dangerous: Callable[[int], bool]) -> dict[int, int]:
    """Return the conditions that are a better answer than their kinds, with the best kind.

    Two unrelated kinds at the top are about equally likely, neither says more of danger than the
    whole, and the whole is not much less likely.
    """
    found: dict[int, int] = {}
    log = scores.total * np.float32(tempering(scores.findings))
    for whole, kinds in kinship.narrower.items():
        ordered = sorted(kinds, key=lambda place: (-float(scores.total[place]), place))
        best = ordered[0]
        second = next(
            (kind for kind in ordered if not kinship.related(best, kind) and kind != best), None
        )
        if second is None or not 0 <= log[best] - log[whole] <= BEHIND:
            continue
        alike = log[best] - log[second] <= ALIKE
        if alike and (dangerous(whole) or not (dangerous(best) or dangerous(second))):
            found[whole] = best
    return found
