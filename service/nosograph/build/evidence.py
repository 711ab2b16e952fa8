"""Arranging annotation rows by condition, with their publications."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nosograph.build.frequencies import FINDING_ASPECTS
from nosograph.build.hpoa import AnnotationRow, frequency_of
from nosograph.build.related import Relations
from nosograph.inference.arrays import packed, starts
from nosograph.inference.evidence import Evidence
from nosograph.inference.matrix import Matrix

#: A row's reference may name several publications.
BETWEEN = ";"
PUBLICATION = "PMID:"


def evidence(
    path: Path,
    rows: Iterable[AnnotationRow],
    current: Mapping[str, str],
    relations: Relations,
    matrix: Matrix,
) -> Evidence:
    """Return the rows about findings of every listed condition, and its relatives."""
    by_condition: list[list[AnnotationRow]] = [[] for _ in matrix.conditions]
    for row in rows:
        if row.finding in current and row.aspect in FINDING_ASPECTS:
            by_condition[matrix.condition_position[row.condition]].append(row)
    ordered = [row for found in by_condition for row in found]
    names = sorted({name for row in ordered for name in publications(row)})
    place = {name: index for index, name in enumerate(names)}
    counts = [frequency_of(path, row) for row in ordered]
    zero = [frequency is not None and frequency.share == 0 for frequency in counts]
    terms = [matrix.term_position[current[row.finding]] for row in ordered]
    cited = packed([[place[name] for name in publications(row)] for row in ordered])
    return Evidence(
        publications=tuple(names),
        row_start=starts(by_condition),
        row_term=np.array(terms, np.int32),
        row_having=np.array([f.share * f.observations if f else 0 for f in counts], np.float32),
        row_counted=np.array([f.observations if f else 0 for f in counts], np.int32),
        row_denied=np.array([r.negated or z for r, z in zip(ordered, zero, strict=True)], np.bool_),
        cited_start=cited[0],
        cited=cited[1],
        **related(relations, matrix),
    )


def publications(row: AnnotationRow) -> list[str]:
    """Return the publications that a row cites."""
    return [name for name in row.reference.split(BETWEEN) if name.startswith(PUBLICATION)]


def related(relations: Relations, matrix: Matrix) -> dict[str, NDArray[Any]]:
    """Return which conditions join, and are related to, each."""
    position = matrix.condition_position
    joined = [relations.joined.get(name, ()) for name in matrix.conditions]
    found: dict[str, NDArray[Any]] = {
        "merged_weight": np.array([w for pairs in joined for _, w in pairs], np.float32),
        "gene_known": np.array([n in relations.known_gene for n in matrix.conditions], np.bool_),
    }
    rows: dict[str, Sequence[Sequence[int]]] = {
        "merged": [[position[name] for name, _ in pairs] for pairs in joined],
        "gene": [[position[o] for o in relations.genes.get(n, ())] for n in matrix.conditions],
        "group": [[position[o] for o in relations.groups.get(n, ())] for n in matrix.conditions],
    }
    for name, cells in rows.items():
        found[f"{name}_start"], found[name] = packed(cells)
    return found
