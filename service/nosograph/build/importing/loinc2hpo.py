"""`import loinc2hpo`: which finding a laboratory result is, by LOINC code and outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from nosograph.build.importing.draft import Draft
from nosograph.build.importing.home import Write
from nosograph.build.importing.importer import Importer, Report
from nosograph.build.importing.lines import SourceFile, source_files
from nosograph.build.importing.record import About
from nosograph.build.importing.versions import DATE, require_version
from nosograph.build.quads import RDF_TYPE, TRUE, node, text
from nosograph.domain.codes import normalised
from nosograph.domain.identifiers import NOS
from nosograph.errors import InvalidCode, InvalidInput, SourceError

COLUMNS = (
    "loincId",
    "loincScale",
    "outcome",
    "hpoTermId",
    "supplementalTermId",
    "curation",
    "comment",
)
OUTCOMES = ("L", "N", "H", "A", "POS", "NEG", "NOM")
#: loinc2hpo names the abnormality for a normal or negative result too, and means that it is absent.
ABSENT = ("N", "NEG")
#: Where its terms stand; the table does not name a licence.
LICENCE = "https://github.com/TheJacksonLaboratory/loinc2hpoAnnotation"


def prepare(paths: Sequence[Path], version: str | None, report: Report) -> tuple[About, Write]:
    """Look at the table of annotations; its version is the day of its latest curation."""
    files = [file for path in paths for file in source_files(path) if ".tsv" in file.name]
    if len(files) != 1:
        raise InvalidInput(f"one table is needed (*.tsv), there are {len(files)}")
    report(f"reading {files[0].name}", 0, 1)
    days = (day for _, cells in files[0].rows(COLUMNS) for day in DATE.findall(cells[5]))
    about = About(
        name="loinc2hpo",
        title="LOINC2HPO annotations",
        version=require_version(max(days, default=""), version),
        licence=LICENCE,
    )
    return about, partial(write, file=files[0])


def write(draft: Draft, file: SourceFile) -> None:
    """Write an interpretation for each code and outcome."""
    with draft.file() as statements:
        graph = draft.source(statements)
        prefix = f"{NOS}interpretation/{draft.about.version}"
        for count, said in enumerate(interpretations(file)):
            subject = f"<{prefix}/{count}>"
            graph.add(subject, RDF_TYPE, node("nos:Interpretation"))
            graph.describe(subject, said)
            draft.concepts += 1
    if not draft.concepts:
        raise SourceError(file.name, None, "no annotations")


def interpretations(file: SourceFile) -> Iterator[list[tuple[str, str]]]:
    """Yield what is said of each row."""
    for line, cells in file.rows(COLUMNS):
        code, scale, outcome, finding, _, curation, _ = cells
        if outcome not in OUTCOMES:
            reason = f"outcome {outcome} is not one of {', '.join(OUTCOMES)}"
            raise SourceError(file.name, line, reason)
        try:
            codes = (normalised(f"LOINC:{code}"), normalised(finding))
        except InvalidCode as refusal:
            raise SourceError(file.name, line, str(refusal)) from refusal
        said = [
            ("nos:laboratoryCode", node(codes[0])),
            ("nos:outcomeOfTest", text(outcome)),
            ("nos:finding", node(codes[1])),
            ("nos:scale", text(scale)),
            ("nos:curation", text(curation)),
        ]
        yield [*said, ("nos:negated", TRUE)] if outcome in ABSENT else said


LOINC2HPO = Importer(
    "loinc2hpo",
    "Take in which finding a laboratory result is.",
    "loinc2hpo-annotations.tsv (.gz allowed).",
    prepare,
)
