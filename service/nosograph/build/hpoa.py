"""Reading the HPO annotation file (HPOA)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nosograph.build.ids import is_id
from nosograph.domain.knowledge import Frequency
from nosograph.errors import SourceError

COLUMNS = [
    "database_id",
    "disease_name",
    "qualifier",
    "hpo_id",
    "reference",
    "evidence",
    "onset",
    "frequency",
    "sex",
    "modifier",
    "aspect",
    "biocuration",
]

#: Midpoints of the frequency bands as HPO defines them (1, 80-99 %, 30-79 %, 5-29 %, 1-4 %, 0).
BANDS = {
    "HP:0040280": 1.0,
    "HP:0040281": 0.895,
    "HP:0040282": 0.545,
    "HP:0040283": 0.17,
    "HP:0040284": 0.025,
    "HP:0040285": 0.0,
}

#: A band or a percentage counts as this many people (DESIGN 7, fitted on the prototype).
BAND_OBSERVATIONS = 10


@dataclass(frozen=True, slots=True)
class AnnotationRow:
    """One row: a condition has, or has not, a finding."""

    line: int
    condition: str
    label: str
    negated: bool
    finding: str
    reference: str
    evidence: str
    onset: str
    frequency: str
    sex: str
    modifier: str
    aspect: str
    biocuration: str


@dataclass(frozen=True, slots=True)
class AnnotationFile:
    """All rows of one release."""

    version: str
    rows: tuple[AnnotationRow, ...]


def read_hpoa(path: Path) -> AnnotationFile:
    """Read an annotation file; a row of the wrong shape is an error that names its line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(str(path), None, f"cannot be read: {type(error).__name__}") from error
    version = next((line[10:].strip() for line in lines if line.startswith("#version:")), "")
    rows = tuple(read_rows(path, lines))
    if not rows:
        raise SourceError(str(path), 1, "no annotations: not an HPOA file")
    return AnnotationFile(version, rows)


def read_hpoa_folder(folder: Path) -> AnnotationFile:
    """Read every annotation file of a folder as one, in the order of their names."""
    paths = sorted(folder.glob("*.tsv"))
    if not paths:
        raise SourceError(str(folder), None, "no tables")
    return AnnotationFile("", tuple(row for path in paths for row in read_hpoa(path).rows))


def read_rows(path: Path, lines: list[str]) -> Iterator[AnnotationRow]:
    """Yield the rows below the header line."""
    header = False
    for number, line in enumerate(lines, 1):
        if line.startswith("#") or not line:
            continue
        cells = line.split("\t")
        if not header:
            header = True
            if cells != COLUMNS:
                raise SourceError(str(path), number, "the columns are not HPOA's twelve")
            continue
        yield read_row(path, number, cells)


def read_row(path: Path, number: int, cells: list[str]) -> AnnotationRow:
    """Read one row."""
    if len(cells) != len(COLUMNS):
        raise SourceError(str(path), number, f"{len(cells)} columns instead of {len(COLUMNS)}")
    condition, label, qualifier, finding = cells[:4]
    if not (is_id(condition) and is_id(finding)):
        raise SourceError(str(path), number, "a row without condition or finding")
    if qualifier not in ("", "NOT"):
        raise SourceError(str(path), number, f"the qualifier is not NOT: {qualifier}")
    row = AnnotationRow(number, condition, label, qualifier == "NOT", finding, *cells[4:])
    frequency_of(path, row)
    return row


def frequency_of(path: Path, row: AnnotationRow) -> Frequency | None:
    """Return the frequency of a row: ``m/n``, a percentage or a band; nothing if not given."""
    text = row.frequency
    try:
        if not text:
            return None
        if text in BANDS:
            return Frequency(BANDS[text], BAND_OBSERVATIONS)
        if text.endswith("%"):
            return Frequency(float(text[:-1]) / 100, BAND_OBSERVATIONS)
        having, counted = map(int, text.split("/"))
        return Frequency(having / counted, counted)
    except (ValueError, ZeroDivisionError) as error:
        raise SourceError(str(path), row.line, f"not a frequency: {text}") from error
