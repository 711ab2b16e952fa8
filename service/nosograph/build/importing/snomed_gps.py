"""`import snomed-gps`: the free SNOMED CT Global Patient Set, as a FHIR ValueSet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from nosograph.build.importing.concepts import Concept, write_concepts
from nosograph.build.importing.documents import Document, read_as, read_json
from nosograph.build.importing.draft import Draft
from nosograph.build.importing.home import Write
from nosograph.build.importing.importer import Importer, Report
from nosograph.build.importing.lines import source_files
from nosograph.build.importing.record import About
from nosograph.build.importing.versions import require_version
from nosograph.build.quads import TRUE
from nosograph.domain.codes import normalised
from nosograph.errors import InvalidCode, InvalidInput, SourceError

SNOMED = "http://snomed.info/sct"


def prepare(paths: Sequence[Path], version: str | None, report: Report) -> tuple[About, Write]:
    """Look at a ValueSet of SNOMED CT."""
    files = [file for path in paths for file in source_files(path) if ".json" in file.name]
    if len(files) != 1:
        raise InvalidInput("one FHIR ValueSet in JSON is needed (.gz allowed)")
    report(f"reading {files[0].name}", 0, 1)
    document = read_json(files[0])
    with read_as(files[0].name, "FHIR ValueSet"):
        listed = list(codings(document))
    if document.get("resourceType") != "ValueSet" or not listed:
        raise SourceError(files[0].name, None, "no FHIR ValueSet that lists codes of SNOMED CT")
    about = About(
        name="snomed-gps",
        title="SNOMED CT Global Patient Set",
        version=require_version(str(document.get("version", "")), version),
        licence="https://creativecommons.org/licenses/by/4.0/",
        prefix="SNOMEDCT",
    )
    return about, partial(write, file=files[0].name, listed=listed)


def codings(document: Document) -> Iterator[tuple[str, str]]:
    """Yield code and display of what a value set lists, composed or expanded."""
    includes = document.get("compose", {}).get("include", ())
    composed = (item for include in includes for item in _within(include))
    expanded = document.get("expansion", {}).get("contains", ())
    for item in (*composed, *(item for item in expanded if item.get("system") == SNOMED)):
        yield str(item["code"]), str(item.get("display", ""))


def _within(include: Document) -> Iterable[Document]:
    listed: Iterable[Document] = include.get("concept", ())
    return listed if include.get("system") == SNOMED else ()


def write(draft: Draft, file: str, listed: Iterable[tuple[str, str]]) -> None:
    """Write the concepts, and that they are a part of SNOMED CT."""
    write_concepts(draft, file, concepts(file, listed))
    with draft.file("part.nq") as statements:
        graph = statements.graph(draft.about.graph)
        graph.describe(f"<{graph.name}>", [("nos:isPart", TRUE)])


def concepts(file: str, listed: Iterable[tuple[str, str]]) -> Iterator[Concept]:
    """Yield the concepts; one whose identifier has a wrong check digit is an error."""
    for given, display in listed:
        try:
            code = normalised(f"SNOMEDCT:{given}")
        except InvalidCode as error:
            raise SourceError(file, None, f"not a code of SNOMED CT: {error}") from error
        yield Concept(code, display or code, code.partition(":")[2], language="en")


SNOMED_GPS = Importer(
    "snomed-gps",
    "Take in the SNOMED CT Global Patient Set: identifiers with names, without hierarchy.",
    "A FHIR ValueSet in JSON (.gz allowed).",
    prepare,
)
