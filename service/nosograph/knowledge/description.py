"""What the service and its graphs are, in RDF: SPARQL 1.1 Service Description and VoID."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from nosograph.domain.identifiers import GRAPH, NOS
from nosograph.knowledge import graphs
from nosograph.knowledge.release import Release
from nosograph.knowledge.statistics import STATISTICS, Counts, read_statistics

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
DCT = "http://purl.org/dc/terms/"
FORMATS = "http://www.w3.org/ns/formats/"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
PREFIXES = {"sd": SD, "void": VOID, "dcterms": DCT, "formats": FORMATS, "owl": OWL, "xsd": XSD}
RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
SYNTAXES = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "N-Quads", "TriG")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: What we compute: a title, and what it is computed from.
DERIVED = {
    graphs.MAPPINGS: ("Mappings to other vocabularies", (graphs.CURATED,)),
    graphs.INFERRED: ("What the reasoner derived, with reasons", (graphs.CURATED, graphs.HPO)),
    graphs.CLOSURE: ("Closure of the classified hierarchy", (graphs.CURATED, graphs.HPO)),
    graphs.WEIGHTS: ("Log likelihood ratios", (graphs.CURATED, graphs.HPO, graphs.HPOA)),
    graphs.WEIGHTS_PRESENT: (
        "Log likelihood ratios of present findings in curated conditions",
        (graphs.CURATED, graphs.HPO, graphs.HPOA),
    ),
    graphs.WEIGHTS_ABSENT: (
        "Log likelihood ratios of absent findings in curated conditions",
        (graphs.CURATED, graphs.HPO, graphs.HPOA),
    ),
}
# Hosts are few in practice; a client that invents them must not fill the memory.
KEPT = 64

Term = ox.NamedNode | ox.Literal | ox.BlankNode
Statements = Iterator[ox.Triple]


@dataclass(frozen=True, slots=True)
class GraphFacts:
    """What is known of one graph of the release."""

    name: str
    title: str
    version: str
    licences: tuple[str, ...]
    sources: tuple[str, ...]
    counts: Counts


class Descriptions:
    """Describes the release in service."""

    def __init__(self, release: Release, writes: bool, union: bool) -> None:
        self._release = release.name
        self._writes = writes
        self._union = union
        self._graphs = tuple(facts(release))
        self.service = lru_cache(KEPT)(self._service)
        self.dataset = lru_cache(KEPT)(self._dataset)

    def _service(self, root: str, media_type: str) -> bytes:
        """Return the SPARQL 1.1 service description."""
        return serialised(self._service_statements(root), media_type)

    def _dataset(self, root: str, media_type: str) -> bytes:
        """Return what is in every graph of the release, in VoID."""
        return serialised(self._dataset_statements(root), media_type)

    def _service_statements(self, root: str) -> Statements:
        service, dataset = ox.NamedNode(f"{root}sparql#service"), dataset_of(root)
        default = ox.NamedNode(f"{root}sparql#default-graph")
        languages = ["SPARQL11Query"] + ["SPARQL11Update"] * self._writes
        yield from about(service, SD, "Service")
        yield ox.Triple(service, named(SD, "endpoint"), ox.NamedNode(f"{root}sparql"))
        yield from several(service, SD, "supportedLanguage", SD, languages)
        yield from several(service, SD, "resultFormat", FORMATS, (*RESULTS, *SYNTAXES))
        yield from several(service, SD, "inputFormat", FORMATS, SYNTAXES)
        features = ["EmptyGraphs"] + ["UnionDefaultGraph"] * self._union
        yield from several(service, SD, "feature", SD, features)
        yield ox.Triple(service, named(SD, "defaultDataset"), dataset)
        yield from about(dataset, SD, "Dataset")
        yield ox.Triple(dataset, named(SD, "defaultGraph"), default)
        yield from about(default, SD, "Graph")
        for graph in self._graphs:
            yield from self._named_graph(root, graph)

    def _named_graph(self, root: str, graph: GraphFacts) -> Statements:
        node = ox.NamedNode(f"{root}sparql#{graph.name.removeprefix(GRAPH).replace('/', '.')}")
        yield ox.Triple(dataset_of(root), named(SD, "namedGraph"), node)
        yield from about(node, SD, "NamedGraph")
        yield ox.Triple(node, named(SD, "name"), ox.NamedNode(graph.name))
        yield ox.Triple(node, named(SD, "graph"), ox.NamedNode(graph.name))
        yield from about(ox.NamedNode(graph.name), SD, "Graph")
        if "triples" in graph.counts:
            triples = integer(graph.counts["triples"])
            yield ox.Triple(ox.NamedNode(graph.name), named(VOID, "triples"), triples)

    def _dataset_statements(self, root: str) -> Statements:
        dataset = dataset_of(root)
        triples = sum(graph.counts.get("triples", 0) for graph in self._graphs)
        yield from about(dataset, VOID, "Dataset")
        yield ox.Triple(dataset, named(DCT, "title"), ox.Literal("Nosograph", language="en"))
        yield ox.Triple(dataset, named(OWL, "versionInfo"), ox.Literal(self._release))
        yield from dated(dataset, self._release)
        yield ox.Triple(dataset, named(VOID, "sparqlEndpoint"), ox.NamedNode(f"{root}sparql"))
        yield ox.Triple(dataset, named(VOID, "uriSpace"), ox.Literal(NOS))
        yield ox.Triple(dataset, named(VOID, "triples"), integer(triples))
        yield from several(dataset, VOID, "feature", FORMATS, SYNTAXES)
        for graph in self._graphs:
            yield ox.Triple(dataset, named(VOID, "subset"), ox.NamedNode(graph.name))
            yield from graph_statements(graph)


def dataset_of(root: str) -> ox.NamedNode:
    """Return the name of all that a service has, where VoID looks for it."""
    return ox.NamedNode(f"{root}.well-known/void#dataset")


def graph_statements(graph: GraphFacts) -> Statements:
    """Describe one graph."""
    node = ox.NamedNode(graph.name)
    yield from about(node, VOID, "Dataset")
    yield ox.Triple(node, named(DCT, "title"), ox.Literal(graph.title, language="en"))
    for licence in graph.licences:
        yield ox.Triple(node, named(DCT, "license"), ox.NamedNode(licence))
    for source in graph.sources:
        yield ox.Triple(node, named(DCT, "source"), ox.NamedNode(source))
    if graph.version:
        yield ox.Triple(node, named(OWL, "versionInfo"), ox.Literal(graph.version))
        yield from dated(node, graph.version)
    for name, value in sorted(graph.counts.items()):
        yield ox.Triple(node, named(VOID, name), integer(value))


def facts(release: Release) -> Iterator[GraphFacts]:
    """Yield what the manifest and the counts say of every graph."""
    listed = {source["graph"]: source for source in release.manifest.get("sources", ())}
    counted = read_statistics(release.folder / STATISTICS)
    stated: Mapping[str, int] = release.manifest.get("statements", {})
    for name in sorted(stated):
        title, origins = DERIVED.get(name, ("", ()))
        of = [listed[source] for source in (name, *origins) if source in listed]
        yield GraphFacts(
            name=name,
            title=str(listed.get(name, {}).get("title", title)),
            version=str(listed.get(name, {}).get("version", release.name)),
            licences=licences(of),
            sources=origins,
            counts=counted.get(name, {"triples": stated[name]}),
        )


def licences(sources: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the licences of sources, each once; what is derived stands under all of them."""
    return tuple(sorted({str(source["licence"]) for source in sources}))


def named(namespace: str, name: str) -> ox.NamedNode:
    """Return a term of a vocabulary."""
    return ox.NamedNode(f"{namespace}{name}")


def about(node: ox.NamedNode, namespace: str, kind: str) -> Statements:
    """Say what something is."""
    yield ox.Triple(node, RDF_TYPE, named(namespace, kind))


def several(
    node: ox.NamedNode, namespace: str, name: str, of: str, values: list[str] | tuple[str, ...]
) -> Statements:
    """Say one thing several times."""
    for value in values:
        yield ox.Triple(node, named(namespace, name), named(of, value))


def dated(node: ox.NamedNode, version: str) -> Statements:
    """Say the date that a version carries."""
    if found := DATE.search(version):
        date = ox.Literal(found.group(), datatype=named(XSD, "date"))
        yield ox.Triple(node, named(DCT, "issued"), date)


def integer(value: int) -> ox.Literal:
    """Return an integer."""
    return ox.Literal(str(value), datatype=named(XSD, "integer"))


def serialised(statements: Statements, media_type: str) -> bytes:
    """Write statements, each once."""
    format_ = ox.RdfFormat.from_media_type(media_type) or ox.RdfFormat.TURTLE
    unique = dict.fromkeys(statements)
    return ox.serialize(unique, format=format_, prefixes=PREFIXES) or b""
