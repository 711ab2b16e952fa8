"""What to ask next: findings whose answer is expected to change the differential most."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from nosograph.inference.arrays import Floats, Integers
from nosograph.inference.likelihood import FLOOR, OWN_FLOOR
from nosograph.inference.matrix import Matrix

#: Among how many of the most probable conditions a question must tell, and of how many of them
#: the findings are tried. More change the first questions rarely and cost time.
AMONG, TRIED = 24, 12
#: A finding rules a condition out by its absence where at least this share have it.
RULES_OUT = 0.6
#: Nobody is taken to have, or to lack, a finding for certain.
CERTAIN = 0.98


@dataclass(frozen=True, slots=True)
class Gain:
    """A finding with the bits of information that its answer is expected to give.

    ``present`` and ``absent`` are the position of the condition that would then be the most
    probable.
    """

    term: int
    bits: float
    present: int
    absent: int


def telling(
    matrix: Matrix, posterior: Floats, candidates: Sequence[int], known: Collection[int], most: int
) -> tuple[Gain, ...]:
    """Return the findings whose answer is expected to tell most, the best first.

    ``candidates`` are conditions, the most probable first; ``known`` terms need no asking.
    """
    among = np.sort(np.array(candidates[:AMONG], np.int32))
    if len(among) < 2:
        return ()
    terms = asked_of(matrix, candidates[:TRIED], known)
    if not len(terms):
        return ()
    prior = posterior[among] / posterior[among].sum()
    share = np.stack([shares(matrix, int(term), among) for term in terms])
    with_it, without = share * prior, (1 - share) * prior
    bits = entropy(prior) - entropy_after(with_it) - entropy_after(without)
    order = np.argsort(-bits, kind="stable")[:most]
    return tuple(
        Gain(
            int(terms[place]),
            float(bits[place]),
            int(among[with_it[place].argmax()]),
            int(among[without[place].argmax()]),
        )
        for place in order
        if bits[place] > 0
    )


def ruling_out(matrix: Matrix, condition: int, known: Collection[int]) -> int | None:
    """Return the term whose absence speaks most against a condition, if one speaks enough."""
    terms, frequency = matrix.annotated(condition)
    enough = [
        (float(share), -int(term))
        for term, share in zip(terms, frequency, strict=True)
        if share >= RULES_OUT and askable(matrix, int(term), (condition,), known)
    ]
    return -max(enough)[1] if enough else None


def asked_of(matrix: Matrix, conditions: Sequence[int], known: Collection[int]) -> Integers:
    """Return the annotated terms of conditions that are not known."""
    rows = (matrix.annotated(condition)[0].tolist() for condition in conditions)
    found = frozenset[int]().union(*rows)
    kept = (term for term in found if askable(matrix, term, conditions, known))
    return np.array(sorted(kept), np.int32)


def askable(matrix: Matrix, term: int, conditions: Sequence[int], known: Collection[int]) -> bool:
    """Whether a term is new, and no name of a condition in question."""
    name = matrix.terms[term]
    return term not in known and all(matrix.conditions[c] != name for c in conditions)


def shares(matrix: Matrix, term: int, among: Integers) -> Floats:
    """Return how many people with each of some conditions (sorted) have a finding."""
    conditions, frequency, _ = matrix.frequencies_of(term)
    floor = OWN_FLOOR if matrix.own[term] else FLOOR
    least = np.float32(floor * float(matrix.background[term]))
    place = np.minimum(conditions.searchsorted(among), len(conditions) - 1)
    has = conditions.take(place) == among
    found = np.where(has, np.maximum(frequency.take(place), least), least)
    return np.minimum(found, np.float32(CERTAIN))


def entropy(shares_: Floats) -> float:
    """Return the entropy of shares that add up to 1, in bits."""
    positive = shares_[shares_ > 0]
    return float(-(positive * np.log2(positive)).sum())


def entropy_after(joint: Floats) -> Floats:
    """Return P(answer) × entropy after it, for rows of joint probabilities, in bits."""
    total = joint.sum(axis=1, keepdims=True)
    ratio = np.divide(joint, total, out=np.ones_like(joint), where=total > 0)
    logs = np.log2(np.maximum(ratio, 1e-30))
    return np.asarray(-(joint * logs).sum(axis=1), np.float32)
