"""From annotation rows to the frequencies of findings in conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nosograph.build.hpoa import AnnotationRow, frequency_of

#: Pseudo-counts of the pooled frequency (m + 1.2) / (n + 3), and its value where none is given
#: (DESIGN 7, fitted on the prototype).
PSEUDO_HAVING = 1.2
PSEUDO_COUNTED = 3
UNKNOWN_FREQUENCY = 0.5
#: Nothing is certain: a denied finding must leave room.
HIGHEST = 0.98

FINDING_ASPECTS = ("P", "H")

#: Of each row about a finding: how many people had it, and of how many.
Pool = list[tuple[float, int]]


@dataclass(slots=True)
class Profile:
    """What is annotated to one condition: frequencies by finding, and excluded findings."""

    label: str = ""
    frequencies: dict[str, float] = field(default_factory=dict)
    excluded: set[str] = field(default_factory=set)


def profiles(
    path: Path,
    rows: Iterable[AnnotationRow],
    current: Mapping[str, str],
    pool: Callable[[Pool], float],
) -> dict[str, Profile]:
    """Return the profile of every condition; ``current`` gives each finding's current id.

    Rows about the same finding are pooled over publications by ``pool``. A finding that any row
    denies is excluded only where no row observes it.
    """
    pools: dict[str, dict[str, Pool]] = {}
    found: dict[str, Profile] = {}
    for row in rows:
        profile = found.setdefault(row.condition, Profile(row.label))
        finding = current.get(row.finding)
        if finding is None or row.aspect not in FINDING_ASPECTS:
            continue
        frequency = frequency_of(path, row)
        if row.negated or (frequency is not None and frequency.share == 0):
            profile.excluded.add(finding)
            continue
        counts = pools.setdefault(row.condition, {}).setdefault(finding, [])
        if frequency is not None:
            counted = frequency.observations
            counts.append((frequency.share * counted, counted))
    for condition, by_finding in pools.items():
        profile = found[condition]
        profile.frequencies = {name: pool(counts) for name, counts in by_finding.items()}
        profile.excluded -= by_finding.keys()
    return found


def pooled(pool: Pool) -> float:
    """Return the frequency of a finding pooled over publications, in (0, 0.98].

    >>> pooled([])
    0.5
    >>> round(pooled([(2, 2), (1, 2)]), 2)
    0.6
    """
    if not pool:
        return UNKNOWN_FREQUENCY
    having = sum(share for share, _ in pool)
    counted = sum(count for _, count in pool)
    return min(HIGHEST, (having + PSEUDO_HAVING) / (counted + PSEUDO_COUNTED))


def stated(pool: Pool) -> float:
    """Return the mean of the frequencies that curators stated, in (0, 0.98].

    A stated band or number is meant for the condition, not estimated from a few people.
    """
    if not pool:
        return UNKNOWN_FREQUENCY
    having = sum(share for share, _ in pool)
    return min(HIGHEST, having / sum(count for _, count in pool))


def propagated(
    profile: Mapping[str, float], above: Mapping[str, frozenset[str]]
) -> dict[str, float]:
    """Return F(t, D) for every annotated finding and everything above it.

    Half the highest frequency among the annotated findings at or below ``t``, half the
    probability that at least one of them is there if they were independent (DESIGN 7).
    """
    highest: dict[str, float] = {}
    none: dict[str, float] = {}
    for finding, frequency in profile.items():
        for name in above[finding]:
            highest[name] = max(highest.get(name, 0.0), frequency)
            none[name] = none.get(name, 1.0) * (1 - frequency)
    return {name: (most + 1 - none[name]) / 2 for name, most in highest.items()}
