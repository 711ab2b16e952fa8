"""What a release of the tiny world says in its graphs and its lexicon."""

from __future__ import annotations

import pytest

from nosograph.build.hierarchy import Hierarchy
from nosograph.build.lexicon import entries
from nosograph.build.quads import Graph
from nosograph.build.risk import infer_risks, write_risks
from nosograph.build.sources import Read
from nosograph.domain.identifiers import PREFIXES, curie
from nosograph.knowledge.release import Release
from nosograph.knowledge.store import EmbeddedStore
from nosograph.reasoning.axioms import Named, Some, SubClassOf
from nosograph.reasoning.justify import in_order
from nosograph.text.lexicon import DECIDED, EntryKind, LexiconEntry

PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
G = "https://w3id.org/nosograph/graph/"


@pytest.fixture(scope="module")
def store(mini_release: Release) -> EmbeddedStore:
    return EmbeddedStore(mini_release.store)


def ask(store: EmbeddedStore, graph: str, pattern: str) -> set[tuple[str, ...]]:
    """Return the rows of a pattern over one graph, in the order of their variables' names."""
    rows = store.select(f"{PROLOGUE}SELECT * WHERE {{ GRAPH <{G}{graph}> {{ {pattern} }} }}")
    return {tuple(curie(row[name]) for name in sorted(row)) for row in rows}


def test_hpo_is_written_as_it_is_said(store: EmbeddedStore) -> None:
    assert ask(store, "hpo", "HP:0003394 rdfs:label ?a") == {("Muscle spasm",)}
    assert ask(store, "hpo", "?a owl:deprecated true") == {("HP:9990002",), ("HP:9990003",)}
    assert ask(store, "hpo", "?a IAO:0100001 ?b") == {("HP:9990002", "HP:0003394")}
    assert ask(store, "hpo", "HP:0000969 oboInOwl:hasBroadSynonym ?a") == {("Swelling",)}


def test_annotations_are_written_with_where_they_come_from(store: EmbeddedStore) -> None:
    denied = "[] nos:negated true ; nos:condition ?a ; nos:finding ?b ; nos:reference ?c"
    assert ask(store, "hpoa", denied) == {("OMIM:900001", "HP:0012452", "OMIM:900001")}
    assert ask(store, "nosograph", denied) == {
        ("nos:SleepRelatedLegCramps", "HP:0012452", "judgement")
    }


def test_listed_diseases_are_marked_as_such(store: EmbeddedStore) -> None:
    listed = ask(store, "hpoa", "?a rdfs:subClassOf nos:ListedRareDisease")
    assert listed == {("OMIM:900001",), ("OMIM:900002",), ("OMIM:900003",), ("ORPHA:900004",)}


def test_a_cause_is_written_with_band_reason_and_source(store: EmbeddedStore) -> None:
    leading = "[] nos:band nos:LeadingCause ; nos:condition ?a ; nos:reason ?b ; dcterms:source ?c"
    assert ask(store, "nosograph", leading) == {
        (
            "nos:SleepRelatedLegCramps",
            "the usual cause of a painful cramp of the leg",
            "nos:source/judgement",
        ),
        ("MONDO:0005391", "an urge to move the legs, worst at night", "nos:source/made-up"),
    }


def test_the_closure_is_complete_so_that_no_query_needs_a_path(
    store: EmbeddedStore, mini_hierarchy: Hierarchy
) -> None:
    pairs = ask(store, "closure", "?a rdfs:subClassOf ?b")
    assert pairs >= {(name, up) for name, above in mini_hierarchy.above.items() for up in above}
    assert ("UBERON:8480048", "UBERON:0002103") in ask(store, "closure", "?a nos:within ?b")


def test_the_inferred_dangers_are_those_of_the_tiny_world(store: EmbeddedStore) -> None:
    dangerous = ask(store, "inferred", "?a rdfs:subClassOf nos:DoNotMissCondition")
    assert dangerous == {("HP:0002625",), ("MONDO:0005279",), ("MONDO:0005386",)}
    rare = ask(store, "inferred", "?a rdfs:subClassOf nos:RareCondition")
    assert rare == {("MONDO:0003441",), ("MONDO:0005279",)}, "by prevalence, and by incidence"


def test_a_danger_is_explained_by_what_can_follow(
    mini_read: Read, mini_hierarchy: Hierarchy
) -> None:
    labels = mini_read.curated.labels
    (found,) = infer_risks(
        mini_read.axioms, mini_hierarchy, ["HP:0002625"], lambda name: labels.get(name, name)
    )
    assert found.tier == "nos:DoNotMissCondition"
    assert found.outcomes == ("nos:Death",)
    assert found.explanation.words.startswith(
        "Deep venous thrombosis must not be missed because Deep venous thrombosis can be "
        "complicated by pulmonary embolism"
    )
    assert found.explanation.words.endswith("can end, if missed, in death.")
    written: list[str] = []
    write_risks(Graph(written.append, f"{G}inferred"), [found])
    assert any("Deep venous thrombosis must not be missed" in line for line in written)


def test_reasons_are_ordered_as_they_are_followed() -> None:
    first = SubClassOf(Named("nos:A"), Some("nos:p", Named("nos:B")))
    second = SubClassOf(Named("nos:B"), Some("nos:q", Named("nos:C")))
    third = SubClassOf(Named("nos:C"), Named("nos:D"))
    assert in_order("nos:A", [third, second, first]) == [first, second, third]


def test_the_lexicon_has_our_names_and_hpos(mini_read: Read, mini_hierarchy: Hierarchy) -> None:
    found = set(entries(mini_read.curated, mini_read.hpo, mini_hierarchy.above))
    assert {
        LexiconEntry("charley horse", "HP:0003394", EntryKind.FINDING, DECIDED),
        LexiconEntry("Muscle spasms", "HP:0003394", EntryKind.FINDING, "exact"),
        LexiconEntry("butt", "UBERON:0013691", EntryKind.SITE, "lay"),
        LexiconEntry("Nocturnal", "HP:0025301", EntryKind.TIMING, "exact"),
        LexiconEntry("one-sided", "HP:0012833", EntryKind.MODIFIER, "exact"),
        LexiconEntry("Swelling", "HP:0000969", EntryKind.FINDING, "broad"),
    } <= found
    codes = {entry.code for entry in found}
    assert codes.isdisjoint({"HP:9990002", "HP:9990003", "HP:0000001"})
