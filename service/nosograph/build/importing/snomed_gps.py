"""`import snomed-gps`: the free SNOMED CT Global Patient Set, as a FHIR ValueSet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from nosograph.build.importing.concepts import Concept, write_concepts
from nosograph.build.importing.draft import Draft
from nosograph.build.importing.home import Write
from nosograph.build.importing.importer import Importer, Report
from nosograph.build.importing.lines import SourceFile, source_files
from nosograph.build.importing.record import About
from nosograph.build.importing.versions import require_version
from nosograph.build.quads import TRUE
from nosograph.domain.codes import normalised
from nosograph.errors import InvalidCode, InvalidInput, SourceError

SNOMED = "http://snomed.info/sct"
Document = Mapping[str, Any]


def prepare(paths: Sequence[Path], version: str | None, report: Report) -> tuple[About, Write]:
    """Look at a ValueSet of SNOMED CT."""
    files = [file for path in paths for file in source_files(path) if ".json" in file.name]
    if len(files) != 1:
        raise InvalidInput("one FHIR ValueSet in JSON is needed (.gz allowed)")
    report(f"reading {files[0].name}", 0, 1)
    document = read_json(files[0])
    if document.get("resourceType") != "ValueSet" or not any(codings(document)):
        raise SourceError(files[0].name, None, "no FHIR ValueSet that lists codes of SNOMED CT")
    about = About(
        name="snomed-gps",
        title="SNOMED CT Global Patient Set",
        version=require_version(str(document.get("version", "")), version),
        licence="https://creativecommons.org/licenses/by/4.0/",
        prefix="SNOMEDCT",
    )
    return about, partial(write, file=files[0].name, document=document)


def read_json(file: SourceFile) -> Document:
    """Return the object that a file holds."""
    with file.opened() as stream:
        try:
            document = json.load(stream)
        except json.JSONDecodeError as error:
            raise SourceError(file.name, error.lineno, "no JSON, or cut short") from error
        except (UnicodeDecodeError, RecursionError) as error:
            raise SourceError(file.name, None, "no JSON that can be read") from error
    if not isinstance(document, dict):
        raise SourceError(file.name, 1, "no JSON object")
    return document


def codings(document: Document) -> Iterator[Document]:
    """Yield the concepts that a value set lists, composed or expanded."""
    for include in document.get("compose", {}).get("include", ()):
        if include.get("system") == SNOMED:
            yield from include.get("concept", ())
    expansion = document.get("expansion", {}).get("contains", ())
    yield from (item for item in expansion if item.get("system") == SNOMED)


def write(draft: Draft, file: str, document: Document) -> None:
    """Write the concepts, and that they are a part of SNOMED CT."""
    write_concepts(draft, file, concepts(file, document))
    with draft.file("part.nq") as statements:
        graph = statements.graph(draft.about.graph)
        graph.describe(f"<{graph.name}>", [("nos:isPart", TRUE)])


def concepts(file: str, document: Document) -> Iterator[Concept]:
    """Yield the concepts; one whose identifier has a wrong check digit is an error."""
    for item in codings(document):
        try:
            code = normalised(f"SNOMEDCT:{item['code']}")
        except (InvalidCode, KeyError, TypeError) as error:
            raise SourceError(file, None, f"not a code of SNOMED CT: {error}") from error
        yield Concept(code, item.get("display") or code, code.partition(":")[2], language="en")


SNOMED_GPS = Importer(
    "snomed-gps",
    "Take in the SNOMED CT Global Patient Set: identifiers with names, without hierarchy.",
    "A FHIR ValueSet in JSON (.gz allowed).",
    prepare,
)
