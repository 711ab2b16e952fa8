"""A matrix small enough to work every ratio out by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from nosograph.inference.arrays import Integers
from nosograph.inference.matrix import Matrix

MatrixOf = Callable[..., Matrix]
Shares = Mapping[str, float]

#: Every finding with its parent; the own one stands outside HPO.
PARENTS = {
    "HP:0000001": None,
    "HP:0000010": "HP:0000001",
    "HP:0000100": "HP:0000010",
    "HP:0000101": "HP:0000010",
    "HP:0001000": "HP:0000100",
    "HP:0000020": "HP:0000001",
    "nos:Risk": "HP:0000001",
}
TERMS = tuple(PARENTS)
BACKGROUND = {"HP:0000001": 0.9, "HP:0000010": 0.1}
ELSEWHERE = 0.05


def above(term: str) -> list[str]:
    parent = PARENTS[term]
    return [term, *(above(parent) if parent else [])]


def packed(rows: Sequence[Sequence[int]]) -> tuple[Integers, Integers]:
    starts = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int32)
    return starts, np.array([cell for row in rows for cell in row], np.int32)


def propagated(shares: Shares) -> dict[str, float]:
    found: dict[str, float] = {}
    for term, share in shares.items():
        for name in above(term):
            found[name] = max(found.get(name, 0.0), share)
    return found


def build(
    annotated: Mapping[str, Shares],
    excluded: Mapping[str, Sequence[str]] | None = None,
    background: Shares | None = None,
    prevalence: Shares | None = None,
    under: Mapping[str, str] | None = None,
    length: Shares | None = None,
    broader: Mapping[str, Sequence[str]] | None = None,
    categories: Sequence[str] = (),
) -> Matrix:
    conditions = tuple(annotated)
    place = {name: index for index, name in enumerate(conditions)}
    reached = [propagated(shares) for shares in annotated.values()]
    having = [[place[c] for c, f in zip(annotated, reached, strict=True) if t in f] for t in TERMS]
    outside = excluded or {}
    left_out = [[place[c] for c in conditions if t in outside.get(c, ())] for t in TERMS]
    ancestors = packed([[TERMS.index(name) for name in above(term)] for term in TERMS])
    profiles = packed([[TERMS.index(t) for t in shares] for shares in annotated.values()])
    kinds = packed([[place[name] for name in (broader or {}).get(c, ())] for c in conditions])
    pairs = [(t, c) for t, row in zip(TERMS, having, strict=True) for c in row]
    known = {**BACKGROUND, **(background or {})}
    return Matrix(
        terms=TERMS,
        conditions=conditions,
        ancestors_start=ancestors[0],
        ancestors=ancestors[1],
        frequency_start=packed(having)[0],
        frequency_condition=packed(having)[1],
        frequency=np.array([reached[c][t] for t, c in pairs], np.float32),
        expected=np.array([reached[c][t] for t, c in pairs], np.float32),
        frequency_direct=np.array([t in annotated[conditions[c]] for t, c in pairs], np.bool_),
        excluded_start=packed(left_out)[0],
        excluded=packed(left_out)[1],
        direct_start=profiles[0],
        direct_term=profiles[1],
        direct_frequency=np.array([f for s in annotated.values() for f in s.values()], np.float32),
        background=np.array([known.get(term, ELSEWHERE) for term in TERMS], np.float32),
        length=np.array([(length or {}).get(name, 0.0) for name in conditions], np.float32),
        log_prevalence=np.log([(prevalence or {}).get(c, 0.01) for c in conditions]).astype("f4"),
        canonical=np.array([place[(under or {}).get(c, c)] for c in conditions], np.int32),
        broader_start=kinds[0],
        broader=kinds[1],
        category=np.array([name in categories for name in conditions], np.bool_),
        curated=np.array([name.startswith("nos:") for name in conditions], np.bool_),
        own=np.array([term.startswith("nos:") for term in TERMS], np.bool_),
    )


@pytest.fixture(scope="session")
def matrix_of() -> MatrixOf:
    """Return a function that makes a matrix of annotated conditions.

    Findings: 0000001 > 0000010 > 0000100 > 0001000, 0000010 > 0000101, 0000001 > 0000020 and
    nos:Risk. A share is propagated upwards as it is. Backgrounds: 0.9, 0.1, 0.05 for the rest.
    """
    return build
