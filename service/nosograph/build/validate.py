"""Checks that a release must pass: shapes, quality queries, full-DL consistency."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import rdflib
from pyshacl import validate as shacl

from nosograph.build.curated import axioms_of, read_curated
from nosograph.build.ontology import owl_document
from nosograph.domain.identifiers import curie
from nosograph.errors import InvalidRelease
from nosograph.knowledge import graphs
from nosograph.knowledge.store import EmbeddedStore
from nosograph.reasoning.hermit import inconsistencies

SHAPES = "shapes.ttl"
DL = "dl.ofn"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def check_release(folder: Path, ontology: Path, queries: Path) -> None:
    """Raise InvalidRelease with every violation of a release folder."""
    violations = [
        *shape_violations(folder / "store", ontology / SHAPES),
        *quality_violations(folder / "store", queries / "quality"),
    ]
    if violations:
        raise InvalidRelease(violations)


def check_consistency(ontology: Path) -> None:
    """Raise InvalidRelease if our ontology with its full-DL module is inconsistent."""
    curated = read_curated(ontology)
    document = owl_document(curated, axioms_of(curated), extra=(ontology / DL).read_text())
    if found := inconsistencies(document):
        raise InvalidRelease([f"{curie(name)} can have no instance" for name in found])


def shape_violations(store: Path, shapes: Path) -> Iterator[str]:
    """Yield what in the curated graph breaks a shape."""
    names = [ox.NamedNode(graphs.CURATED), ox.NamedNode(graphs.INFERRED)]
    try:
        source = ox.Store.read_only(str(store))
    except OSError as error:
        raise InvalidRelease(["its store cannot be read"]) from error
    data = rdflib.Graph()
    for name in names:
        text = ox.serialize(
            (quad.triple for quad in source.quads_for_pattern(None, None, None, name)),
            format=ox.RdfFormat.N_TRIPLES,
        )
        data.parse(data=text or b"", format="nt")
    shape_graph = rdflib.Graph().parse(shapes, format="turtle")
    conforms, report, _ = shacl(data, shacl_graph=shape_graph)
    if conforms:
        return
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        message = report.value(result, SH.resultMessage)
        yield f"{curie(str(focus))}: {message}"


def quality_violations(store: Path, folder: Path) -> Iterator[str]:
    """Yield the rows of the quality queries, which must have none."""
    embedded = EmbeddedStore(store)
    for path in sorted(folder.glob("*-violation.rq")):
        for row in embedded.select(path.read_text(encoding="utf-8")):
            entity = curie(row.get("entity", ""))
            yield f"{path.stem}: {entity} {curie(row.get('property', ''))} {row.get('value', '')}"
