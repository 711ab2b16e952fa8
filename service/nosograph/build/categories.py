"""Categories of conditions: what is known of them is what is known of their kinds.

A category is a row without urgency, prevalence and incidence to which nothing is annotated
(conjunctivitis). So that a diagnosis that names it can be found, it has the mean profile of its
kinds, each by its prior.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from nosograph.build.frequencies import Profile
from nosograph.build.kinds import closure
from nosograph.build.priors import WEIGHT
from nosograph.build.tables import Row

#: A category of more conditions (infectious disease, skin disorder) is a heading of the
#: hierarchy: nobody's diagnosis. Author judgement.
MOST_KINDS = 6
KNOWN_OF_ITSELF = ("urgency", "prevalence", "incidence")

Kinds = Mapping[str, tuple[str, ...]]


def categories(rows: Iterable[Row], annotated: Mapping[str, Profile]) -> Kinds:
    """Return the kinds of each category that can be an answer; narrower categories come first."""
    every = {row["id"]: row for row in rows}
    children: dict[str, list[str]] = {}
    for name, row in every.items():
        for parent in row.values("parents"):
            children.setdefault(parent, []).append(name)
    below = closure(children)
    found = [
        name
        for name, row in every.items()
        if name not in annotated and not any(row[column] for column in KNOWN_OF_ITSELF)
    ]
    fitting = [name for name in found if 0 < len(below.get(name, ())) <= MOST_KINDS]
    ordered = sorted(fitting, key=lambda name: (len(below[name]), name))
    return {name: tuple(sorted(children[name])) for name in ordered}


def mean_profiles(
    kinds: Kinds, annotated: Mapping[str, Profile], priors: Mapping[str, float]
) -> tuple[dict[str, Profile], dict[str, float]]:
    """Return the profile of each category, and its log prior (nats): that of any of its kinds."""
    profiles, logs = dict(annotated), dict(priors)
    for name, members in kinds.items():
        known = {member: math.exp(logs[member]) for member in members if member in profiles}
        if not known:
            continue
        profiles[name] = mean_profile([(profiles[m], weight) for m, weight in known.items()])
        logs[name] = any_of(logs[member] for member in known)
    new = {name: profiles[name] for name in kinds if name in profiles}
    return new, {name: logs[name] for name in new}


def mean_profile(members: Sequence[tuple[Profile, float]]) -> Profile:
    """Return the weighted mean of profiles; what a kind lacks counts as 0."""
    total = sum(weight for _, weight in members)
    found: dict[str, float] = {}
    for profile, weight in members:
        for finding, share in profile.frequencies.items():
            found[finding] = found.get(finding, 0.0) + share * weight / total
    return Profile(frequencies=found)


def any_of(logs: Iterable[float]) -> float:
    """Return the log prior of having one of some conditions, whose shares add up.

    >>> round(any_of([math.log(0.01), math.log(0.01)]) - math.log(0.01), 2)
    0.35
    """
    return WEIGHT * math.log(sum(math.exp(log / WEIGHT) for log in logs))
