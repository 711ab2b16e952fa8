"""The query catalogue in RDF: SHACL executables, as sib-swiss/sparql-examples writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from nosograph.domain.identifiers import NOS, PREFIXES
from nosograph.domain.sparql import QueryForm
from nosograph.knowledge.catalogue import CatalogueQuery, Parameter

SH = "http://www.w3.org/ns/shacl#"
SCHEMA = "https://schema.org/"
XSD = PREFIXES["xsd"]
TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
DECLARATIONS = ox.NamedNode(f"{NOS}prefixes")
EXECUTABLES = {
    QueryForm.SELECT: ("SPARQLSelectExecutable", "select"),
    QueryForm.ASK: ("SPARQLAskExecutable", "ask"),
    QueryForm.CONSTRUCT: ("SPARQLConstructExecutable", "construct"),
}
DATATYPES = {"string": "string", "integer": "integer", "decimal": "decimal"}
SHORT = {"sh": SH, "schema": SCHEMA, **{k: PREFIXES[k] for k in ("rdfs", "dcterms", "xsd")}}


def catalogue_rdf(queries: Iterable[CatalogueQuery], endpoint: str, media_type: str) -> bytes:
    """Return queries with their parameters and the endpoint that answers them, in RDF."""
    listed = tuple(queries)
    triples = [triple for query in listed for triple in described(query, endpoint)]
    prefixes = {name: space for query in listed for name, space in query.prefixes.items()}
    triples += declared(prefixes)
    chosen = ox.RdfFormat.from_media_type(media_type)
    written = ox.serialize(dict.fromkeys(triples), format=chosen, prefixes=SHORT)
    return written or b""


def described(query: CatalogueQuery, endpoint: str) -> Iterator[ox.Triple]:
    """Yield what is said of one query."""
    subject = ox.NamedNode(f"{NOS}query/{query.name}")
    kind, relation = EXECUTABLES[query.form]
    yield ox.Triple(subject, TYPE, sh("SPARQLExecutable"))
    yield ox.Triple(subject, TYPE, sh(kind))
    yield ox.Triple(subject, sh("prefixes"), DECLARATIONS)
    yield ox.Triple(subject, sh(relation), ox.Literal(query.text))
    yield ox.Triple(subject, schema("target"), ox.NamedNode(endpoint))
    yield ox.Triple(subject, schema("keywords"), ox.Literal(query.name.partition("/")[0]))
    yield ox.Triple(subject, named("rdfs", "label"), ox.Literal(query.summary, language="en"))
    comment = ox.Literal(query.question or query.summary, language="en")
    yield ox.Triple(subject, named("rdfs", "comment"), comment)
    for parameter in query.parameters:
        yield from parameter_described(subject, parameter)


def parameter_described(query: ox.NamedNode, parameter: Parameter) -> Iterator[ox.Triple]:
    """Yield what is said of one parameter."""
    subject = ox.NamedNode(f"{query.value}#{parameter.name}")
    yield ox.Triple(query, sh("parameter"), subject)
    yield ox.Triple(subject, TYPE, sh("Parameter"))
    yield ox.Triple(subject, sh("name"), ox.Literal(parameter.name))
    yield ox.Triple(subject, sh("description"), ox.Literal(parameter.meaning, language="en"))
    if parameter.type in DATATYPES:
        datatype = ox.NamedNode(XSD + DATATYPES[parameter.type])
        yield ox.Triple(subject, sh("datatype"), datatype)
    else:
        yield ox.Triple(subject, sh("nodeKind"), sh("IRI"))
    yield ox.Triple(subject, named("dcterms", "description"), ox.Literal(parameter.example))


def declared(prefixes: dict[str, str]) -> Iterator[ox.Triple]:
    """Yield the declarations of the prefixes that queries use."""
    for name, space in sorted(prefixes.items()):
        declaration = ox.NamedNode(f"{DECLARATIONS.value}#{name}")
        namespace = ox.Literal(space, datatype=ox.NamedNode(f"{XSD}anyURI"))
        yield ox.Triple(DECLARATIONS, sh("declare"), declaration)
        yield ox.Triple(declaration, sh("prefix"), ox.Literal(name))
        yield ox.Triple(declaration, sh("namespace"), namespace)


def sh(name: str) -> ox.NamedNode:
    """Return a term of SHACL."""
    return ox.NamedNode(SH + name)


def schema(name: str) -> ox.NamedNode:
    """Return a term of schema.org."""
    return ox.NamedNode(SCHEMA + name)


def named(prefix: str, name: str) -> ox.NamedNode:
    """Return a term of a vocabulary with a known prefix."""
    return ox.NamedNode(PREFIXES[prefix] + name)
