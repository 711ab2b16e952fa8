"""The curated ontology in every format that people ask for; equal releases give equal bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyoxigraph as ox

from nosograph.build.obo_document import graphs_document, obo_document
from nosograph.build.ontology_terms import ontology_terms
from nosograph.domain.identifiers import PREFIXES
from nosograph.errors import NoRelease
from nosograph.knowledge.graphs import CURATED
from nosograph.knowledge.release import Release
from nosograph.knowledge.store import EmbeddedStore
from nosograph.reasoning.owl_file import to_ntriples

#: Names are tables, not axioms, and so stand in the graph beside the ontology.
NAMES = f"""\
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX oboInOwl: <http://www.geneontology.org/formats/oboInOwl#>
CONSTRUCT {{ ?class ?property ?value }}
WHERE {{
  GRAPH <{CURATED}> {{ ?class a owl:Class ; ?property ?value }}
  FILTER(?property IN (rdfs:label, skos:definition, oboInOwl:hasExactSynonym))
}}"""
Export = Callable[[Release], bytes]


def export(release: Release, format_: str) -> bytes:
    """Return the ontology of a release in one of ``FORMATS``."""
    return FORMATS[format_](release)


def names(release: Release) -> list[ox.Triple]:
    """Return what the classes of the ontology are called, sorted."""
    found = EmbeddedStore(release.store).answer(NAMES, "nt")
    return _sorted(found)


def triples(release: Release) -> list[ox.Triple]:
    """Return the axioms and the names of the ontology, sorted."""
    return _sorted(to_ntriples(_functional(release)) + _ntriples(names(release)))


def _sorted(ntriples: bytes) -> list[ox.Triple]:
    lines = sorted(set(ntriples.splitlines()))
    return [quad.triple for quad in ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_TRIPLES)]


def _ntriples(found: list[ox.Triple]) -> bytes:
    return ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""


def _functional(release: Release) -> bytes:
    document = release.ontology()
    if document is None:
        raise NoRelease("the release holds no ontology: build it anew")
    return document


def functional(release: Release) -> bytes:
    """Return the ontology in functional syntax, with names as annotation assertions."""
    body, _, _ = _functional(release).rpartition(b")")
    known = body.decode()
    lines = (_assertion(triple) for triple in names(release))
    added = "\n".join(line for line in lines if line not in known)
    return f"{known}\n{added}\n)\n".encode()


def _assertion(triple: ox.Triple) -> str:
    return f"AnnotationAssertion({triple.predicate} {triple.subject} {triple.object})"


def _rdf(format_: ox.RdfFormat) -> Export:
    def written(release: Release) -> bytes:
        return ox.serialize(triples(release), format=format_, prefixes=PREFIXES) or b""

    return written


def _obo(release: Release) -> bytes:
    return obo_document(ontology_terms(triples(release)), release.name)


def _graphs(release: Release) -> bytes:
    return graphs_document(ontology_terms(triples(release)), release.name)


FORMATS: Mapping[str, Export] = {
    "ofn": functional,
    "rdfxml": _rdf(ox.RdfFormat.RDF_XML),
    "turtle": _rdf(ox.RdfFormat.TURTLE),
    "obographs": _graphs,
    "obo": _obo,
}
