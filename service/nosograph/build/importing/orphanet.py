"""`import orphanet`: names, cross-references, findings, prevalence and onset of rare diseases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from nosograph.build.importing.concepts import Concept, write_concepts
from nosograph.build.importing.documents import read_as, read_json, read_xml
from nosograph.build.importing.draft import Draft
from nosograph.build.importing.home import Write
from nosograph.build.importing.importer import Importer, Report
from nosograph.build.importing.lines import SourceFile, source_files
from nosograph.build.importing.orphanet_disorders import (
    Disorder,
    merged,
    packets,
    read_element,
    read_table,
    table_of,
)
from nosograph.build.importing.record import About
from nosograph.build.importing.versions import require_version, version_in
from nosograph.build.mapping_sets import MappingRow
from nosograph.build.quads import RDF_TYPE, Graph, node, text
from nosograph.domain.codes import normalised
from nosograph.domain.identifiers import NOS
from nosograph.errors import InvalidCode, InvalidInput, SourceError

ROOT = "JDBOR"
#: Where the root of a product or packet stands: behind a declaration and comments.
HEAD_BYTES = 4_096
#: Orphanet's codes for its relations, as seen from its own disorder: the same; narrower, the target
#: being broader; broader; undecided. Others (wrong mapping) are left out.
RELATIONS = {
    "E": "skos:exactMatch",
    "NTBT": "skos:broadMatch",
    "BTNT": "skos:narrowMatch",
    "ND": "skos:relatedMatch",
}
BY_HAND = "semapv:ManualMappingCuration"
PREVALENCE = (
    "nos:prevalenceType",
    "nos:prevalenceQualification",
    "nos:prevalenceClass",
    "nos:meanValue",
    "nos:geography",
    "nos:reference",
)


def prepare(paths: Sequence[Path], version: str | None, report: Report) -> tuple[About, Write]:
    """Read products (XML), packets (JSON) and tables, together."""
    return prepare_files(files_of(paths), version, report)


def prepare_files(
    files: Sequence[SourceFile], version: str | None, report: Report
) -> tuple[About, Write]:
    """Read files of Orphanet, together."""
    if not files:
        raise InvalidInput("no products (*.xml), packets (*.json) or tables of Orphanet there")
    said: list[str] = []
    disorders = merged(_disorders(files, said, report))
    found = require_version(max(map(version_in, said), default=""), version)
    about = About(
        name="orphanet",
        title="Orphanet",
        version=found,
        licence="https://creativecommons.org/licenses/by/4.0/",
        prefix="ORPHA",
    )
    return about, partial(write, file=files[0].name, disorders=disorders)


def files_of(paths: Sequence[Path]) -> list[SourceFile]:
    """Return the files that are read: those that are named, and Orphanet's in folders."""
    return [file for path in paths for file in source_files(path) if _fits(file, path)]


def _fits(file: SourceFile, path: Path) -> bool:
    if table_of(file.name):
        return True
    named = path.is_file() and file.name == path.name
    return _ending(file) in ("xml", "json") and (named or _begins_as_orphanet(file))


def _begins_as_orphanet(file: SourceFile) -> bool:
    with file.opened() as stream:
        head = stream.read(HEAD_BYTES).lower()
    return any(word in head for word in (b"<jdbor", b'"orphapacket'))


def _ending(file: SourceFile) -> str:
    return file.name.removesuffix(".gz").rpartition(".")[2]


def _disorders(files: Sequence[SourceFile], said: list[str], report: Report) -> Iterator[Disorder]:
    for place, file in enumerate(files):
        report(f"reading {file.name}", place, len(files))
        table = table_of(file.name)
        if table:
            yield from read_table(file, table)
        elif _ending(file) == "xml":
            yield from _product(file, said)
        else:
            yield from _packets(file, said)


def _product(file: SourceFile, said: list[str]) -> Iterator[Disorder]:
    root = read_xml(file)
    if root.tag != ROOT:
        raise SourceError(file.name, 1, f"no {ROOT} at the top: not a product of Orphadata")
    said.append(root.get("date", "").partition(" ")[0])
    yield from (read_element(file.name, element) for element in root.iter("Disorder"))


def _packets(file: SourceFile, said: list[str]) -> Iterator[Disorder]:
    with read_as(file.name, "Orphapacket"):
        found = list(packets(read_json(file)))
    if not found:
        raise SourceError(file.name, 1, "no Orphapacket")
    for packet in found:
        said.append(packet.findtext("date", "").partition(" ")[0])
        yield read_element(file.name, packet)


def write(draft: Draft, file: str, disorders: Mapping[str, Disorder]) -> None:
    """Write concepts with their mappings, then what is known of them."""
    write_concepts(draft, file, (concept(disorder) for disorder in disorders.values()))
    with draft.file("known.nq") as statements:
        graph = statements.graph(draft.about.graph)
        for disorder in disorders.values():
            write_known(graph, draft.about.version, disorder)


def concept(disorder: Disorder) -> Concept:
    """Return a disorder as a concept."""
    name = f"ORPHA:{disorder.code}"
    return Concept(
        id=name,
        label=disorder.label or name,
        notation=disorder.code,
        synonyms=tuple(("exact", synonym) for synonym in disorder.synonyms),
        matches=tuple(_matches(name, disorder.references)),
        language="en" if disorder.label else "",
    )


def _matches(name: str, references: Iterable[tuple[str, str, str]]) -> Iterator[MappingRow]:
    for source, reference, relation in dict.fromkeys(references):
        predicate = RELATIONS.get(relation.partition(" ")[0])
        if predicate:
            try:
                yield MappingRow(name, predicate, normalised(f"{source}:{reference}"), BY_HAND)
            except InvalidCode:
                continue  # of a system that is not known here, such as GARD


def write_known(graph: Graph, version: str, disorder: Disorder) -> None:
    """Write findings, prevalence and age of onset of a disorder."""
    subject = node(f"ORPHA:{disorder.code}")
    if disorder.kind:
        graph.add(subject, node("nos:kind"), text(disorder.kind))
    for onset in dict.fromkeys(disorder.onsets):
        graph.add(subject, node("nos:ageOfOnset"), text(onset))
    place = f"{NOS}orphanet/{version}/{disorder.code}"
    for count, (finding, frequency) in enumerate(disorder.findings):
        about = [("nos:finding", node(finding)), ("nos:frequencyText", text(frequency))]
        _record(graph, f"<{place}/finding/{count}>", "nos:Annotation", subject, about)
    for count, cells in enumerate(disorder.prevalences):
        filled = [(name, text(cell)) for name, cell in zip(PREVALENCE, cells, strict=True) if cell]
        _record(graph, f"<{place}/prevalence/{count}>", "nos:PrevalenceReport", subject, filled)


def _record(
    graph: Graph, name: str, kind: str, condition: str, about: Sequence[tuple[str, str]]
) -> None:
    graph.add(name, RDF_TYPE, node(kind))
    graph.describe(name, [("nos:condition", condition), *about])


ORPHANET = Importer(
    "orphanet",
    "Take in what Orphanet says of rare diseases.",
    "Products of Orphadata (XML: 1, 4, 9), Orphapackets (JSON), or tables.",
    prepare,
)
