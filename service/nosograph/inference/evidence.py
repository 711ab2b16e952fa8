"""The annotation rows of listed conditions, to profile one without some publications.

The rules by which rows become frequencies are here, because the build applies them to every
condition and an evaluation that leaves a publication out to one (README.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from nosograph.inference import arrays
from nosograph.inference.arrays import Flags, Floats, Integers

#: Pseudo-counts of the pooled frequency (m + 0.6) / (n + 6), and its value where none is given.
#: Over the development phenopackets (README.md); DESIGN 7 had 1.2, 3 and 0.5. What was seen in one
#: or two patients is less frequent than it looks, and what is listed without a number is typical.
PSEUDO_HAVING = 0.6
PSEUDO_COUNTED = 6
UNKNOWN_FREQUENCY = 0.6
#: Nothing is certain: a denied finding must leave room.
HIGHEST = 0.98
#: What another source says of the same disease counts in full; what it says of a broader one
#: with this share of the frequency (DESIGN 7).
BROADER = 0.8
#: Of two listed diseases that fit alike, the better known one is met more often: per log of
#: (1 + publications), and for a known gene (nats). Fitted in steps of 0.15 to 0.3 and 0.25 to 0.5
#: (README.md).
PUBLICATION_WEIGHT = 0.6
KNOWN_GENE = 1.0

Name = TypeVar("Name")
NO_PUBLICATIONS: frozenset[int] = frozenset()
#: Of each row about a finding: how many people had it, and of how many.
Pool = list[tuple[float, int]]


def pooled(pool: Pool) -> float:
    """Return the frequency of a finding pooled over publications, in (0, 0.98].

    >>> pooled([])
    0.6
    >>> round(pooled([(2, 2), (1, 2)]), 2)
    0.36
    """
    if not pool:
        return UNKNOWN_FREQUENCY
    having = sum(share for share, _ in pool)
    counted = sum(count for _, count in pool)
    return min(HIGHEST, (having + PSEUDO_HAVING) / (counted + PSEUDO_COUNTED))


def merged(
    own: Mapping[Name, float], others: Iterable[tuple[Mapping[Name, float], float]]
) -> dict[Name, float]:
    """Return a profile with what other sources say: of each finding, the highest frequency.

    >>> merged({"a": 0.3}, [({"a": 0.5, "b": 0.9}, 0.8)])
    {'a': 0.4, 'b': 0.7200000000000001}
    """
    found = dict(own)
    for profile, weight in others:
        for finding, frequency in profile.items():
            found[finding] = max(found.get(finding, 0.0), frequency * weight)
    return found


def propagated(
    profile: Mapping[Name, float], above: Callable[[Name], Iterable[Name]]
) -> dict[Name, float]:
    """Return F(t, D) for every annotated finding and everything above it.

    Half the highest frequency among the annotated findings at or below ``t``, half the
    probability that at least one of them is there if they were independent (DESIGN 7).
    """
    highest: dict[Name, float] = {}
    none: dict[Name, float] = {}
    for finding, frequency in profile.items():
        for name in above(finding):
            highest[name] = max(highest.get(name, 0.0), frequency)
            none[name] = none.get(name, 1.0) * (1 - frequency)
    return {name: (most + 1 - none[name]) / 2 for name, most in highest.items()}


def reported(publications: int, gene: bool) -> float:
    """Return by how many nats a listed disease is likelier for being better known (0 or more)."""
    return PUBLICATION_WEIGHT * math.log1p(publications) + KNOWN_GENE * gene


def length(profile: Mapping[Name, float]) -> float:
    """Return log(1 + the expected number of findings)."""
    return math.log1p(sum(profile.values()))


@dataclass(frozen=True)
class Evidence:
    """The rows about findings of every condition, and which conditions are related.

    Row ``r`` of condition ``d`` lies from ``row_start[d]`` to ``row_start[d + 1]``: the position
    of its term, how many people had it of how many (0 of 0 where nothing is said), whether it is
    denied, and its publications (``cited`` from ``cited_start[r]``, positions in
    ``publications``). ``merged`` are the conditions whose profile joins that of ``d``, with their
    weight in (0, 1]; ``gene`` and ``group`` the other conditions of its genes and of its groups;
    ``gene_known`` (C) whether a gene is known.
    """

    publications: tuple[str, ...]
    row_start: Integers
    row_term: Integers
    row_having: Floats
    row_counted: Integers
    row_denied: Flags
    cited_start: Integers
    cited: Integers
    merged_start: Integers
    merged: Integers
    merged_weight: Floats
    gene_start: Integers
    gene: Integers
    group_start: Integers
    group: Integers
    gene_known: Flags

    def rows(self, condition: int, without: frozenset[int] = NO_PUBLICATIONS) -> Iterator[int]:
        """Yield the rows of a condition, those that cite some publications left out."""
        for row in range(self.row_start[condition], self.row_start[condition + 1]):
            if without.isdisjoint(self.cited_by(row).tolist()):
                yield row

    def cited_by(self, row: int) -> Integers:
        """Return the publications of a row."""
        return self.cited[self.cited_start[row] : self.cited_start[row + 1]]

    def cites(self, condition: int) -> frozenset[int]:
        """Return the publications that a condition's rows cite."""
        start, end = self.row_start[condition], self.row_start[condition + 1]
        return frozenset(self.cited[self.cited_start[start] : self.cited_start[end]].tolist())

    def profile(
        self, condition: int, without: frozenset[int] = NO_PUBLICATIONS
    ) -> tuple[dict[int, float], frozenset[int]]:
        """Return the frequency of each annotated term, and the terms that are excluded."""
        pools: dict[int, Pool] = {}
        denied: set[int] = set()
        for row in self.rows(condition, without):
            term, counted = int(self.row_term[row]), int(self.row_counted[row])
            if self.row_denied[row]:
                denied.add(term)
                continue
            pool = pools.setdefault(term, [])
            if counted:
                pool.append((float(self.row_having[row]), counted))
        found = {term: pooled(pool) for term, pool in pools.items()}
        return found, frozenset(denied - pools.keys())

    def joined(self, condition: int) -> Iterator[tuple[int, float]]:
        """Yield the conditions that join a condition's profile, with their weight."""
        for place in range(self.merged_start[condition], self.merged_start[condition + 1]):
            yield int(self.merged[place]), float(self.merged_weight[place])

    def genes(self, condition: int) -> Integers:
        """Return the other conditions of a condition's genes."""
        return self.gene[self.gene_start[condition] : self.gene_start[condition + 1]]

    def groups(self, condition: int) -> Integers:
        """Return the other conditions of a condition's groups."""
        return self.group[self.group_start[condition] : self.group_start[condition + 1]]

    def save(self, folder: Path) -> None:
        """Write one file per array."""
        arrays.save(self, folder)

    @classmethod
    def load(cls, folder: Path) -> Evidence:
        """Map the arrays of a folder into memory."""
        return arrays.load(cls, folder)
