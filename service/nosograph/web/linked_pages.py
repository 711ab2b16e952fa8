"""The page of a term: what is said of it, and tables that are answers of catalogue queries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from nosograph.domain.identifiers import NOS, PREFIXES, converter
from nosograph.knowledge.catalogue_results import JSON, read_page, texts
from nosograph.web.asking import answer_of
from nosograph.web.linked_sections import PAGES, TERM_SECTIONS, Column, Section
from nosograph.web.service import Service

#: Rows that a table shows before it says how many more there are.
SHOWN = 50
GRAPHS = f"{NOS}graph/"
LABEL = f"{PREFIXES['rdfs']}label"
DEFINITIONS = (f"{PREFIXES['skos']}definition", f"{PREFIXES['IAO']}0000115")
#: HPO's frequency classes, as ``ontology/README.md`` gives their bounds.
FREQUENCIES = {
    "HP:0040280": "always",
    "HP:0040281": "very frequent (80-99 %)",
    "HP:0040282": "frequent (30-79 %)",
    "HP:0040283": "occasional (5-29 %)",
    "HP:0040284": "very rare (1-4 %)",
    "HP:0040285": "never",
}
REFERENCE_ENDS = re.compile(r"[|; ]+")
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: Words for what is said of a term.
PROPERTIES = {
    "IAO:0100001": "replaced by",
    "dcterms:license": "licence",
    "dcterms:source": "source",
    "dcterms:title": "title",
    "oboInOwl:hasAlternativeId": "other id",
    "oboInOwl:hasBroadSynonym": "broader name",
    "oboInOwl:hasDbXref": "cross-reference",
    "oboInOwl:hasExactSynonym": "also called",
    "oboInOwl:hasNarrowSynonym": "narrower name",
    "oboInOwl:hasRelatedSynonym": "related name",
    "owl:deprecated": "obsolete",
    "owl:versionInfo": "version",
    "rdf:type": "is a",
    "rdfs:comment": "note",
    "rdfs:seeAlso": "see",
    "rdfs:subClassOf": "kind of",
}
#: Terms with these prefixes have pages here; others lead to where they come from.
DESCRIBED = frozenset(("nos", "HP", "MONDO", "UBERON", "OMIM", "ORPHA", "DECIPHER"))
#: Conditions of a tier belong to these; they are no conditions themselves.
TIERS = frozenset(("nos:DoNotMissCondition", "nos:RareCondition", "nos:ListedRareDisease"))
#: Properties of a condition that badges are made of, and the badge of each value.
TELLING = (f"{PREFIXES['rdfs']}subClassOf", f"{NOS}urgency")
BADGES = {
    "nos:DoNotMissCondition": ("danger", "not to be missed"),
    "nos:RareCondition": ("rare", "rare"),
    "nos:ListedRareDisease": ("rare", "listed rare disease"),
    "nos:WithinHours": ("danger", "to be recognised within hours"),
    "nos:WithinDays": ("", "to be recognised within days"),
    "nos:WithinWeeks": ("", "to be recognised within weeks"),
}
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, and where it leads."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, how many rows it leaves out, and the query that it is the answer of."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[tuple[Cell, ...], ...], ...]
    left: str
    query: str
    results: str


@dataclass(frozen=True, slots=True)
class TermPage:
    """A term as a page shows it."""

    iri: str
    code: str
    kind: str
    label: str
    definitions: tuple[str, ...]
    badges: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, tuple[Cell, ...]], ...]
    tables: tuple[Table, ...]


def code_of(iri: str) -> str:
    """Return the CURIE of an IRI that comes from outside; nothing is remembered."""
    return converter().compress(iri) or iri


def ask(service: Service, query: str, values: Mapping[str, Sequence[str]]) -> list[Row]:
    """Return the rows of a catalogue query as text."""
    found = service.library.catalogue.get(query)
    answer = answer_of(service, found.bind(values), JSON)
    return list(texts(read_page(answer, found.limit)))


def kinds_of(service: Service, iri: str) -> frozenset[str]:
    """Return the classes that a term belongs to, as CURIEs; none if nothing is said of it."""
    rows = ask(service, "ontology/kinds", {"term": [iri]})
    kinds = frozenset(code_of(row["kind"]) for row in rows)
    return kinds & {"owl:Class"} if code_of(iri) in TIERS else kinds - {code_of(iri)}


def place_of(kinds: frozenset[str]) -> str:
    """Return the kind of page that a term of these classes has; a condition goes first."""
    return next((name for name, page in PAGES.items() if page.classes & kinds), "term")


def path_of(kind: str, iri: str) -> str:
    """Return the path of a term's page."""
    code = code_of(iri)
    name = code.removeprefix("nos:") if kind == "complaint" else code
    return f"/{kind}/{quote(name, safe=':/.')}"


def page_of(service: Service, kind: str, iri: str, kinds: frozenset[str]) -> TermPage:
    """Return the page of a term that something is said of."""
    said = ask(service, "ontology/term", {"term": [iri]})
    sections = PAGES[kind].sections or sections_of(kinds, code_of(iri))
    tables = (table(service, section, iri) for section in sections)
    return TermPage(
        iri=iri,
        code=code_of(iri),
        kind=kind,
        label=label_of(said) or service.library.terms.label(code_of(iri)),
        definitions=tuple(
            dict.fromkeys(row["value"] for row in said if row["property"] in DEFINITIONS)
        ),
        badges=tuple(badges(said)),
        facts=(*facts(service, said), *graph_facts(service, iri)),
        tables=tuple(each for each in tables if each.rows),
    )


def badges(said: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Yield what is to be seen at once of a condition: danger, rarity and urgency."""
    values = dict.fromkeys(code_of(row["value"]) for row in said if row["property"] in TELLING)
    for value in values:
        if value in BADGES:
            yield BADGES[value]


def label_of(said: Sequence[Row]) -> str:
    """Return a term's label, our own before that of a source."""
    labels = {row["graph"]: row["value"] for row in said if row["property"] == LABEL}
    own = labels.get(f"{GRAPHS}nosograph")
    return own or next(iter(labels.values()), "")


def sections_of(kinds: frozenset[str], code: str) -> tuple[Section, ...]:
    """Return the tables of a term that has no page of a kind of its own."""
    known = kinds | {"nos:AnySite"} if code.startswith("UBERON:") else kinds
    return tuple(
        section
        for kind, sections in TERM_SECTIONS.items()
        if kind in known and kind != code
        for section in sections
    )


def facts(service: Service, said: Sequence[Row]) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Yield what is said of a term, by property."""
    shown = [row for row in said if row["property"] not in (*DEFINITIONS, LABEL)]
    for name in dict.fromkeys(row["property"] for row in shown):
        values = dict.fromkeys(row["value"] for row in shown if row["property"] == name)
        words = worded(service, name)
        yield words, tuple(cell(service, value, "", "term") for value in values)


def graph_facts(service: Service, iri: str) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Yield what the release says of one of its graphs."""
    for source in service.library.sources:
        if source.graph == iri:
            yield "title", (Cell(source.title),)
            yield "version", (Cell(source.version),)
            yield "licence", (Cell(source.licence, source.licence),)
    if iri in service.library.statements:
        yield "statements", (Cell(f"{service.library.statements[iri]:,}"),)


def table(service: Service, section: Section, iri: str) -> Table:
    """Return a table of a page."""
    query = service.library.catalogue.get(section.query)
    asked_of = {section.parameter: [iri]} if section.parameter else {}
    rows = ask(service, section.query, asked_of)
    columns = [column for column in section.columns if any(column.variable in row for row in rows)]
    asked = urlencode({name: code_of(iri) for name in asked_of} | {"format": "csv"})
    return Table(
        title=section.title,
        headings=tuple(column.heading for column in columns),
        rows=tuple(cells(service, columns, row) for row in rows[:SHOWN]),
        left=left_out(len(rows), query.limit),
        query=f"/api/queries/{section.query}",
        results=f"/api/queries/{section.query}/results?{asked}",
    )


def left_out(found: int, limit: int) -> str:
    """Say how many rows are not shown."""
    if found <= SHOWN:
        return ""
    least = "at least " if found >= limit else ""
    return f"{least}{found - SHOWN} more"


def cells(service: Service, columns: Sequence[Column], row: Row) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells of a row, each of one or several parts."""
    return tuple(tuple(parts(service, column, row)) for column in columns)


def parts(service: Service, column: Column, row: Row) -> Iterator[Cell]:
    """Yield what one column shows of a row."""
    value = row.get(column.variable)
    if value is None:
        return
    if column.place == "evidence":
        yield from evidence(value)
    else:
        yield cell(service, value, row.get(column.label, ""), column.place)


def evidence(reference: str) -> Iterator[Cell]:
    """Yield the sources and references of a reference cell, each with its address.

    >>> [cell.href for cell in evidence("seed PMID:1|judgement")]
    ['/term/nos:source/seed', 'http://www.ncbi.nlm.nih.gov/pubmed/1', '/term/nos:source/judgement']
    """
    for name in REFERENCE_ENDS.split(reference):
        prefix, separator, _ = name.partition(":")
        if not separator:
            yield Cell(name, f"/term/nos:source/{quote(name)}")
        else:
            yield Cell(name, (converter().expand(name) or "") if prefix in PREFIXES else "")


def cell(service: Service, value: str, label: str, place: str) -> Cell:
    """Return a cell: a term leads to its page, an address elsewhere to itself."""
    if not value.startswith(("http://", "https://")):
        return Cell(FREQUENCIES.get(value, value))
    code = code_of(value)
    if value.startswith(f"{NOS}source/"):
        return Cell(code.removeprefix("nos:source/"), path_of("term", value))
    if place and code.partition(":")[0] in DESCRIBED:
        return Cell(label or worded(service, value), path_of(place, value))
    own = value.startswith(NOS)
    return Cell(label or worded(service, value), "" if own else value)


def worded(service: Service, iri: str) -> str:
    """Return a term in words: its label, else its own name with its humps opened."""
    code = code_of(iri)
    label = PROPERTIES.get(code) or service.library.terms.label(code)
    if label != code or not iri.startswith(NOS):
        return label
    return HUMP.sub(" ", code.removeprefix("nos:").removeprefix("graph/")).lower()
