"""What Orphanet says of a disorder, alike from its XML products, its packets and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from nosograph.build.ids import is_id
from nosograph.build.importing.lines import SourceFile
from nosograph.errors import SourceError

#: How products and packets of different years name the code of a disorder.
CODES = ("OrphaCode", "ORPHAcode", "ORPHACode", "ORPHA", "ORPHApacketID")
XREFS = "xrefs.tsv"
TABLES: Mapping[str, tuple[str, ...]] = {
    "disorders.tsv": ("orpha", "label", "type"),
    XREFS: ("orpha", "source", "reference", "relation"),
    "onset.tsv": ("orpha", "onset"),
    "prevalence.tsv": (
        "orpha",
        "type",
        "qualification",
        "class",
        "value",
        "geography",
        "source",
    ),
}


@dataclass(frozen=True, slots=True)
class Disorder:
    """What one file says of one disorder.

    ``references`` are source, reference and relation; ``findings`` an HPO id and a frequency;
    ``prevalences`` the cells of the table of prevalences after the code.
    """

    code: str
    label: str = ""
    kind: str = ""
    synonyms: tuple[str, ...] = ()
    references: tuple[tuple[str, str, str], ...] = ()
    findings: tuple[tuple[str, str], ...] = ()
    prevalences: tuple[tuple[str, ...], ...] = ()
    onsets: tuple[str, ...] = ()


def table_of(name: str) -> str | None:
    """Return which table a file is, by its name."""
    plain = name.rpartition("/")[2].removesuffix(".gz")
    return plain if plain in TABLES else None


def read_table(file: SourceFile, table: str) -> Iterator[Disorder]:
    """Yield what each row of a table says."""
    for line, (name, *cells) in file.rows(TABLES[table]):
        code = name.removeprefix("ORPHA:")
        if not code.isdecimal():
            raise SourceError(file.name, line, f"{name} is not an ORPHA code")
        yield _of_row(code, table, cells)


def _of_row(code: str, table: str, cells: Sequence[str]) -> Disorder:
    if table == "disorders.tsv":
        return Disorder(code, label=cells[0], kind=cells[1])
    if table == XREFS:
        return Disorder(code, references=((cells[0], cells[1], cells[2]),))
    if table == "onset.tsv":
        return Disorder(code, onsets=(cells[0],))
    return Disorder(code, prevalences=(tuple(cells),))


def read_element(file: str, element: Element) -> Disorder:
    """Return what an element of a product, or a packet, says of its disorder."""
    code = next(filter(None, (element.findtext(name) for name in CODES)), "")
    if not code.isdecimal():
        raise SourceError(file, None, "a disorder without its ORPHA code")
    return Disorder(
        code=code,
        label=element.findtext("Name", ""),
        kind=element.findtext("DisorderType/Name", ""),
        synonyms=tuple(_texts(element, "SynonymList/Synonym")),
        references=tuple(_references(element)),
        findings=tuple(_findings(file, element)),
        prevalences=tuple(_prevalences(element)),
        onsets=tuple(_texts(element, "AverageAgeOfOnsetList/AverageAgeOfOnset/Name")),
    )


def _texts(element: Element, path: str) -> Iterator[str]:
    return (found.text for found in element.findall(path) if found.text)


def _references(element: Element) -> Iterator[tuple[str, str, str]]:
    for item in element.findall("ExternalReferenceList/ExternalReference"):
        relation = item.findtext("DisorderMappingRelation/Name", "")
        yield item.findtext("Source", ""), item.findtext("Reference", ""), relation


def _findings(file: str, element: Element) -> Iterator[tuple[str, str]]:
    for item in element.findall("HPODisorderAssociationList/HPODisorderAssociation"):
        finding = item.findtext("HPO/HPOId") or item.findtext("HPOId") or ""
        if not is_id(finding):
            raise SourceError(file, None, f"a finding without its HPO id: {finding[:40]!r}")
        yield finding, item.findtext("HPOFrequency/Name", "")


def _prevalences(element: Element) -> Iterator[tuple[str, ...]]:
    for item in element.findall("PrevalenceList/Prevalence"):
        yield (
            item.findtext("PrevalenceType/Name", ""),
            item.findtext("PrevalenceQualification/Name", ""),
            item.findtext("PrevalenceClass/Name", ""),
            item.findtext("ValMoy", ""),
            item.findtext("PrevalenceGeographic/Name", ""),
            item.findtext("Source", ""),
        )


def packets(document: Mapping[str, Any]) -> Iterator[Element]:
    """Yield the disorders of an Orphapacket as elements, which its JSON is made from."""
    for name in ("ORPHApacket", "Orphapacket"):
        found = document.get(name, [])
        for packet in found if isinstance(found, list) else [found]:
            yield element_of("Disorder", packet)


def element_of(tag: str, value: Any) -> Element:
    """Return a value of a packet as an element; a label in a language is its text."""
    element = Element(tag)
    _fill(element, value)
    return element


def _fill(element: Element, value: Any) -> None:
    if not isinstance(value, dict):
        element.text = str(value)
        return
    if "label" in value and not isinstance(value["label"], list | dict):
        element.text = str(value["label"])
    for name, items in value.items():
        for item in items if isinstance(items, list) else [items]:
            _fill(SubElement(element, name), item)


def merged(disorders: Iterable[Disorder]) -> dict[str, Disorder]:
    """Return what all files together say of each disorder, in the order of their codes."""
    found: dict[str, Disorder] = {}
    for item in disorders:
        before = found.get(item.code, Disorder(item.code))
        found[item.code] = Disorder(
            item.code,
            before.label or item.label,
            before.kind or item.kind,
            (*before.synonyms, *item.synonyms),
            (*before.references, *item.references),
            (*before.findings, *item.findings),
            (*before.prevalences, *item.prevalences),
            (*before.onsets, *item.onsets),
        )
    return {code: found[code] for code in sorted(found, key=int)}
