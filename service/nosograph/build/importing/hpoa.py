"""`import hpoa`: another version of HPO's annotations, beside that of the release."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from nosograph.build.graphs import write_annotations
from nosograph.build.hpoa import AnnotationFile, read_hpoa
from nosograph.build.importing.draft import Draft
from nosograph.build.importing.home import Write
from nosograph.build.importing.importer import Importer, Report
from nosograph.build.importing.record import About
from nosograph.build.importing.versions import require_version
from nosograph.errors import InvalidInput


def prepare(paths: Sequence[Path], version: str | None, report: Report) -> tuple[About, Write]:
    """Read the file of annotations."""
    if len(paths) != 1 or not paths[0].is_file():
        raise InvalidInput("one file is needed: phenotype.hpoa")
    report(f"reading {paths[0].name}", 0, 1)
    file = read_hpoa(paths[0])
    about = About(
        name="hpoa",
        title="HPO annotations for rare diseases",
        version=require_version(file.version, version),
        licence="https://hpo.jax.org/app/license",
    )
    return about, partial(write, file=file)


def write(draft: Draft, file: AnnotationFile) -> None:
    """Write the rows; ``concepts`` counts the diseases."""
    with draft.file() as statements:
        name = f"hpoa/{draft.about.version}"
        write_annotations(draft.source(statements), name, file, listed_rare=True)
    draft.concepts = len({row.condition for row in file.rows})


HPOA = Importer(
    "hpoa",
    "Take in a version of HPO's annotations, beside that of the release.",
    "phenotype.hpoa.",
    prepare,
)
