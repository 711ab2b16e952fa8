"""Checks that a release must pass: shapes, quality queries, full-DL consistency."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import rdflib
from pyshacl import validate as shacl

from nosograph.build.axioms import axioms_of
from nosograph.build.curated import read_curated
from nosograph.build.ontology import owl_document
from nosograph.domain.identifiers import NOS, curie
from nosograph.errors import InvalidRelease
from nosograph.knowledge import graphs
from nosograph.knowledge.store import EmbeddedStore
from nosograph.reasoning.hermit import inconsistencies

SHAPES = "shapes.ttl"
DL = "dl.ofn"
ANNOTATION = f"{NOS}annotation/"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def check_release(folder: Path, ontology: Path, queries: Path, whole: bool = False) -> None:
    """Raise InvalidRelease with every violation of a release folder.

    The shapes are tested on everything but annotations and class axioms, which take minutes and
    have quality queries of their own; with ``whole``, on these too.
    """
    violations = [
        *shape_violations(folder / "store", ontology / SHAPES, whole),
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


def shape_violations(store: Path, shapes: Path, whole: bool = True) -> Iterator[str]:
    """Yield what in the curated graph breaks a shape; see ``check_release`` for ``whole``."""
    names = [ox.NamedNode(graphs.CURATED), ox.NamedNode(graphs.INFERRED)]
    try:
        source = ox.Store.read_only(str(store))
    except OSError as error:
        raise InvalidRelease(["its store cannot be read"]) from error
    data = rdflib.Graph()
    for name in names:
        text = ox.serialize(
            (
                quad.triple
                for quad in source.quads_for_pattern(None, None, None, name)
                if whole or shaped(quad.subject)
            ),
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


def shaped(subject: object) -> bool:
    """Whether a subject is neither an annotation nor part of a class axiom."""
    return isinstance(subject, ox.NamedNode) and not subject.value.startswith(ANNOTATION)


def quality_violations(store: Path, folder: Path) -> Iterator[str]:
    """Yield the rows of the quality queries, which must have none."""
    embedded = EmbeddedStore(store)
    for path in sorted(folder.glob("*-violation.rq")):
        for row in embedded.select(path.read_text(encoding="utf-8")):
            entity = curie(row.get("entity", ""))
            yield f"{path.stem}: {entity} {curie(row.get('property', ''))} {row.get('value', '')}"
