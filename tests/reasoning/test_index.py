"""The index over definitions says what the reasoner says, or leaves it to the reasoner."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nosograph.errors import ReasonerError
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
)
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.index import DefinitionIndex, engine_over
from nosograph.reasoning.realise import Realiser

SPASM, CALF, LEG = Named("HP:0003394"), Named("UBERON:8480048"), Named("UBERON:0002103")
A, B, C = Named("nos:A"), Named("nos:B"), Named("nos:C")
#: A world of our shape: findings, sites, timings and modifiers that definitions are made of.
FINDINGS = tuple(f"nos:Finding{number}" for number in range(6))
DEFINED = tuple(f"nos:Defined{number}" for number in range(5))
SITES = tuple(f"nos:Site{number}" for number in range(4))
TIMINGS = tuple(f"nos:Timing{number}" for number in range(2))
MODIFIERS = tuple(f"nos:Modifier{number}" for number in range(3))
COMPLAINTS = tuple(f"nos:Complaint{number}" for number in range(4))
OF_SITES = (
    PropertyChain(("nos:hasSite", "nos:partOf"), "nos:hasSite"),
    PropertyChain(("nos:partOf", "nos:partOf"), "nos:partOf"),
)


def classes(names: Sequence[str]) -> st.SearchStrategy[Named]:
    return st.sampled_from(names).map(Named)


def stated(names: Sequence[str], supers: Sequence[str]) -> st.SearchStrategy[Axiom]:
    return st.builds(SubClassOf, classes(names), classes(supers))


def some(relation: str, names: Sequence[str]) -> st.SearchStrategy[Expression]:
    return st.builds(Some, st.just(relation), classes(names))


@st.composite
def qualified(draw: st.DrawFn) -> Expression:
    parts: list[Expression] = [draw(classes(FINDINGS + DEFINED))]
    for relation, names in (("nos:hasSite", SITES), ("nos:hasTiming", TIMINGS)):
        parts += draw(st.lists(some(relation, names), max_size=1))
    parts += draw(st.lists(some("nos:hasModifier", MODIFIERS), max_size=2))
    return conjunction(parts)


@st.composite
def presented(draw: st.DrawFn) -> And:
    found = draw(st.lists(qualified(), min_size=1, max_size=3))
    return And((Named("nos:Presentation"), *(Some("nos:hasFinding", item) for item in found)))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Axiom, ...]:
    """Draw stated classes, parts, findings and complaints that are defined or have what suffices.

    A finding may have two definitions, a defined one a stated parent, a genus be defined itself.
    """
    findings = FINDINGS + DEFINED
    axioms = st.one_of(
        stated(findings, findings),
        stated(SITES, SITES),
        stated(MODIFIERS, MODIFIERS),
        stated(COMPLAINTS, COMPLAINTS),
        st.builds(SubClassOf, classes(SITES), some("nos:partOf", SITES)),
        st.builds(SubClassOf, classes(findings), some("nos:hasSite", SITES)),
        st.builds(EquivalentClasses, classes(DEFINED), qualified()),
        st.builds(EquivalentClasses, classes(DEFINED), qualified()),
        st.builds(EquivalentClasses, classes(COMPLAINTS), presented()),
        st.builds(SubClassOf, presented(), classes(COMPLAINTS)),
    )
    kept = axioms.filter(lambda axiom: not says_nothing(axiom))
    return (*OF_SITES, *draw(st.lists(kept, min_size=2, max_size=16, unique=True)))


def says_nothing(axiom: Axiom) -> bool:
    return isinstance(axiom, EquivalentClasses) and axiom.name == axiom.definition


def assert_same(axioms: Sequence[Axiom], asked: Expression, other: Expression) -> None:
    index, both = DefinitionIndex(axioms), conjunction((asked, other))
    with ElkEngine(axioms) as reasoner:
        for expression in (asked, other, both):
            assert index.superclasses(expression) == reasoner.superclasses(expression)
            assert index.equivalents(expression) == reasoner.equivalents(expression)
        assert index.subsumes(asked, other) == reasoner.subsumes(asked, other)
        assert index.subsumes(asked, both)


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_over_any_el_ontology_it_says_what_the_reasoner_says(
    data: st.DataObject,
    ontologies: st.SearchStrategy[tuple[Axiom, ...]],
    expressions: st.SearchStrategy[Expression],
) -> None:
    assert_same(data.draw(ontologies), data.draw(expressions), data.draw(expressions))


@settings(deadline=None, max_examples=80)
@given(axioms=worlds(), finding=qualified(), other=qualified())
def test_over_definitions_of_findings_it_says_what_the_reasoner_says(
    axioms: tuple[Axiom, ...], finding: Expression, other: Expression
) -> None:
    assert_same(axioms, finding, other)


@settings(deadline=None, max_examples=80)
@given(axioms=worlds(), presentation=presented(), other=presented())
def test_over_definitions_of_complaints_it_says_what_the_reasoner_says(
    axioms: tuple[Axiom, ...], presentation: And, other: And
) -> None:
    assert_same(axioms, presentation, other)


@settings(deadline=None, max_examples=60)
@given(axioms=worlds())
def test_every_class_is_where_the_reasoner_classifies_it(axioms: tuple[Axiom, ...]) -> None:
    index = DefinitionIndex(axioms)
    with ElkEngine(axioms) as reasoner:
        assert index.classify() == reasoner.classify()
        assert index.unsatisfiable() == reasoner.unsatisfiable() == frozenset()


def test_the_order_of_questions_makes_no_difference() -> None:
    axioms = (
        *OF_SITES,
        SubClassOf(CALF, Some("nos:partOf", LEG)),
        EquivalentClasses(A, And((SPASM, Some("nos:hasSite", LEG)))),
        SubClassOf(A, Some("nos:hasModifier", C)),
        EquivalentClasses(B, And((SPASM, Some("nos:hasModifier", C)))),
    )
    calf_spasm = And((SPASM, Some("nos:hasSite", CALF)))
    asked, fresh = DefinitionIndex(axioms), DefinitionIndex(axioms)
    for name in (LEG, CALF, SPASM, A, B):
        asked.superclasses(name)
    assert asked.superclasses(calf_spasm) == fresh.superclasses(calf_spasm)
    assert fresh.superclasses(calf_spasm) == {SPASM.name, A.name, B.name}


def test_an_unknown_class_is_its_own_only_superclass() -> None:
    index = DefinitionIndex([SubClassOf(A, B)])
    assert index.superclasses(C) == index.equivalents(C) == {C.name}
    assert index.superclasses(And((C, A))) == {"nos:A", "nos:B", "nos:C"}


OUTSIDE = {
    "a chain of three": (
        PropertyChain(("nos:p", "nos:p", "nos:p"), "nos:q"),
        SubClassOf(A, Some("nos:p", Some("nos:p", Some("nos:p", B)))),
        SubClassOf(Some("nos:q", B), C),
    ),
    "a class without instances": (
        SubClassOf(A, Some("nos:p", B)),
        SubClassOf(B, Named("owl:Nothing")),
    ),
    "a statement about everything": (SubClassOf(Named("owl:Thing"), Some("nos:p", B)),),
    "a restriction to anything": (
        SubClassOf(A, Some("nos:p", B)),
        SubClassOf(Some("nos:p", Named("owl:Thing")), C),
    ),
}


@pytest.mark.parametrize("axioms", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_axioms_that_it_does_not_cover_are_left_to_the_reasoner(axioms: tuple[Axiom, ...]) -> None:
    with pytest.raises(ReasonerError, match="do not cover"):
        DefinitionIndex(axioms)
    placer = engine_over((*axioms, SubClassOf(C, A)))
    assert isinstance(placer, ElkEngine)
    assert placer.name == ElkEngine.name


def test_a_chain_of_three_is_followed_by_the_reasoner() -> None:
    assert "nos:C" in engine_over(OUTSIDE["a chain of three"]).superclasses(A)


def test_what_our_own_ontology_says_is_covered(our_realiser: Realiser) -> None:
    placer = engine_over(our_realiser.proofs.axioms)
    assert placer.name == "index over definitions"
