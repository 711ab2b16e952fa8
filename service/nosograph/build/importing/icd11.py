"""`import icd11`: ICD-11 MMS, as WHO's simple tabulation gives it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from nosograph.build.importing.concepts import Concept, write_concepts
from nosograph.build.importing.draft import Draft
from nosograph.build.importing.home import Write
from nosograph.build.importing.importer import Importer, Report
from nosograph.build.importing.lines import SourceFile, source_files
from nosograph.build.importing.record import About
from nosograph.build.importing.versions import require_version
from nosograph.build.mapping_sets import MappingRow
from nosograph.errors import InvalidInput, SourceError

COLUMNS = ("Foundation URI", "Code", "BlockId", "Title", "ClassKind", "ChapterNo")
#: The address of the linearization is named in two ways, and ends in the id and, of residuals, in
#: what they are.
ADDRESSES = ("Linearization (release) URI", "Linearization URI")
RELEASE = re.compile(r"/release/11/(\d{4}-\d{2})/")
DEPTH = re.compile(r"^((?:- )*)(.*)$")
FOUNDATION = "http://id.who.int/icd/entity/"
#: The linearization gives an entity of the Foundation a place and a code; that it is the same
#: entity is WHO's own statement.
SAME, WHO = "skos:exactMatch", "semapv:ManualMappingCuration"


def prepare(paths: Sequence[Path], version: str | None, report: Report) -> tuple[About, Write]:
    """Look at the table, alone or in WHO's archive."""
    files = [file for path in paths for file in source_files(path) if _fits(file.name)]
    if len(files) != 1:
        raise InvalidInput(f"one table is needed (.txt, .tsv, .csv), there are {len(files)}")
    report(f"reading {files[0].name}", 0, 1)
    about = About(
        name="icd11",
        title="ICD-11 MMS",
        version=require_version(release_of(files[0]), version),
        licence="https://creativecommons.org/licenses/by-nd/3.0/igo/",
        prefix="ICD11MMS",
        licence_bound=True,
    )
    return about, partial(write, file=files[0])


def _fits(name: str) -> bool:
    plain = name.removesuffix(".gz").lower()
    return plain.endswith((".txt", ".tsv", ".csv")) and "readme" not in plain


def release_of(file: SourceFile) -> str:
    """Return the release that the addresses of a table name."""
    for _, row in rows_of(file):
        found = RELEASE.search(_address(row))
        if found:
            return found[1]
    return ""


def rows_of(file: SourceFile) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells of the table, by column."""
    table = lines_of(file)
    header = [name.strip() for name in next(table, (1, []))[1]]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise SourceError(
            file.name, 1, f"no column {', '.join(missing)}: not the simple tabulation"
        )
    for line, cells in table:
        if len(cells) != len(header):
            reason = f"{len(cells)} columns instead of {len(header)}"
            raise SourceError(file.name, line, reason)
        yield line, dict(zip(header, cells, strict=True))


def lines_of(file: SourceFile) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells; tabs or commas part them, and quotes hold them together."""
    first = next(file.lines(), "")
    reader = csv.reader(file.lines(), delimiter="\t" if "\t" in first else ",")
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise SourceError(file.name, reader.line_num, f"no table: {error}") from error


def write(draft: Draft, file: SourceFile) -> None:
    """Write chapters, blocks and categories."""
    write_concepts(draft, file.name, concepts(file))


def concepts(file: SourceFile) -> Iterator[Concept]:
    """Yield what each row is; hyphens before its title say how deep it stands."""
    above: list[str] = []
    for line, row in rows_of(file):
        match = DEPTH.match(row["Title"])
        hyphens, title = match.groups() if match else ("", row["Title"])
        depth = len(hyphens) // 2
        if depth > len(above):
            raise SourceError(file.name, line, "deeper than the row above it by more than one")
        concept = _concept(file, line, row, title.strip(), above[:depth][-1:])
        above[depth:] = [concept.id]
        yield concept


def _concept(
    file: SourceFile, line: int, row: dict[str, str], title: str, parents: Sequence[str]
) -> Concept:
    code = row["Code"] or row["BlockId"] or f"chapter-{row['ChapterNo']}"
    if not title or code == "chapter-":
        raise SourceError(
            file.name, line, "a row without title, or without code, block and chapter"
        )
    name = f"ICD11MMS:{code}"
    entity = row["Foundation URI"].removeprefix(FOUNDATION)
    same = (MappingRow(name, SAME, f"icd11.foundation:{entity}", WHO),)
    return Concept(
        id=name,
        label=title,
        notation=code,
        parents=tuple(parents),
        matches=same if row["Code"] and entity.isdecimal() else (),
        language="en",
        line=line,
    )


def _address(row: dict[str, str]) -> str:
    return next((row[name] for name in ADDRESSES if name in row), "")


ICD11 = Importer(
    "icd11",
    "Take in ICD-11 for mortality and morbidity statistics.",
    "WHO's simple tabulation: the zip, or its table (tab-separated, or CSV).",
    prepare,
)
