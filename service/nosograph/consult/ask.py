"""The next best questions of a differential."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from nosograph.consult.place import Placed
from nosograph.domain.differential import Question, Tier
from nosograph.inference.matrix import Matrix
from nosograph.inference.questions import ruling_out, telling
from nosograph.inference.rank import ObservedTerm, Scores

#: How many questions are proposed to tell conditions apart; those that rule out come on top.
MOST = 8


def questions(
    matrix: Matrix,
    scores: Scores,
    placed: Sequence[Placed],
    observed: Sequence[ObservedTerm],
    label: Callable[[str], str],
    diagnoses: Collection[int] = (),
) -> Iterator[Question]:
    """Yield what would tell the placed conditions apart, then what would rule dangers out.

    ``diagnoses`` are terms that are a condition of the answer themselves, and not asked for.
    """
    known = answered(matrix, observed).union(diagnoses)
    ordered = sorted(placed, key=lambda item: -float(scores.total[item.position]))
    positions = [item.position for item in ordered]
    asked: set[int] = set()
    for gain in telling(matrix, scores.posterior, positions, known, MOST):
        asked.add(gain.term)
        name = matrix.terms[gain.term]
        yield Question(
            finding=name,
            label=label(name),
            bits=gain.bits,
            if_present=matrix.conditions[gain.present],
            if_absent=matrix.conditions[gain.absent],
        )
    for item in placed:
        if item.tier is not Tier.DO_NOT_MISS:
            continue
        term = ruling_out(matrix, item.position, known)
        if term is not None and term not in asked:
            asked.add(term)
            name = matrix.terms[term]
            yield Question(name, label(name), rules_out=matrix.conditions[item.position])


def answered(matrix: Matrix, observed: Sequence[ObservedTerm]) -> frozenset[int]:
    """Return the terms that what was said answers: observed ones and everything above them.

    Below a denied one everything is denied too; those are few and left to be asked.
    """
    above = (matrix.ancestors_of(item.term) for item in observed)
    return frozenset(int(term) for terms in above for term in terms)
