"""Taking in what Orphanet says: for the ranking of diseases, and as graphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from nosograph.build.importing import orphanet, sssom
from nosograph.build.importing.home import remove, take_in
from nosograph.build.importing.lines import SourceFile
from nosograph.build.importing.orphanet_disorders import table_of
from nosograph.build.imports import ORPHANET, forget, imported, is_used
from nosograph.build.imports import import_orphanet as import_for_ranking
from nosograph.build.pipeline import Report
from nosograph.errors import InvalidInput
from nosograph.settings import Settings


def import_orphanet(
    settings: Settings, paths: Sequence[Path], version: str | None, only: bool, report: Report
) -> list[str]:
    """Take in every file of Orphanet and every mapping set; return a line for each.

    Graphs are written first, so that a broken file is found before anything is copied.
    """
    files = [*orphanet.files_of(paths), *sssom.files_of(paths)]
    taken = list(_graphs(settings, files, version, only, report))
    if used := [file for file in files if is_used(file.name)]:
        import_for_ranking(settings.home, used)
        taken += ranking_files(settings)
    if not taken:
        raise InvalidInput("no products, packets, tables or *.sssom.tsv there (.gz allowed)")
    return taken


def ranking_files(settings: Settings) -> list[str]:
    """Return a line for each file that tells the ranking which diseases are the same."""
    return [
        f"{ORPHANET}\t{name}\tfor the ranking\timported {about['imported']}"
        for name, about in imported(settings.home).items()
    ]


def remove_import(settings: Settings, name: str, version: str | None) -> list[str]:
    """Remove an import, in one version or in all; return what was removed.

    All of Orphanet includes the files of the ranking.
    """
    files = forget(settings.home) if name == ORPHANET and not version else ()
    try:
        records = remove(settings.home, name, version)
    except InvalidInput:
        if not files:
            raise
        records = ()
    gone = [f"{record.about.name} {record.about.version}" for record in records]
    return [*gone, *(f"{ORPHANET} {file}" for file in files)]


def _graphs(
    settings: Settings,
    files: Sequence[SourceFile],
    version: str | None,
    only: bool,
    report: Report,
) -> Iterator[str]:
    sets = [file for file in files if sssom.is_mapping_set(file.name)]
    own = [file for file in files if not sssom.is_mapping_set(file.name)]
    wanted = []
    if own and (version or not all(table_of(file.name) for file in own)):
        wanted.append(orphanet.prepare_files(own, version, report))
    if sets:
        dated = None if sssom.own_version(sets) else version
        wanted.append(sssom.prepare_files(sets, dated, report))
    for about, write in wanted:
        record = take_in(settings.home, about, write, only)
        held = f"{record.concepts} concepts\t{sum(record.graphs.values())} statements"
        yield f"{record.about.name}\t{record.about.version}\t{held}"
