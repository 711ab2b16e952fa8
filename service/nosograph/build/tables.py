"""Reading the curated tables: tab-separated, one fact per row, every row with its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nosograph.errors import SourceError


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, with where it stands."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        try:
            return self.cells[column]
        except KeyError:
            raise SourceError(self.file, 1, f"no column {column}") from None

    def required(self, column: str) -> str:
        """Return a cell that must not be empty."""
        if not self[column]:
            raise self.error(f"{column} is empty")
        return self[column]

    def values(self, column: str) -> tuple[str, ...]:
        """Return the values of a cell that holds several, separated by ``|``."""
        return tuple(value.strip() for value in self[column].split("|") if value.strip())

    def error(self, reason: str) -> SourceError:
        """Return an error that names this row."""
        return SourceError(self.file, self.line, reason)


def read_table(path: Path) -> tuple[Row, ...]:
    """Read a table; lines that begin with ``#`` are metadata."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(str(path), None, f"cannot be read: {type(error).__name__}") from error
    return tuple(read_rows(path, lines))


def read_rows(path: Path, lines: list[str]) -> Iterator[Row]:
    """Yield the rows below the header line."""
    columns: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not columns:
            columns = cells
        elif len(cells) != len(columns):
            raise SourceError(str(path), number, f"{len(cells)} columns instead of {len(columns)}")
        else:
            yield Row(str(path), number, dict(zip(columns, cells, strict=True)))


def read_folder(folder: Path) -> tuple[Row, ...]:
    """Read every table of a folder, in the order of their names."""
    paths = sorted(folder.glob("*.tsv"))
    if not paths:
        raise SourceError(str(folder), None, "no tables")
    return tuple(row for path in paths for row in read_table(path))
