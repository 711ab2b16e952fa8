"""A named graph of the release as a VoID data set."""

from __future__ import annotations

import pyoxigraph as ox

from nosograph.domain.identifiers import PREFIXES
from nosograph.knowledge.library import Library

VOID = "http://rdfs.org/ns/void#"


def graph_rdf(library: Library, graph: str, media_type: str) -> bytes:
    """Return title, version, licence and size of a graph, in RDF."""
    subject = ox.NamedNode(graph)
    kind = ox.NamedNode(f"{PREFIXES['rdf']}type")
    triples = [ox.Triple(subject, kind, ox.NamedNode(f"{VOID}Dataset"))]
    if graph in library.statements:
        size = ox.Literal(library.statements[graph])
        triples.append(ox.Triple(subject, ox.NamedNode(f"{VOID}triples"), size))
    for source in library.sources:
        if source.graph == graph:
            said: dict[str, ox.NamedNode | ox.Literal] = {
                f"{PREFIXES['dcterms']}title": ox.Literal(source.title),
                f"{PREFIXES['dcterms']}license": ox.NamedNode(source.licence),
                f"{PREFIXES['owl']}versionInfo": ox.Literal(source.version),
            }
            triples += [ox.Triple(subject, ox.NamedNode(name), said[name]) for name in said]
    chosen = ox.RdfFormat.from_media_type(media_type)
    return ox.serialize(triples, format=chosen) or b""
