"""What a test of a query or an update is made of, and whether an answer to it is right."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
from tests.conformance.manifests import PUBLISHED, QT, RDF, RDFS, UT, Case, Node, published, value

MF_RESULT = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#result"
RESULT_SET = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD = "http://www.w3.org/2001/XMLSchema#"
ROW, INDEX = ox.NamedNode("urn:row"), ox.NamedNode("urn:index")
FORMATS: dict[str, ox.QueryResultsFormat | ox.RdfFormat] = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".csv": ox.QueryResultsFormat.CSV,
    ".tsv": ox.QueryResultsFormat.TSV,
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
}
ORDERED = re.compile(r"order\s+by[^{}]*$", re.IGNORECASE)

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Evaluation:
    """The text of a query or an update, the data it runs over, and what should come of it."""

    case: Case

    @cached_property
    def path(self) -> Path:
        manifest, action = self.case.manifest, self.case.action
        for predicate in (f"{QT}query", f"{UT}request"):
            if (found := manifest.one(action, predicate)) is not None:
                return manifest.file(found)
        return manifest.file(action)

    @cached_property
    def text(self) -> str:
        return self.path.read_bytes().decode()

    @property
    def base(self) -> str:
        return published(self.case.manifest.root, self.path)

    @property
    def with_base(self) -> str:
        return f"BASE <{self.base}>\n{self.text}"

    @property
    def is_update(self) -> bool:
        return "Update" in self.case.kind or self.path.suffix == ".ru"

    @cached_property
    def data(self) -> frozenset[ox.Quad]:
        return frozenset(self._quads(self.case.action))

    @cached_property
    def graphs(self) -> frozenset[str]:
        """The named graphs that are there before, the empty ones too."""
        manifest, action = self.case.manifest, self.case.action
        stated = (f"{namespace}graphData" for namespace in (QT, UT))
        given = [graph for name in stated for graph in manifest.objects(action, name)]
        return frozenset(manifest.text(graph, f"{RDFS}label") or value(graph) for graph in given)

    @cached_property
    def result(self) -> Path:
        return self.case.manifest.file(self.case.manifest.one(self.case.entry, MF_RESULT))

    @property
    def format(self) -> ox.QueryResultsFormat | ox.RdfFormat:
        """The syntax to ask for: that of the expected result, where it is one of answers."""
        return ox.QueryResultsFormat.JSON if self.has_table else FORMATS[self.result.suffix]

    @cached_property
    def has_table(self) -> bool:
        """Whether the expected result is a table that is written down in RDF."""
        return self.result.suffix == ".ttl" and b"ResultSet" in self.result.read_bytes()

    def is_right(self, body: bytes) -> bool:
        """Compare a serialised answer to a query with the file of the manifest."""
        expected = self.result.read_bytes()
        if self.format == ox.QueryResultsFormat.CSV:
            return rows(body) == rows(expected)
        if isinstance(self.format, ox.RdfFormat):
            base = published(self.case.manifest.root, self.result)
            return same(parsed(expected, self.format, base), parsed(body, self.format, base))
        if self.has_table:
            read = solutions(body, ox.QueryResultsFormat.JSON, ordered=False)
            return same(table(self.result.read_bytes(), self.base), read)
        ordered = ORDERED.search(self.text) is not None
        assert isinstance(self.format, ox.QueryResultsFormat)
        return same(*(solutions(part, self.format, ordered) for part in (expected, body)))

    def is_done(self, quads: Iterable[ox.Quad]) -> bool:
        """Compare the store after an update with the manifest."""
        expected = self.case.manifest.one(self.case.entry, MF_RESULT)
        return expected is not None and same(self._quads(expected), quads)

    def _quads(self, node: Node) -> Iterator[ox.Quad]:
        manifest = self.case.manifest
        for namespace in (QT, UT):
            for file in manifest.objects(node, f"{namespace}data"):
                yield from self._loaded(file, ox.DefaultGraph())
                if re.search(r"\bfrom\b", self.text, re.IGNORECASE) and namespace == QT:
                    yield from self._loaded(file, ox.NamedNode(value(file)))
            for graph in manifest.objects(node, f"{namespace}graphData"):
                inner = manifest.one(graph, f"{namespace}graph")
                name = manifest.text(graph, f"{RDFS}label") or value(graph)
                yield from self._loaded(inner or graph, ox.NamedNode(name))

    def _loaded(self, file: Node, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
        path = self.case.manifest.file(file)
        format_ = FORMATS[path.suffix]
        assert isinstance(format_, ox.RdfFormat)
        for quad in parsed(path.read_bytes(), format_, value(file)):
            of = graph if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name
            yield ox.Quad(quad.subject, quad.predicate, quad.object, of)


def parsed(body: bytes, format_: ox.RdfFormat, base: str = PUBLISHED) -> Iterator[ox.Quad]:
    return iter(ox.parse(body, format=format_, base_iri=base, rename_blank_nodes=True))


def same(left: Iterable[ox.Quad], right: Iterable[ox.Quad]) -> bool:
    """Tell whether two sets of statements differ in blank nodes' names alone."""
    return canonical(left) == canonical(right)


def canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    dataset = ox.Dataset(
        ox.Quad(quad.subject, quad.predicate, plain(quad.object), quad.graph_name) for quad in quads
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def plain(term: Term) -> Term:
    """Return a value in one spelling: 1.0 and 1.00 are the same result."""
    if isinstance(term, ox.Triple):
        return ox.Triple(term.subject, term.predicate, plain(term.object))
    if not isinstance(term, ox.Literal):
        return term
    spell = SPELLINGS.get(term.datatype.value.removeprefix(XSD), str)
    try:
        return ox.Literal(spell(term.value), datatype=term.datatype) if spell is not str else term
    except (ArithmeticError, KeyError, ValueError):
        return term


SPELLINGS: dict[str, Callable[[str], str]] = {
    "boolean": {"1": "true", "0": "false", "true": "true", "false": "false"}.__getitem__,
    "integer": lambda text: str(int(text)),
    "decimal": lambda text: f"{Decimal(text).normalize():f}",
    "double": lambda text: repr(float(text)),
    "float": lambda text: repr(float(text)),
}


def solutions(body: bytes, format_: ox.QueryResultsFormat, ordered: bool) -> list[ox.Quad]:
    """Return a table or a truth value as statements, one blank node a row."""
    read = ox.parse_query_results(body, format=format_)
    if isinstance(read, ox.QueryBoolean):
        truth = ox.Literal(str(bool(read)).lower())
        return [ox.Quad(ROW, ROW, truth)]
    names = [variable.value for variable in read.variables]
    statements = (row_statements(names, row, at, ordered) for at, row in enumerate(read))
    return [quad for row in statements for quad in row]


def table(body: bytes, base: str) -> Iterator[ox.Quad]:
    """Return a table that is written down in RDF as ``solutions`` does."""
    store = ox.Store()
    store.load(body, format=ox.RdfFormat.TURTLE, base_iri=base)
    results = store.query(
        f"PREFIX rs: <{RESULT_SET}> SELECT * {{ ?set rs:solution ?row OPTIONAL {{ ?row rs:binding"
        " [ rs:variable ?name ; rs:value ?value ] } }"
    )
    assert isinstance(results, ox.QuerySolutions)
    for found in results:
        yield ox.Quad(ROW, ROW, found["row"])
        if found["name"]:
            name = ox.NamedNode(f"urn:variable:{found['name'].value}")
            yield ox.Quad(found["row"], name, found["value"])


def row_statements(
    names: list[str], row: ox.QuerySolution, index: int, ordered: bool
) -> Iterator[ox.Quad]:
    node = ox.BlankNode(f"row{index}")
    yield ox.Quad(ROW, ROW, node)
    if ordered:
        yield ox.Quad(node, INDEX, ox.Literal(str(index)))
    for name in names:
        if row[name] is not None:
            yield ox.Quad(node, ox.NamedNode(f"urn:variable:{name}"), row[name])


def rows(body: bytes) -> list[list[str]]:
    """Return the rows of a CSV by their columns, blank nodes without their names."""
    read = csv.DictReader(io.StringIO(re.sub(r"_:\w+", "_:", body.decode())))
    return sorted([f"{name}={row[name]}" for name in sorted(row)] for row in read)


__all__ = ["RDF", "Evaluation", "parsed", "same"]
