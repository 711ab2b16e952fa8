"""A table of an ontology's cross-references: id, label, xref, each cell in quotes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from nosograph.build.importing.concepts import Concept
from nosograph.build.importing.lines import SourceFile
from nosograph.build.importing.references import dated_references
from nosograph.errors import SourceError

COLUMNS = ("id", "label", "xref")
Row = tuple[int, list[str]]


def is_xref_table(name: str) -> bool:
    """Whether a file is such a table, by its name."""
    return name.endswith("xrefs.tsv")


def read_xref_table(file: SourceFile, prefix: str) -> Iterator[Concept]:
    """Yield a concept, without hierarchy, for each id; its rows stand together."""
    rows = ((line, [cell.strip('"') for cell in cells]) for line, cells in file.rows(COLUMNS))
    for name, group in groupby(rows, key=lambda row: row[1][0]):
        yield _concept(file, name, list(group), prefix)


def _concept(file: SourceFile, name: str, rows: list[Row], prefix: str) -> Concept:
    line, (_, label, _) = rows[0]
    if not name.startswith(f"{prefix}:"):
        raise SourceError(file.name, line, f"not an id of {prefix}")
    references = tuple(sorted({cells[2] for _, cells in rows}))
    return Concept(
        id=name,
        label=label,
        notation=name,
        xrefs=references,
        matches=tuple(dated_references(name, references)),
        line=line,
    )
