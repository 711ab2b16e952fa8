"""Every id that a curated table names must exist."""

from __future__ import annotations

from collections.abc import Iterator

from nosograph.build.curated import Curated
from nosograph.build.ids import is_id
from nosograph.build.tables import Row

#: The columns that name one thing, and several things, of a table, the upper model or HPO.
ONE = ("genus", "site", "timing", "finding", "complaint", "condition", "object", "code")
SEVERAL = ("parents", "part_of", "modifiers")
#: The columns of mappings; their objects are defined elsewhere.
MAPPED = ("subject_id", "predicate_id", "object_id")


def check_references(curated: Curated, known: frozenset[str]) -> None:
    """Refuse a row that names an id, or a source, which no table and no source defines."""
    check_form(curated)
    defined = known | curated.labels.keys()
    sources = {row["id"] for row in curated.sources}
    for row in rows(curated):
        unknown = [pair for pair in named(row) if pair[1] not in defined]
        if unknown:
            column, name = unknown[0]
            raise row.error(f"{column}: unknown or obsolete id {name}")
        for cell in row.values("source"):
            if cell.partition(" ")[0] not in sources:
                raise row.error(f"source: unknown source {cell}")


def named(row: Row) -> Iterator[tuple[str, str]]:
    """Yield every id that a row names, with its column."""
    for column in ONE:
        if row.cells.get(column):
            yield column, row[column]
    for column in SEVERAL:
        if column in row.cells:
            yield from ((column, name) for name in row.values(column))


def check_form(curated: Curated) -> None:
    """Refuse an id that no statement can be written with."""
    for row in (*curated.labelled, *curated.scores):
        require_id(row, row["id"])
    for row in curated.mappings:
        for column in MAPPED:
            require_id(row, row.required(column))
    for row in curated.sources:
        require_id(row, f"nos:{row['id']}")


def require_id(row: Row, name: str) -> None:
    """Refuse what is not an id."""
    if not is_id(name):
        raise row.error(f"{name} is not an id")


def rows(curated: Curated) -> Iterator[Row]:
    """Yield every row that names ids and sources of ours."""
    yield from curated.labelled
    yield from curated.causes
    yield from curated.complications
    yield from curated.scores
    yield from curated.lexicon
