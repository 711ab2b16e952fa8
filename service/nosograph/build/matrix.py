"""Computing the finding × condition matrix of a release."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np

from nosograph.build.frequencies import Profile, propagated
from nosograph.build.hierarchy import Hierarchy
from nosograph.inference.matrix import Floats, Integers, Matrix

ROOT = "nos:Finding"
#: Findings that nobody has are not informative beyond this (DESIGN 7).
LOWEST_BACKGROUND = 0.0003
#: Our own findings are annotated to curated conditions only, so their background is over those,
#: with this many imagined conditions that lack the finding. Author judgement.
IMAGINED_CONDITIONS = 20

#: Middle of each prevalence band, and what is assumed of a listed rare disease. Author judgement.
PREVALENCE = {
    "very_common": 0.1,
    "common": 0.015,
    "uncommon": 0.0015,
    "rare": 1e-4,
    "ultra_rare": 1e-6,
}
LISTED_RARE = 1e-6
UNKNOWN_PREVALENCE = 1e-4


def compute(
    profiles: Mapping[str, Profile],
    hierarchy: Hierarchy,
    prevalence: Mapping[str, str],
    canonical: Mapping[str, str],
) -> Matrix:
    """Compute the matrix over every condition and every finding class.

    ``prevalence`` gives the band of each curated condition ("" where none is said);
    ``canonical`` the condition under which another is listed.
    """
    conditions = tuple(sorted(profiles))
    terms = tuple(sorted(name for name, above in hierarchy.above.items() if ROOT in above))
    position = {term: index for index, term in enumerate(terms)}
    above = {term: hierarchy.superclasses(term) & position.keys() for term in terms}
    rows: list[list[tuple[int, float, bool]]] = [[] for _ in terms]
    for column, name in enumerate(conditions):
        direct = profiles[name].frequencies
        for term, frequency in propagated(direct, above).items():
            rows[position[term]].append((column, frequency, term in direct))
    curated = np.array([name in prevalence for name in conditions])
    own = np.array([term.startswith("nos:") for term in terms])
    place = {name: index for index, name in enumerate(conditions)}
    ancestors = packed([sorted(position[name] for name in above[term]) for term in terms])
    excluded = packed(exclusions(profiles, conditions, position))
    direct_rows = [sorted(profiles[name].frequencies.items()) for name in conditions]
    flat = list(chain.from_iterable(rows))
    return Matrix(
        terms=terms,
        conditions=conditions,
        ancestors_start=ancestors[0],
        ancestors=ancestors[1],
        frequency_start=starts(rows),
        frequency_condition=np.array([cell[0] for cell in flat], np.int32),
        frequency=np.array([cell[1] for cell in flat], np.float32),
        frequency_direct=np.array([cell[2] for cell in flat], np.bool_),
        excluded_start=excluded[0],
        excluded=excluded[1],
        direct_start=starts(direct_rows),
        direct_term=np.array([position[term] for row in direct_rows for term, _ in row], np.int32),
        direct_frequency=np.array([share for row in direct_rows for _, share in row], np.float32),
        background=backgrounds(rows, own, curated),
        length=np.array([length(profiles[name]) for name in conditions], np.float32),
        log_prevalence=np.array(
            [math.log(prior(name, prevalence)) for name in conditions], np.float32
        ),
        canonical=np.array([place[canonical.get(name, name)] for name in conditions], np.int32),
        curated=curated,
        own=own,
    )


def exclusions(
    profiles: Mapping[str, Profile], conditions: Sequence[str], position: Mapping[str, int]
) -> list[list[int]]:
    """Return, for every term, the conditions that exclude it."""
    rows: list[list[int]] = [[] for _ in position]
    for column, name in enumerate(conditions):
        for term in profiles[name].excluded:
            rows[position[term]].append(column)
    return rows


def backgrounds(
    rows: Sequence[list[tuple[int, float, bool]]], own: object, curated: object
) -> Floats:
    """Return how frequent each finding is over all conditions, or over the curated ones."""
    is_own, is_curated = np.asarray(own), np.asarray(curated)
    everywhere, ours = len(is_curated), int(is_curated.sum()) + IMAGINED_CONDITIONS
    found = np.empty(len(rows), np.float32)
    for term, row in enumerate(rows):
        total = sum(frequency for _, frequency, _ in row)
        found[term] = total / (ours if is_own[term] else everywhere)
    return np.maximum(found, LOWEST_BACKGROUND)


def length(profile: Profile) -> float:
    """Return log(1 + the expected number of findings)."""
    return math.log1p(sum(profile.frequencies.values()))


def prior(name: str, prevalence: Mapping[str, str]) -> float:
    """Return the share of people assumed to have a condition."""
    if name not in prevalence:
        return LISTED_RARE
    return PREVALENCE.get(prevalence[name], UNKNOWN_PREVALENCE)


def packed(rows: Sequence[Sequence[int]]) -> tuple[Integers, Integers]:
    """Return rows in compressed form: where each starts, and all cells."""
    return starts(rows), np.array(list(chain.from_iterable(rows)), np.int32)


def starts(rows: Iterable[Sequence[object]]) -> Integers:
    """Return where each row starts, and where the last one ends."""
    return np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int32)
