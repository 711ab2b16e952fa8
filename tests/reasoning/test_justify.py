"""A justification suffices, and nothing in it can be left out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nosograph.build.axioms import axioms_of
from nosograph.build.curated import Curated
from nosograph.errors import ReasonerError
from nosograph.reasoning.axioms import (
    And,
    Axiom,
    EquivalentClasses,
    Named,
    PropertyChain,
    Some,
    SubClassOf,
)
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.justify import follows, justification, leading_to, shortest
from nosograph.reasoning.justify_many import justifications

A, B, C, D = (Named(f"nos:{letter}") for letter in "ABCD")
DANGEROUS = EquivalentClasses(
    Named("nos:DoNotMissCondition"), And((A, Some("nos:q", Named("nos:Severe"))))
)


def assert_minimal(found: Sequence[Axiom], sub: str, sup: str) -> None:
    assert follows(found, sub, sup, ElkEngine)
    for axiom in found:
        rest = [other for other in found if other != axiom]
        assert not follows(rest, sub, sup, ElkEngine), f"{axiom} is not needed"


def test_only_what_is_needed_is_given() -> None:
    chain = PropertyChain(("nos:p", "nos:q"), "nos:q")
    clot = SubClassOf(Named("nos:Clot"), Some("nos:p", Named("nos:Embolism")))
    death = SubClassOf(Named("nos:Embolism"), Some("nos:q", Named("nos:Death")))
    severe = SubClassOf(Named("nos:Death"), Named("nos:Severe"))
    condition = SubClassOf(Named("nos:Clot"), A)
    beside = (SubClassOf(Named("nos:Clot"), B), SubClassOf(Named("nos:Embolism"), A))
    found = justification(
        (*beside, chain, clot, death, severe, condition, DANGEROUS),
        "nos:Clot",
        "nos:DoNotMissCondition",
    )
    assert set(found) == {chain, clot, death, severe, condition, DANGEROUS}
    assert_minimal(found, "nos:Clot", "nos:DoNotMissCondition")


def test_one_of_several_reasons_is_given() -> None:
    axioms = [SubClassOf(A, B), SubClassOf(B, D), SubClassOf(A, C), SubClassOf(C, D)]
    found = justification(axioms, "nos:A", "nos:D")
    assert set(found) in (set(axioms[:2]), set(axioms[2:]))


def test_the_search_widens_where_the_shortest_way_misleads() -> None:
    misleading = SubClassOf(A, Some("nos:p", D))
    axioms = [misleading, SubClassOf(A, B), SubClassOf(B, C), SubClassOf(C, D)]
    nearest = shortest(leading_to("nos:D", axioms), "nos:A", "nos:D")
    assert nearest == [misleading]
    assert not follows(nearest, "nos:A", "nos:D", ElkEngine)
    assert set(justification(axioms, "nos:A", "nos:D")) == set(axioms[1:])


def test_what_does_not_follow_has_no_justification() -> None:
    with pytest.raises(ReasonerError, match="nos:B is not subsumed by nos:A"):
        justification([SubClassOf(A, B)], "nos:B", "nos:A")


def test_every_reasoner_that_was_started_is_closed() -> None:
    running: list[ElkEngine] = []

    class Counted(ElkEngine):
        def __init__(self, axioms: Sequence[Axiom]) -> None:
            super().__init__(axioms)
            running.append(self)

        def close(self) -> None:
            running.remove(self)
            super().close()

    assert justification([SubClassOf(A, B), SubClassOf(A, C)], "nos:A", "nos:B", Counted)
    assert running == []


@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_any_justification_is_sufficient_and_minimal(
    data: st.DataObject, ontologies: st.SearchStrategy[tuple[Axiom, ...]]
) -> None:
    axioms = data.draw(ontologies)
    with ElkEngine(axioms) as engine:
        classified = engine.classify()
    entailed = sorted((sub, sup) for sub, above in classified.items() for sup in above)
    assume(entailed)
    sub, sup = data.draw(st.sampled_from(entailed))
    found = justification(axioms, sub, sup)
    assert set(found) <= set(axioms)
    assert_minimal(found, sub, sup)


@pytest.mark.parametrize(
    "condition", ["HP:0002625", "MONDO:0006844", "MONDO:0005386", "MONDO:0044753"]
)
def test_the_danger_of_our_conditions_is_justified(ours: Curated, condition: str) -> None:
    found = justification(axioms_of(ours), condition, "nos:DoNotMissCondition")
    assert_minimal(found, condition, "nos:DoNotMissCondition")
    assert len(found) <= 10


@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_many_justifications_at_once_are_sufficient_and_minimal_too(
    data: st.DataObject, ontologies: st.SearchStrategy[tuple[Axiom, ...]]
) -> None:
    axioms = data.draw(ontologies)
    with ElkEngine(axioms) as engine:
        classified = engine.classify()
    entailed = sorted((sub, sup) for sub, above in classified.items() for sup in above)
    assume(entailed)
    pairs = data.draw(st.lists(st.sampled_from(entailed), min_size=1, max_size=8, unique=True))
    found = justifications(axioms, pairs)
    assert sorted(found) == sorted(pairs)
    for (sub, sup), needed in found.items():
        assert set(needed) <= set(axioms)
        assert_minimal(needed, sub, sup)


def test_many_find_what_one_finds_where_the_shortest_way_misleads() -> None:
    misleading = SubClassOf(A, Some("nos:p", D))
    axioms = [misleading, SubClassOf(A, B), SubClassOf(B, C), SubClassOf(C, D)]
    found = justifications(axioms, [("nos:A", "nos:D"), ("nos:B", "nos:C")])
    assert set(found["nos:A", "nos:D"]) == set(axioms[1:])
    assert found["nos:B", "nos:C"] == (axioms[2],)
    assert justifications(axioms, []) == {}
    with pytest.raises(ReasonerError, match="nos:D is not subsumed by nos:A"):
        justifications(axioms, [("nos:D", "nos:A")])
