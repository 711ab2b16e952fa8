"""Taking in what Orphanet says: for the ranking of diseases, and as graphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from nosograph.build.importing.importer import Importer
from nosograph.build.importing.orphanet import ORPHANET, files_of
from nosograph.build.importing.orphanet_disorders import table_of
from nosograph.build.importing.sssom import SSSOM
from nosograph.build.imports import import_orphanet as import_for_ranking
from nosograph.build.imports import usable
from nosograph.build.orphanet import is_sssom
from nosograph.build.pipeline import Report
from nosograph.errors import InvalidInput
from nosograph.settings import Settings


def import_orphanet(
    settings: Settings, paths: Sequence[Path], version: str | None, only: bool, report: Report
) -> list[str]:
    """Take in every file of Orphanet and every mapping set; return a line for each.

    Graphs are written first, so that a broken file is found before anything is copied.
    """
    taken = list(_graphs(settings, paths, version, only, report))
    if any(True for path in paths for _ in usable(path)):
        for name, about in import_for_ranking(settings.home, paths).items():
            taken.append(f"{name}\t{about['imported']}\tsha256 {about['sha256']}")
    if not taken:
        raise InvalidInput("no products, packets, tables or *.sssom.tsv there (.gz allowed)")
    return taken


def _graphs(
    settings: Settings, paths: Sequence[Path], version: str | None, only: bool, report: Report
) -> Iterator[str]:
    files = files_of(paths)
    said = version or any(not table_of(file.name) for file in files)
    sets = [file for path in paths for file in usable(path) if is_sssom(file)]
    wanted: list[tuple[Importer, Sequence[Path], str | None]] = []
    wanted += [(ORPHANET, paths, version)] if files and said else []
    wanted += [(SSSOM, sets, None)] if sets else []
    for importer, of, dated in wanted:
        record = importer.take_in(settings.home, of, report, dated, only)
        held = f"{record.concepts} concepts\t{sum(record.graphs.values())} statements"
        yield f"{record.about.name}\t{record.about.version}\t{held}"
