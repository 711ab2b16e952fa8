"""The cells of the matrix: which condition has which finding, how often, and as expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nosograph.build.frequencies import Profile
from nosograph.build.related import Relations
from nosograph.inference.arrays import Flags, Floats, Integers
from nosograph.inference.evidence import propagated
from nosograph.inference.relatives import Known, expected, pool_of


@dataclass(frozen=True, slots=True)
class Related:
    """What belongs together among listed conditions, and their log priors (nats)."""

    relations: Relations = field(default_factory=Relations)
    priors: Mapping[str, float] = field(default_factory=dict)


NO_RELATIONS = Related()


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in the order of terms, and of conditions within a term.

    ``frequency`` is F(t, D), 0 where only relatives have the finding; ``direct`` marks what is
    annotated itself; ``expected`` is F with what is known of relatives.
    """

    term: Integers
    condition: Integers
    frequency: Floats
    direct: Flags
    expected: Floats

    def arrays(self, terms: int) -> dict[str, Any]:
        """Return the arrays of a matrix that these cells are."""
        counts = np.bincount(self.term, minlength=terms)
        return {
            "frequency_start": np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
            "frequency_condition": self.condition,
            "frequency": self.frequency,
            "frequency_direct": self.direct,
            "expected": self.expected,
        }

    def ordered(self) -> Table:
        """Return the same cells in order."""
        return self.at(np.lexsort((self.condition, self.term)))

    def at(self, chosen: NDArray[Any]) -> Table:
        """Return the cells that a mask or positions choose."""
        return Table(
            self.term[chosen],
            self.condition[chosen],
            self.frequency[chosen],
            self.direct[chosen],
            self.expected[chosen],
        )


def own_table(
    profiles: Sequence[Profile], above: Mapping[str, frozenset[str]], position: Mapping[str, int]
) -> Table:
    """Return what is annotated to each condition, passed up."""
    cells: list[tuple[int, int, float, bool]] = []
    for column, profile in enumerate(profiles):
        direct = profile.frequencies
        for term, frequency in propagated(direct, above.__getitem__).items():
            cells.append((position[term], column, frequency, term in direct))
    share = np.array([cell[2] for cell in cells], np.float32)
    found = Table(
        np.array([cell[0] for cell in cells], np.int32),
        np.array([cell[1] for cell in cells], np.int32),
        share,
        np.array([cell[3] for cell in cells], np.bool_),
        share,
    )
    return found.ordered()


def with_relatives(
    table: Table,
    conditions: Sequence[str],
    under: Sequence[str],
    background: Floats,
    curated: Flags,
    related: Related,
) -> Table:
    """Return the cells with what is expected from relatives, for listed conditions.

    ``under`` names the condition under which each is listed. What curators wrote of a curated
    condition is meant, and stays as it is.
    """
    if not related.priors:
        return table
    start = np.searchsorted(table.term, np.arange(len(background) + 1)).astype(np.int32)
    pool = pool_of(conditions)
    known = Known.of(start, table.condition, table.frequency, background, pool)
    direct = set(zip(table.term[table.direct], table.condition[table.direct], strict=True))
    group: dict[str, list[int]] = {}
    for index, name in enumerate(under):
        group.setdefault(name, []).append(index)
    parts = [table.at(curated[table.condition])]
    of_genes = positions(conditions, related.relations.genes)
    of_groups = positions(conditions, related.relations.groups)
    for column in np.flatnonzero(~curated).tolist():
        terms, frequency = known.own(column)
        own = dict(zip(terms.tolist(), frequency.tolist(), strict=True))
        if own:
            itself = group[under[column]]
            cells = expected(known, own, of_genes[column], of_groups[column], itself)
            parts.append(column_of(column, cells, direct))
    return together(parts).ordered()


def positions(conditions: Sequence[str], others: Mapping[str, tuple[str, ...]]) -> list[Integers]:
    """Return, for each condition, the positions of its others."""
    place = {name: index for index, name in enumerate(conditions)}
    rows = ([place[other] for other in others.get(name, ())] for name in conditions)
    return [np.array(row, np.int32) for row in rows]


def column_of(
    column: int, cells: tuple[Integers, Floats, Floats], direct: set[tuple[int, int]]
) -> Table:
    """Return the cells of one condition."""
    terms, own, found = cells
    itself = np.array([(term, column) in direct for term in terms.tolist()], np.bool_)
    return Table(terms, np.full(len(terms), column, np.int32), own, itself, found)


def together(parts: Sequence[Table]) -> Table:
    """Return the cells of several tables as one."""
    return Table(
        np.concatenate([part.term for part in parts]),
        np.concatenate([part.condition for part in parts]),
        np.concatenate([part.frequency for part in parts]),
        np.concatenate([part.direct for part in parts]),
        np.concatenate([part.expected for part in parts]),
    )
