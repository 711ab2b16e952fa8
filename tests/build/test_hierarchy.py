"""The hierarchy is closed, has no cycle, and holds what the reasoner adds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.build.contents import canonical, terms_of, within
from nosograph.build.frequencies import Profile
from nosograph.build.hierarchy import Hierarchy, classified, module, taxonomy
from nosograph.build.obo import Term
from nosograph.build.sources import Read
from nosograph.errors import InvalidRelease
from nosograph.reasoning.axioms import Named, SubClassOf
from nosograph.reasoning.engine import ElkEngine

LEG, LOWER, CALF, BUTTOCK, PELVIS = (
    "UBERON:0002103",
    "UBERON:0000978",
    "UBERON:8480048",
    "UBERON:0013691",
    "UBERON:0002355",
)


def terms(**parents: str) -> dict[str, Term]:
    return {name: Term(name, name, 1, parents=tuple(above)) for name, above in parents.items()}


def test_the_closure_holds_every_way_up() -> None:
    closed = taxonomy(terms(d="bc", b="a", c="a", a=""))
    assert closed == {
        "a": frozenset("a"),
        "b": frozenset("ab"),
        "c": frozenset("ac"),
        "d": frozenset("abcd"),
    }


@pytest.mark.parametrize(
    "cycle", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "b"}]
)
def test_a_cycle_is_refused(cycle: dict[str, str]) -> None:
    with pytest.raises(InvalidRelease, match="is-a cycle through"):
        taxonomy(terms(**cycle))


@given(links=st.dictionaries(st.integers(1, 60), st.sets(st.integers(0, 59), max_size=4)))
def test_the_closure_is_reflexive_and_transitive(links: dict[int, set[int]]) -> None:
    known = {str(i): Term(str(i), "", 1) for i in range(61)} | {
        str(i): Term(str(i), "", 1, parents=tuple(str(p) for p in sorted(above) if p < i))
        for i, above in links.items()
    }
    closed = taxonomy(known)
    for name, above in closed.items():
        assert above == {name}.union(*(closed[parent] for parent in known[name].parents))


def test_a_long_chain_is_closed_without_recursion() -> None:
    chain = {
        str(i): Term(str(i), "", 1, parents=(str(i + 1),) if i < 3000 else ()) for i in range(3001)
    }
    assert len(taxonomy(chain)["0"]) == 3001


def test_obsolete_terms_are_left_out(mini_hierarchy: Hierarchy) -> None:
    assert "HP:9990002" not in mini_hierarchy
    assert mini_hierarchy.superclasses("HP:9990002") == {"HP:9990002"}


def test_definitions_add_to_the_taxonomy(mini_hierarchy: Hierarchy) -> None:
    assert mini_hierarchy.subsumes("nos:LegMuscleSpasm", "nos:NocturnalLegMuscleSpasm")
    assert mini_hierarchy.subsumes("HP:0000118", "nos:NocturnalLegMuscleSpasm")
    assert mini_hierarchy.subsumes("nos:Finding", "HP:0003394")
    assert mini_hierarchy.subsumes("nos:LegOrButtockSpasm", "nos:NocturnalLegAndButtockSpasm")
    assert mini_hierarchy.subsumes("nos:DoNotMissCondition", "HP:0002625")
    assert mini_hierarchy.subsumes("nos:RareCondition", "MONDO:0003441")
    assert not mini_hierarchy.subsumes("nos:DoNotMissCondition", "MONDO:0005391")


def test_what_can_have_no_instance_is_refused(mini_read: Read) -> None:
    broken = SubClassOf(Named("nos:Death"), Named("owl:Nothing"))
    axioms = (*mini_read.axioms, broken)
    with ElkEngine(axioms) as engine, pytest.raises(InvalidRelease) as caught:
        classified(engine, {}, ())
    assert "nos:Death can have no instance" in caught.value.violations


def test_the_module_classifies_presentations_as_all_of_hpo_does(
    mini_read: Read, mini_hierarchy: Hierarchy
) -> None:
    closed = taxonomy(mini_read.hpo.terms)
    part = module(mini_read.axioms, mini_read.curated, mini_read.hpo.terms, closed)
    links = (
        SubClassOf(Named(term.id), Named(parent))
        for term in mini_read.hpo.terms.values()
        for parent in term.parents
    )
    with ElkEngine((*mini_read.axioms, *links)) as engine:
        everything = engine.classify()
    assert len(part) < len(mini_read.axioms) + len(closed)
    for name, above in mini_hierarchy.above.items():
        assert above == everything.get(name, frozenset()) | {name}


def test_a_part_of_a_part_lies_within_the_whole(mini_read: Read, mini_hierarchy: Hierarchy) -> None:
    found = within(mini_read.curated, mini_hierarchy)
    assert found[CALF] >= {CALF, LOWER, LEG}
    assert found[BUTTOCK] >= {BUTTOCK, PELVIS}
    assert LEG not in found[BUTTOCK]
    assert found[LEG].isdisjoint({CALF, LOWER})


def test_a_listed_disease_stands_under_the_condition_that_it_is_narrower_than(
    mini_read: Read,
) -> None:
    listed = {"OMIM:900003": Profile(), "MONDO:0003441": Profile(), "HP:0002625": Profile()}
    assert canonical(mini_read.curated, listed) == {"OMIM:900003": "MONDO:0003441"}
    assert canonical(mini_read.curated, {"OMIM:900003": Profile()}) == {}


def test_old_ids_lead_to_current_terms(mini_read: Read) -> None:
    found = terms_of(mini_read)
    assert found.current("HP:9990001") == "HP:0001324"
    assert found.current("HP:9990002") == "HP:0003394"
    assert found.current("HP:9990003") is None
    assert found.label("HP:0002625") == "Deep venous thrombosis"
    assert found.label("nos:RareCondition") == "rare condition"
    assert found.label(LEG) == "hindlimb"
