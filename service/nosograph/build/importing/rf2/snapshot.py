"""A snapshot as a whole: which edition in which version it is, and writing all of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nosograph.build.importing.draft import Draft
from nosograph.build.importing.home import Write
from nosograph.build.importing.importer import Report
from nosograph.build.importing.record import About
from nosograph.build.importing.rf2.concepts import Concepts, read_concepts, write_concepts
from nosograph.build.importing.rf2.descriptions import (
    choose_labels,
    read_dialects,
    write_descriptions,
)
from nosograph.build.importing.rf2.maps import Maps
from nosograph.build.importing.rf2.package import Kind, Package, package, release_date
from nosograph.build.importing.rf2.refsets import (
    write_associations,
    write_axioms,
    write_members,
)
from nosograph.build.importing.rf2.relationships import write_closure, write_relationships
from nosograph.domain.snomed import CORE_MODULE
from nosograph.errors import SourceError

NAME = "snomed-rf2"
LICENCE = "https://www.snomed.org/get-snomed"


def prepare(paths: Sequence[Path], version: str | None, report: Report) -> tuple[About, Write]:
    """Find the files of a release, read its concepts, and say what it is."""
    found = package(paths, report)
    concepts = read_concepts(found)
    module, date = edition(found), newest_date(found)
    named = "" if module == CORE_MODULE else f".{module}"
    about = About(
        name=NAME,
        title="SNOMED CT",
        version=version or f"{date[:4]}-{date[4:6]}-{date[6:]}{named}",
        licence=LICENCE,
        prefix="SNOMEDCT",
        licence_bound=True,
        version_iri=f"http://snomed.info/sct/{module}/version/{date}",
    )
    return about, lambda draft: write(draft, found, concepts)


def newest_date(found: Package) -> str:
    """Return the date of the release: that of its files' names, else that of its modules."""
    dates = [release_date(file.name) for files in found.files.values() for file in files]
    dates += [row.cells[6] for row in found.active(Kind.MODULES)] if not any(dates) else []
    date = max(dates, default="")
    if not (len(date) == 8 and date.isascii() and date.isdecimal()):
        file = found.files[Kind.CONCEPT][0].name
        raise SourceError(file, None, "no release date, neither in its name nor of a module")
    return date


def edition(found: Package) -> str:
    """Return the module that depends on others and that none depends on, the newest first.

    A release that names no dependencies is taken for the International Edition.
    """
    rows = [row.cells for row in found.active(Kind.MODULES)]
    needed = {cells[5] for cells in rows}
    tops = sorted((cells[6], cells[3]) for cells in rows if cells[3] not in needed)
    return tops[-1][1] if tops else CORE_MODULE


def write(draft: Draft, found: Package, concepts: Concepts) -> None:
    """Write everything."""
    draft.concepts = len(concepts)
    with draft.file() as file:
        graph = draft.source(file)
        write_concepts(graph, concepts)
        parents = write_relationships(graph, found, concepts)
        write_closure(draft.closure(file), found, concepts, parents)
        dialects = read_dialects(found, concepts)
        labels = choose_labels(found, concepts, dialects)
        write_descriptions(graph, found, concepts, dialects, labels)
        write_members(graph, found, concepts)
        write_associations(graph, found, concepts)
        write_axioms(graph, found)
        Maps(draft, file, graph, concepts).write(found)
