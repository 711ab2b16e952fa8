"""From annotation rows to the frequencies of findings in conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nosograph.build.hpoa import AnnotationRow, frequency_of
from nosograph.inference.evidence import HIGHEST, Pool, merged

FINDING_ASPECTS = ("P", "H")
#: How frequent a finding is taken to be where a curated row says nothing. Author judgement.
UNSTATED = 0.5


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


def stated(pool: Pool) -> float:
    """Return the mean of the frequencies that curators stated, in (0, 0.98].

    A stated band or number is meant for the condition, not estimated from a few people.
    """
    if not pool:
        return UNSTATED
    having = sum(share for share, _ in pool)
    return min(HIGHEST, having / sum(count for _, count in pool))


def joined(
    own: Mapping[str, Profile], others: Mapping[str, tuple[tuple[str, float], ...]]
) -> dict[str, Profile]:
    """Return profiles with what the same or broader diseases of another source add."""
    found = dict(own)
    for name, sources in others.items():
        profile = own[name]
        added = ((own[other].frequencies, weight) for other, weight in sources)
        frequencies = merged(profile.frequencies, added)
        excluded = profile.excluded - frequencies.keys()
        found[name] = Profile(profile.label, frequencies, excluded)
    return found
