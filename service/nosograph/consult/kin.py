"""What an entry says of the conditions that it is the answer for beside its own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from nosograph.consult.place import Placed
from nosograph.domain.differential import Kin, Relation
from nosograph.domain.knowledge import Condition, Explanation
from nosograph.inference.matrix import Matrix
from nosograph.inference.rank import Scores


def kin_of(
    placed: Placed, scores: Scores, matrix: Matrix, conditions: Mapping[str, Condition]
) -> Iterator[Kin]:
    """Yield what an entry names, with the share that each would have beside the entries."""
    whole = float(scores.posterior[placed.position])
    for item in placed.also:
        behind = float(scores.total[item.position] - scores.total[placed.position])
        yield Kin(
            condition=conditions[matrix.conditions[item.position]],
            relation=relation(matrix, placed.position, item.position),
            tier=item.tier,
            probability=min(whole, whole * math.exp(behind)),
        )


def relation(matrix: Matrix, condition: int, other: int) -> Relation:
    """Return whether the other of two related conditions is what one is a kind of, or a kind."""
    return Relation.BROADER if other in matrix.broader_than(condition) else Relation.NARROWER


def most_urgent(condition: Condition, also: Sequence[Kin]) -> Condition:
    """Return a condition with the danger of the most urgent of it and its kin."""
    dangers = [item.danger for item in (condition, *(kin.condition for kin in also)) if item.danger]
    worst = min(dangers, key=lambda danger: danger.urgency, default=None)
    return replace(condition, danger=worst)


def in_words(condition: Condition, kin: Kin) -> Explanation:
    """Return why an entry names another condition."""
    pair = (condition, kin.condition)
    kind, whole = pair if kin.relation is Relation.BROADER else pair[::-1]
    axiom = f"{kind.id} SubClassOf: {whole.id}"
    return Explanation(
        f"one answer with {kin.condition.label}: {kind.label} is a kind of {whole.label}", (axiom,)
    )
