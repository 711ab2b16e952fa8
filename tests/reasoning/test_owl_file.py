"""OWL documents are read into EL axioms, and written as RDF."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from nosograph.artefacts import ontology_folder
from nosograph.errors import SourceError
from nosograph.reasoning.axioms import (
    And,
    Axiom,
    EquivalentClasses,
    Expression,
    Named,
    PropertyChain,
    Some,
    SubClassOf,
    document,
)
from nosograph.reasoning.owl_file import read_axioms, read_labels, to_ntriples, to_rdf_xml

UPPER = ontology_folder() / "upper.ofn"
DANGER = EquivalentClasses(
    Named("nos:DoNotMissCondition"),
    And((Named("nos:Condition"), Some("nos:hasOutcomeIfMissed", Named("nos:SevereOutcome")))),
)


def test_the_upper_model_is_read() -> None:
    axioms = read_axioms(UPPER)
    assert unordered(DANGER) in map(unordered, axioms)
    assert SubClassOf(Named("HP:0000118"), Named("nos:Finding")) in axioms
    assert PropertyChain(("nos:hasSite", "nos:partOf"), "nos:hasSite") in axioms
    assert len(axioms) == sum(
        line.startswith(("SubClassOf", "EquivalentClasses", "SubObjectPropertyOf"))
        for line in UPPER.read_text(encoding="utf-8").splitlines()
    )


def test_the_labels_of_the_upper_model_are_read() -> None:
    labels = read_labels(UPPER)
    assert labels["nos:RareCondition"] == "rare condition"
    assert labels["nos:hasSite"] == "has site"


@settings(deadline=None)
@given(data=st.data())
def test_axioms_are_read_as_they_were_written(
    data: st.DataObject,
    ontologies: st.SearchStrategy[tuple[Axiom, ...]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    axioms = data.draw(ontologies)
    path = tmp_path_factory.getbasetemp() / "axioms.ofn"
    path.write_bytes(document(axioms))
    assert {unordered(axiom) for axiom in read_axioms(path)} == set(map(unordered, axioms))


def unordered(part: Axiom | Expression) -> object:
    """Return an axiom without the order of its conjuncts, nested ones taken as one."""
    match part:
        case And():
            parts = conjuncts(part)
            return frozenset(parts) if len(parts) > 1 else parts.pop()
        case Some(name, filler):
            return (name, unordered(filler))
        case SubClassOf(sub, sup):
            return (unordered(sub), unordered(sup))
        case EquivalentClasses(name, definition):
            return frozenset((("same", unordered(name)), ("same", unordered(definition))))
        case _:
            return part


def conjuncts(part: And) -> set[object]:
    found: set[object] = set()
    for inner in part.parts:
        found |= conjuncts(inner) if isinstance(inner, And) else {unordered(inner)}
    return found


def ontology(axioms: Iterable[str]) -> str:
    body = "\n".join(axioms)
    return f"Prefix(:=<https://w3id.org/nosograph/>)\nOntology(<https://example.org/o>\n{body}\n)"


BROKEN = {
    "no ontology": "a text",
    "an open bracket": ontology(["SubClassOf(:A :B"]),
    "an unknown prefix": ontology(["SubClassOf(:A zz:B)"]),
    "a union": ontology(["SubClassOf(:A ObjectUnionOf(:B :C))"]),
    "a negation": ontology(["EquivalentClasses(:A ObjectComplementOf(:B))"]),
    "an inverse": ontology(["SubClassOf(:A ObjectSomeValuesFrom(ObjectInverseOf(:p) :B))"]),
    "an inverse property": ontology(["SubObjectPropertyOf(ObjectInverseOf(:p) :q)"]),
    "three equivalents": ontology(["EquivalentClasses(:A :B :C)"]),
    "no name defined": ontology(
        ["EquivalentClasses(ObjectSomeValuesFrom(:p :B) ObjectSomeValuesFrom(:q :B))"]
    ),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_document_that_cannot_be_used_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "upper.ofn"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"upper\.ofn: "):
        read_axioms(path)


@pytest.mark.parametrize("read", [read_axioms, read_labels])
def test_a_missing_document_is_named(read: object, tmp_path: Path) -> None:
    assert callable(read)
    with pytest.raises(SourceError, match=r"absent\.ofn: "):
        read(tmp_path / "absent.ofn")


def test_what_is_outside_el_but_not_a_definition_is_left_to_the_full_reasoner(
    tmp_path: Path,
) -> None:
    path = tmp_path / "upper.ofn"
    path.write_text(ontology(["DisjointClasses(:A :B)", "SubClassOf(:A :C)"]), encoding="utf-8")
    assert read_axioms(path) == (SubClassOf(Named("nos:A"), Named("nos:C")),)


def test_rdf_says_what_the_document_says() -> None:
    functional = document([DANGER, SubClassOf(Named("nos:A"), Named("nos:B"))])
    triples = set(ox.parse(to_ntriples(functional), format=ox.RdfFormat.N_TRIPLES))
    assert len({triple.predicate.value for triple in triples}) > 3
    graph = rdflib.Graph().parse(data=to_rdf_xml(functional), format="xml")
    assert len(graph) == len(triples)


def test_rdf_is_the_same_each_time() -> None:
    functional = UPPER.read_bytes()
    assert to_ntriples(functional) == to_ntriples(functional)
