"""The embedded reasoner answers completely, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyelk import Reasoner

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
)
from nosograph.reasoning.engine import OPTIONS, ElkEngine, complete

SPASM, PAIN = Named("HP:0003394"), Named("HP:0012531")
LEG, CALF = Named("UBERON:0002103"), Named("UBERON:8480048")
AT_LEG, AT_CALF = Some("nos:hasSite", LEG), Some("nos:hasSite", CALF)
LEG_SPASM, CALF_SPASM = Named("nos:LegMuscleSpasm"), Named("nos:CalfMuscleSpasm")
WORLD = (
    SubClassOf(SPASM, Named("nos:Finding")),
    SubClassOf(PAIN, Named("nos:Finding")),
    SubClassOf(CALF, Some("nos:partOf", LEG)),
    EquivalentClasses(LEG_SPASM, And((SPASM, AT_LEG))),
    EquivalentClasses(CALF_SPASM, And((SPASM, AT_CALF))),
    EquivalentClasses(Named("nos:CrampOfTheLeg"), And((SPASM, AT_LEG))),
    PropertyChain(("nos:hasSite", "nos:partOf"), "nos:hasSite"),
)
EXAMPLE = "https://example.org/"


@pytest.fixture(scope="module")
def engine() -> ElkEngine:
    return ElkEngine(WORLD)


def test_a_finding_at_a_part_is_a_finding_at_the_whole(engine: ElkEngine) -> None:
    above = engine.superclasses(And((SPASM, AT_CALF)))
    assert above == {
        "HP:0003394",
        "nos:Finding",
        "nos:LegMuscleSpasm",
        "nos:CalfMuscleSpasm",
        "nos:CrampOfTheLeg",
    }


def test_equivalent_classes_are_found(engine: ElkEngine) -> None:
    assert engine.equivalents(And((SPASM, AT_LEG))) == {"nos:LegMuscleSpasm", "nos:CrampOfTheLeg"}
    assert engine.equivalents(And((PAIN, AT_LEG))) == set()


def test_a_subsumption_is_told_from_its_converse(engine: ElkEngine) -> None:
    assert engine.subsumes(LEG_SPASM, CALF_SPASM)
    assert not engine.subsumes(CALF_SPASM, LEG_SPASM)
    assert engine.subsumes(Some("nos:hasSite", LEG), CALF_SPASM)


def test_every_class_is_classified(engine: ElkEngine) -> None:
    classified = engine.classify()
    assert classified["nos:CalfMuscleSpasm"] == {
        "HP:0003394",
        "nos:Finding",
        "nos:LegMuscleSpasm",
        "nos:CrampOfTheLeg",
    }
    assert classified["nos:LegMuscleSpasm"] >= {"nos:CrampOfTheLeg", "HP:0003394"}
    assert classified["UBERON:8480048"] == set()
    assert engine.unsatisfiable() == set()


def test_what_can_have_no_instance_is_found() -> None:
    nothing = SubClassOf(Named("nos:A"), Some("nos:p", Named("owl:Nothing")))
    with ElkEngine((nothing, SubClassOf(Named("nos:B"), Named("nos:A")))) as engine:
        assert engine.unsatisfiable() == {"nos:A", "nos:B"}
        assert "nos:A" not in engine.classify()


def test_an_ontology_outside_el_gives_no_answer() -> None:
    text = f"""Ontology(<{EXAMPLE}o>
        SubClassOf(<{EXAMPLE}A> ObjectUnionOf(<{EXAMPLE}B> <{EXAMPLE}C>))
        SubClassOf(<{EXAMPLE}B> <{EXAMPLE}D>) SubClassOf(<{EXAMPLE}C> <{EXAMPLE}D>))"""
    with Reasoner(text.encode(), load_options=OPTIONS) as reasoner:
        result = reasoner.classify()
        with pytest.raises(ReasonerError, match="outside the reasoner's profile"):
            complete(result)


def test_an_ontology_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ReasonerError, match="cannot be loaded"):
        ElkEngine([SubClassOf(Named("nos:A>"), Named("nos:B"))])


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_all_questions_have_the_same_answer(
    data: st.DataObject,
    ontologies: st.SearchStrategy[tuple[Axiom, ...]],
    expressions: st.SearchStrategy[Expression],
) -> None:
    axioms, about = data.draw(ontologies), data.draw(expressions)
    with ElkEngine(axioms) as engine:
        classified, above = engine.classify(), engine.superclasses(about)
        for name in classified.keys() - {"owl:Thing"}:
            assert engine.subsumes(Named(name), about) == (name in above)
        for name in classified.keys() & about.signature() & {"nos:A", "nos:B"}:
            assert engine.superclasses(Named(name)) == classified[name] | {name}
        assert engine.equivalents(about) == {
            name for name in above if engine.subsumes(about, Named(name))
        }
    with ElkEngine((*axioms, EquivalentClasses(Named("nos:Fresh"), about))) as engine:
        assert above == engine.classify()["nos:Fresh"]


def test_a_class_with_two_definitions_has_the_superclasses_of_both() -> None:
    a, b, c, d = (Named(f"nos:{letter}") for letter in "ABCD")
    axioms = (EquivalentClasses(c, a), EquivalentClasses(d, a), SubClassOf(d, b))
    with ElkEngine(axioms) as engine:
        assert engine.superclasses(c) == {"nos:A", "nos:B", "nos:C", "nos:D"}
        assert engine.subsumes(b, c)
