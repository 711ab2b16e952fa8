"""Axioms are written down for people and for reasoners, and modules lose nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nosograph.reasoning.axioms import (
    And,
    Axiom,
    EquivalentClasses,
    Expression,
    Named,
    PropertyChain,
    Some,
    SubClassOf,
    conjunction,
    document,
)
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.modules import Modules

SPASM, LEG = Named("HP:0003394"), Named("UBERON:0002103")
LEG_SPASM = And((SPASM, Some("nos:hasSite", LEG)))
LABELS = {
    "HP:0003394": "Muscle spasm",
    "UBERON:0002103": "hindlimb",
    "nos:LegMuscleSpasm": "Leg muscle spasm",
    "SNOMEDCT:363698007": "Finding site",
}
NOS = "https://w3id.org/nosograph/"
OBO = "http://purl.obolibrary.org/obo/"

RENDERINGS: list[tuple[Axiom, str, str]] = [
    (
        SubClassOf(SPASM, Named("nos:Finding")),
        f"SubClassOf(<{OBO}HP_0003394> <{NOS}Finding>)",
        "'Muscle spasm' SubClassOf: 'nos:Finding'",
    ),
    (
        SubClassOf(LEG_SPASM, SPASM),
        f"SubClassOf(ObjectIntersectionOf(<{OBO}HP_0003394> "
        f"ObjectSomeValuesFrom(<{NOS}hasSite> <{OBO}UBERON_0002103>)) <{OBO}HP_0003394>)",
        "('Muscle spasm' and (hasSite some hindlimb)) SubClassOf: 'Muscle spasm'",
    ),
    (
        EquivalentClasses(Named("nos:LegMuscleSpasm"), LEG_SPASM),
        f"EquivalentClasses(<{NOS}LegMuscleSpasm> ObjectIntersectionOf(<{OBO}HP_0003394> "
        f"ObjectSomeValuesFrom(<{NOS}hasSite> <{OBO}UBERON_0002103>)))",
        "'Leg muscle spasm' EquivalentTo: 'Muscle spasm' and (hasSite some hindlimb)",
    ),
    (
        SubClassOf(LEG, Some("nos:hasFinding", LEG_SPASM)),
        f"SubClassOf(<{OBO}UBERON_0002103> ObjectSomeValuesFrom(<{NOS}hasFinding> "
        f"ObjectIntersectionOf(<{OBO}HP_0003394> "
        f"ObjectSomeValuesFrom(<{NOS}hasSite> <{OBO}UBERON_0002103>))))",
        "hindlimb SubClassOf: hasFinding some ('Muscle spasm' and (hasSite some hindlimb))",
    ),
    (
        PropertyChain(("nos:hasSite", "nos:partOf"), "nos:hasSite"),
        f"SubObjectPropertyOf(ObjectPropertyChain(<{NOS}hasSite> <{NOS}partOf>) <{NOS}hasSite>)",
        "hasSite o partOf SubPropertyOf: hasSite",
    ),
    (
        PropertyChain(("nos:hasTiming",), "nos:hasModifier"),
        f"SubObjectPropertyOf(<{NOS}hasTiming> <{NOS}hasModifier>)",
        "hasTiming SubPropertyOf: hasModifier",
    ),
    (
        SubClassOf(SPASM, Some("SNOMEDCT:363698007", LEG)),
        f"SubClassOf(<{OBO}HP_0003394> "
        f"ObjectSomeValuesFrom(<http://snomed.info/id/363698007> <{OBO}UBERON_0002103>))",
        "'Muscle spasm' SubClassOf: 'Finding site' some hindlimb",
    ),
]


@pytest.mark.parametrize(("axiom", "functional", "manchester"), RENDERINGS)
def test_an_axiom_is_written_in_two_syntaxes(
    axiom: Axiom, functional: str, manchester: str
) -> None:
    assert axiom.functional() == functional
    assert axiom.manchester(lambda name: LABELS.get(name, name)) == manchester


def test_a_document_holds_every_axiom() -> None:
    axioms = [axiom for axiom, _, _ in RENDERINGS]
    written = document(axioms, "https://example.org/o").decode().splitlines()
    assert written[0] == "Ontology(<https://example.org/o>"
    assert written[1:-1] == [functional for _, functional, _ in RENDERINGS]


def test_a_conjunction_of_one_is_that_one() -> None:
    assert conjunction([SPASM, SPASM]) == SPASM
    assert conjunction([SPASM, LEG, SPASM]) == And((SPASM, LEG))


def test_a_signature_names_classes_and_properties() -> None:
    assert LEG_SPASM.signature() == {"HP:0003394", "UBERON:0002103", "nos:hasSite"}
    assert RENDERINGS[4][0].signature() == {"nos:hasSite", "nos:partOf"}


def test_a_module_leaves_out_what_cannot_matter() -> None:
    near, far = SubClassOf(SPASM, LEG), SubClassOf(Named("nos:Far"), SPASM)
    assert Modules((far, near)).of(["HP:0003394"]) == (near,)


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_a_module_entails_what_everything_entails_of_its_signature(
    data: st.DataObject,
    ontologies: st.SearchStrategy[tuple[Axiom, ...]],
    expressions: st.SearchStrategy[Expression],
) -> None:
    axioms, about = data.draw(ontologies), data.draw(expressions)
    module = Modules(axioms).of(about.signature())
    assert set(module) <= set(axioms)
    with ElkEngine(axioms) as everything, ElkEngine(module) as part:
        assert part.superclasses(about) == everything.superclasses(about)
