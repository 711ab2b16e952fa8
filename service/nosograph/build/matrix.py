"""Computing the finding × condition matrix of a release."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from nosograph.build.frequencies import Profile, propagated
from nosograph.build.hierarchy import Hierarchy
from nosograph.inference.matrix import Flags, Floats, Integers, Matrix

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
    return Matrix(
        terms=terms,
        conditions=conditions,
        background=backgrounds(rows, own, curated),
        curated=curated,
        own=own,
        **packed("ancestors", [sorted(position[name] for name in above[term]) for term in terms]),
        **packed("excluded", exclusions(profiles, conditions, position)),
        **packed_frequencies(rows),
        **packed_profiles([profiles[name] for name in conditions], position),
        **per_condition(conditions, prevalence, canonical),
    )


Arrays = dict[str, Any]


def packed(name: str, rows: Sequence[Sequence[int]]) -> Arrays:
    """Return rows of positions in compressed form: where each starts, and all cells."""
    cells = np.array(list(chain.from_iterable(rows)), np.int32)
    return {f"{name}_start": starts(rows), name: cells}


def packed_frequencies(rows: Sequence[Sequence[tuple[int, float, bool]]]) -> Arrays:
    """Return the propagated frequencies of every finding in compressed form."""
    cells = list(chain.from_iterable(rows))
    return {
        "frequency_start": starts(rows),
        "frequency_condition": np.array([cell[0] for cell in cells], np.int32),
        "frequency": np.array([cell[1] for cell in cells], np.float32),
        "frequency_direct": np.array([cell[2] for cell in cells], np.bool_),
    }


def packed_profiles(found: Sequence[Profile], position: Mapping[str, int]) -> Arrays:
    """Return the annotated findings of every condition in compressed form, and its length."""
    rows = [sorted(profile.frequencies.items()) for profile in found]
    cells = list(chain.from_iterable(rows))
    return {
        "direct_start": starts(rows),
        "direct_term": np.array([position[term] for term, _ in cells], np.int32),
        "direct_frequency": np.array([share for _, share in cells], np.float32),
        "length": np.array([length(profile) for profile in found], np.float32),
    }


def per_condition(
    conditions: Sequence[str], prevalence: Mapping[str, str], canonical: Mapping[str, str]
) -> Arrays:
    """Return prior and canonical condition of every condition."""
    place = {name: index for index, name in enumerate(conditions)}
    logs = [math.log(prior(name, prevalence)) for name in conditions]
    under = [place[canonical.get(name, name)] for name in conditions]
    return {
        "log_prevalence": np.array(logs, np.float32),
        "canonical": np.array(under, np.int32),
    }


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
    rows: Sequence[Sequence[tuple[int, float, bool]]], own: Flags, curated: Flags
) -> Floats:
    """Return how frequent each finding is over all conditions, or over the curated ones."""
    everywhere, ours = len(curated), int(curated.sum()) + IMAGINED_CONDITIONS
    totals = np.array([sum(frequency for _, frequency, _ in row) for row in rows], np.float32)
    found = totals / np.where(own, np.float32(ours), np.float32(everywhere))
    return np.maximum(found, np.float32(LOWEST_BACKGROUND))


def length(profile: Profile) -> float:
    """Return log(1 + the expected number of findings)."""
    return math.log1p(sum(profile.frequencies.values()))


def prior(name: str, prevalence: Mapping[str, str]) -> float:
    """Return the share of people assumed to have a condition."""
    if name not in prevalence:
        return LISTED_RARE
    return PREVALENCE.get(prevalence[name], UNKNOWN_PREVALENCE)


def starts(rows: Iterable[Sequence[object]]) -> Integers:
    """Return where each row starts, and where the last one ends."""
    return np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int32)
