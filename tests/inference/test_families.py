"""A condition and its kinds are one answer: who represents them, and who stays apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.inference.families import ALIKE, BEHIND, Families, fold
from nosograph.inference.matrix import Matrix
from nosograph.inference.rank import Scores, with_posterior

MatrixOf = Callable[..., Matrix]
Folded = Callable[..., tuple[dict[str, tuple[str, ...]], Scores]]
Broader = Mapping[str, Sequence[str]]
STROKES: Broader = {
    "ischaemic": ["stroke"],
    "bleeding": ["stroke"],
    "cerebellar": ["ischaemic", "stroke"],
}


def scores_of(totals: Sequence[float]) -> Scores:
    total = np.array(totals, np.float32)
    every = np.ones(len(totals), bool)
    return with_posterior(Scores(np.ones(len(totals), np.float32), total, total, every, every))


@pytest.fixture
def folded(matrix_of: MatrixOf) -> Folded:
    def answer(
        totals: Mapping[str, float],
        broader: Broader = STROKES,
        apart: frozenset[frozenset[str]] = frozenset(),
        dangerous: frozenset[str] = frozenset(),
    ) -> tuple[dict[str, tuple[str, ...]], Scores]:
        names = tuple(totals)
        within = {name: [n for n in above if n in names] for name, above in broader.items()}
        matrix = matrix_of({key: {} for key in names}, broader=within)
        scores, families = fold(
            scores_of([*totals.values()]),
            matrix,
            lambda pair: frozenset(names[place] for place in pair) in apart,
            lambda place: names[place] in dangerous,
        )
        return in_names(families, names, scores), scores

    return answer


def in_names(
    families: Families, names: Sequence[str], scores: Scores
) -> dict[str, tuple[str, ...]]:
    """Return every answer, the most probable first, with what it is also the answer for."""
    listed = sorted(
        np.flatnonzero(scores.listed).tolist(), key=lambda place: -float(scores.total[place])
    )
    return {names[p]: tuple(names[m] for m in families.get(p, ())) for p in listed}


def test_the_more_probable_of_a_condition_and_its_kind_is_the_answer(folded: Folded) -> None:
    assert folded({"stroke": 0, "ischaemic": -2})[0] == {"stroke": ("ischaemic",)}
    assert folded({"stroke": -2, "ischaemic": 0})[0] == {"ischaemic": ("stroke",)}
    assert folded({"cerebellar": 0, "stroke": -1})[0] == {"cerebellar": ("stroke",)}


def test_kinds_of_one_condition_stay_rivals(folded: Folded) -> None:
    found, _ = folded({"ischaemic": 0, "bleeding": -1.5, "stroke": -2})
    assert found == {"ischaemic": ("stroke",), "bleeding": ()}


def test_where_kinds_are_about_equally_likely_the_whole_is_the_answer(folded: Folded) -> None:
    near = ALIKE - 0.01
    found, scores = folded({"ischaemic": 0, "bleeding": -near, "stroke": -BEHIND + 0.01})
    assert found == {"stroke": ("ischaemic", "bleeding")}
    assert scores.total.max() == pytest.approx(0, abs=1e-5)
    assert len(folded({"ischaemic": 0, "bleeding": -ALIKE - 0.01, "stroke": -1})[0]) == 2
    assert len(folded({"ischaemic": 0, "bleeding": -near, "stroke": -BEHIND - 0.1})[0]) == 2


def test_how_alike_kinds_are_is_judged_by_their_calibrated_probabilities(
    matrix_of: MatrixOf,
) -> None:
    matrix = matrix_of({name: {} for name in ("i", "b", "s")}, broader={"i": ["s"], "b": ["s"]})
    totals = scores_of([0, -ALIKE * 1.5, -1])
    for findings, answers in ((1, 2), (9, 1)):
        scores, _ = fold(
            replace(totals, findings=findings), matrix, lambda _: False, lambda _: False
        )
        assert scores.listed.sum() == answers


def test_a_kind_of_a_kind_is_no_second_kind(folded: Folded) -> None:
    found, _ = folded({"ischaemic": 0, "cerebellar": -0.1, "stroke": -1})
    assert found == {"ischaemic": ("cerebellar", "stroke")}


def test_a_harmless_whole_does_not_hide_a_dangerous_kind(folded: Folded) -> None:
    totals = {"ischaemic": 0, "bleeding": -0.1, "stroke": -1}
    bleeding = frozenset(["bleeding"])
    assert set(folded(totals, dangerous=bleeding)[0]) == {"ischaemic", "bleeding"}
    assert set(folded(totals, dangerous=bleeding | {"stroke"})[0]) == {"stroke"}


def test_pairs_that_are_kept_apart_are_two_answers(folded: Folded) -> None:
    pair = frozenset([frozenset(["stroke", "ischaemic"])])
    found, scores = folded({"stroke": 0, "ischaemic": -2}, apart=pair)
    assert found == {"stroke": (), "ischaemic": ()}
    assert scores.posterior.sum() == pytest.approx(1)


def test_shares_are_of_what_is_listed(folded: Folded) -> None:
    _, scores = folded({"stroke": 0, "ischaemic": 0, "migraine": 0})
    assert scores.posterior.tolist() == pytest.approx([0.5, 0, 0.5])


@given(
    totals=st.lists(st.floats(-20, 0), min_size=2, max_size=9),
    links=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=12),
)
def test_no_two_answers_are_related_and_each_condition_is_in_one(
    matrix_of: MatrixOf, totals: list[float], links: list[tuple[int, int]]
) -> None:
    names = [str(place) for place in range(len(totals))]
    above: dict[str, set[str]] = {name: set() for name in names}
    for kind, whole in links:
        if kind < whole < len(totals):
            above[names[kind]].add(names[whole])
    for name in reversed(names):
        above[name] |= {other for whole in above[name] for other in above[whole]}
    matrix = matrix_of(
        {key: {} for key in names}, broader={name: sorted(found) for name, found in above.items()}
    )
    scores, families = fold(scores_of(totals), matrix, lambda _: False, lambda _: False)
    answers = np.flatnonzero(scores.listed).tolist()
    for first in answers:
        assert above[names[first]].isdisjoint(names[other] for other in answers)
    members = [member for others in families.values() for member in others]
    assert sorted([*answers, *members]) == list(range(len(totals)))
    for rep, others in families.items():
        assert all(scores.total[other] <= scores.total[rep] for other in others)
