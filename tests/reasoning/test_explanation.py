"""Any subsumption is explained by axioms that suffice and are all needed."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.reasoning.made_up import terminology

from nosograph.build.axioms import axioms_of
from nosograph.build.curated import Curated
from nosograph.errors import NotSubsumed, ReasoningTimeout
from nosograph.reasoning.axioms import (
    Axiom,
    EquivalentClasses,
    Named,
    PropertyChain,
    ReflexiveProperty,
    Some,
    SubClassOf,
)
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.explanation import Explainer, smallest
from nosograph.reasoning.index import DefinitionIndex
from nosograph.reasoning.justify import follows
from nosograph.reasoning.words import stated

A, B, C, D = (Named(f"nos:{letter}") for letter in "ABCD")


def assert_minimal(found: tuple[Axiom, ...], sub: str, sup: str) -> None:
    """ELK's calculus is asked, which had no part in the search."""
    assert follows(found, sub, sup, ElkEngine)
    for axiom in found:
        rest = [other for other in found if other != axiom]
        assert not follows(rest, sub, sup, ElkEngine), f"{axiom} is not needed"


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_every_subsumption_is_explained(
    data: st.DataObject, ontologies: st.SearchStrategy[tuple[Axiom, ...]]
) -> None:
    axioms = data.draw(ontologies)
    classified = DefinitionIndex(axioms).classify()
    entailed = sorted((sub, sup) for sub, above in classified.items() for sup in above)
    assume(entailed)
    sub, sup = data.draw(st.sampled_from(entailed))
    kept = data.draw(st.integers(0, len(axioms)))
    found, reasoner = Explainer(axioms[:kept]).justification(sub, sup, axioms[kept:])
    assert set(found) <= set(axioms)
    assert reasoner == DefinitionIndex.name
    assert_minimal(found, sub, sup)


def test_a_defined_concept_of_a_terminology_is_explained() -> None:
    axioms = tuple(terminology(3000))
    classified = DefinitionIndex(axioms).classify()
    stated_links = {(a.sub, a.sup) for a in axioms if isinstance(a, SubClassOf)}
    inferred = [
        (sub, sup)
        for sub, above in sorted(classified.items())
        for sup in sorted(above)
        if (Named(sub), Named(sup)) not in stated_links
    ]
    explainer = Explainer(axioms)
    for sub, sup in inferred[:: max(1, len(inferred) // 12)]:
        found, _ = explainer.justification(sub, sup)
        assert_minimal(found, sub, sup)


def test_what_does_not_follow_is_said(ours: Curated) -> None:
    explainer = Explainer(axioms_of(ours))
    with pytest.raises(NotSubsumed, match="nos:Finding is a subclass of HP:0003394"):
        explainer.justification("nos:Finding", "HP:0003394")
    with pytest.raises(NotSubsumed):
        explainer.justification("nos:Nowhere", "nos:Finding")


def test_a_class_is_under_itself_without_any_axiom() -> None:
    assert Explainer([SubClassOf(A, B)]).justification("nos:A", "nos:A")[0] == ()


def test_the_reasoner_explains_what_the_index_does_not_cover() -> None:
    chain = PropertyChain(("nos:p", "nos:p", "nos:p"), "nos:q")
    far = SubClassOf(A, Some("nos:p", Some("nos:p", Some("nos:p", B))))
    near = SubClassOf(Some("nos:q", B), C)
    found, reasoner = Explainer((chain, far, near, SubClassOf(A, D))).justification("nos:A", C.name)
    assert set(found) == {chain, far, near}
    assert reasoner == ElkEngine.name


def test_time_is_bounded() -> None:
    with pytest.raises(ReasoningTimeout, match="no explanation was found within 0 s"):
        Explainer([SubClassOf(A, B)], deadline=0).justification("nos:A", "nos:B")


@given(needed=st.sets(st.integers(0, 30), max_size=6), total=st.integers(31, 40))
def test_the_smallest_part_is_found(needed: set[int], total: int) -> None:
    links: list[Axiom] = [SubClassOf(Named(f"nos:{number}"), B) for number in range(total)]
    wanted = {links[number] for number in needed}
    assume(wanted)
    found = smallest([], links, lambda axioms: wanted <= set(axioms))
    assert set(found) == wanted


@pytest.mark.parametrize(
    ("axiom", "words"),
    [
        (PropertyChain(("nos:hasSite", "nos:partOf"), "nos:hasSite"),
         "what has site something that is part of another thing has site that thing"),
        (PropertyChain(("nos:hasComplication",), "nos:leadsTo"),
         "what can be complicated by something leads to it"),
        (ReflexiveProperty("nos:partOf"), "everything is part of itself"),
        (EquivalentClasses(A, B), "nos:A means nos:B"),
    ],
)  # fmt: skip
def test_every_axiom_is_said_in_words(axiom: Axiom, words: str) -> None:
    assert stated(axiom, lambda name: name) == words
