"""Computing the finding × condition matrix of a release."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from nosograph.build.columns import NO_RELATIONS, Related, Table, own_table, with_relatives
from nosograph.build.frequencies import Profile
from nosograph.build.hierarchy import Hierarchy
from nosograph.build.kinds import NO_LINEAGE, Lineage
from nosograph.build.priors import LISTED_RARE
from nosograph.inference.arrays import Flags, Floats, packed, starts
from nosograph.inference.evidence import length
from nosograph.inference.matrix import Matrix

ROOT = "nos:Finding"
#: Findings that nobody has are not informative beyond this (DESIGN 7).
LOWEST_BACKGROUND = 0.0003
#: Our own findings are annotated to curated conditions only, so their background is over those,
#: with this many imagined conditions that lack the finding. Author judgement.
IMAGINED_CONDITIONS = 20
#: Curated profiles are of like length on purpose, so length is held against them less. Fitted on
#: the development cases of inference/rank.py, where 0.2 to 1 differ by less than two points.
CURATED_LENGTH = 0.7
#: HPO's past medical history, with exposures and drugs below it.
HISTORY = "HP:0032443"
#: What people have been exposed to they have whatever ails them, though it is annotated to few
#: conditions: it counts as one in a hundred at least. Author judgement; 0.03 and 0.1 cost first
#: places on the case files, and below it a drug alone outweighs a telling finding.
LOWEST_OF_HISTORY = 0.01


def compute(
    profiles: Mapping[str, Profile],
    hierarchy: Hierarchy,
    priors: Mapping[str, float],
    canonical: Mapping[str, str],
    related: Related = NO_RELATIONS,
    lineage: Lineage = NO_LINEAGE,
) -> Matrix:
    """Compute the matrix over every condition and every finding class.

    ``priors`` gives the log prior (nats) of each curated condition; ``canonical`` the condition
    under which another is listed; ``related`` what belongs together among the listed ones;
    ``lineage`` what each condition is a kind of.
    """
    conditions = tuple(sorted(profiles))
    terms = tuple(sorted(name for name, above in hierarchy.above.items() if ROOT in above))
    position = {term: index for index, term in enumerate(terms)}
    above = {term: hierarchy.superclasses(term) & position.keys() for term in terms}
    table = own_table([profiles[name] for name in conditions], above, position)
    curated = np.array([name in priors for name in conditions])
    own = np.array([term.startswith("nos:") for term in terms])
    history = np.array([HISTORY in above[term] for term in terms])
    background = backgrounds(table, own, curated, history)
    under = [canonical.get(name, name) for name in conditions]
    full = with_relatives(table, conditions, under, background, curated, related)
    return Matrix(
        terms=terms,
        conditions=conditions,
        background=background,
        curated=curated,
        own=own,
        **named("ancestors", [sorted(position[name] for name in above[term]) for term in terms]),
        **named("excluded", exclusions(profiles, conditions, position)),
        **full.arrays(len(terms)),
        **packed_profiles([profiles[name] for name in conditions], position),
        length=np.where(curated, CURATED_LENGTH, 1).astype(np.float32) * lengths(profiles),
        **per_condition(conditions, {**related.priors, **priors}, canonical),
        **named("broader", places(conditions, lineage.broader)),
        category=np.array([name in lineage.categories for name in conditions]),
    )


Arrays = dict[str, Any]


def named(name: str, rows: Sequence[Sequence[int]]) -> Arrays:
    """Return rows of positions in compressed form, under the names that the matrix has for them."""
    start, cells = packed(rows)
    return {f"{name}_start": start, name: cells}


def packed_profiles(found: Sequence[Profile], position: Mapping[str, int]) -> Arrays:
    """Return the annotated findings of every condition in compressed form, and its length."""
    rows = [sorted(profile.frequencies.items()) for profile in found]
    cells = list(chain.from_iterable(rows))
    return {
        "direct_start": starts(rows),
        "direct_term": np.array([position[term] for term, _ in cells], np.int32),
        "direct_frequency": np.array([share for _, share in cells], np.float32),
    }


def lengths(profiles: Mapping[str, Profile]) -> Floats:
    """Return how long each condition's profile is, in the order of their names."""
    found = [length(profiles[name].frequencies) for name in sorted(profiles)]
    return np.array(found, np.float32)


def per_condition(
    conditions: Sequence[str], priors: Mapping[str, float], canonical: Mapping[str, str]
) -> Arrays:
    """Return prior and canonical condition of every condition."""
    place = {name: index for index, name in enumerate(conditions)}
    logs = [priors.get(name, LISTED_RARE) for name in conditions]
    under = [place[canonical.get(name, name)] for name in conditions]
    return {
        "log_prevalence": np.array(logs, np.float32),
        "canonical": np.array(under, np.int32),
    }


def places(conditions: Sequence[str], others: Mapping[str, Collection[str]]) -> list[list[int]]:
    """Return, for each condition, the positions of its others."""
    place = {name: index for index, name in enumerate(conditions)}
    return [sorted(place[other] for other in others.get(name, ())) for name in conditions]


def exclusions(
    profiles: Mapping[str, Profile], conditions: Sequence[str], position: Mapping[str, int]
) -> list[list[int]]:
    """Return, for every term, the conditions that exclude it."""
    rows: list[list[int]] = [[] for _ in position]
    for column, name in enumerate(conditions):
        for term in profiles[name].excluded:
            rows[position[term]].append(column)
    return rows


def backgrounds(table: Table, own: Flags, curated: Flags, history: Flags) -> Floats:
    """Return how frequent each finding is over all conditions, or over the curated ones."""
    everywhere, ours = len(curated), int(curated.sum()) + IMAGINED_CONDITIONS
    totals = np.bincount(table.term, table.frequency.astype(np.float64), len(own))
    found = (totals / np.where(own, ours, everywhere)).astype(np.float32)
    lowest = np.where(history, LOWEST_OF_HISTORY, LOWEST_BACKGROUND).astype(np.float32)
    return np.maximum(found, lowest)
