"""The curated tables are read with the place of every row, and broken ones are named."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nosograph.build import graphs
from nosograph.build.criteria import write_criteria, write_scores
from nosograph.build.hierarchy import Hierarchy
from nosograph.build.lexicon import entries
from nosograph.build.population import population
from nosograph.build.quads import Graph
from nosograph.build.sources import Read, Sources, read_sources
from nosograph.build.tables import read_folder, read_table
from nosograph.errors import NosographError, SourceError
from nosograph.reasoning.axioms import (
    And,
    Axiom,
    EquivalentClasses,
    Named,
    Some,
    SubClassOf,
)

SPASM, LEG, BUTTOCK = Named("HP:0003394"), Named("UBERON:0002103"), Named("UBERON:0013691")


def test_a_row_knows_its_cells_and_its_line(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text("# about\nid\tlabel\tparents\n\n# more\nnos:A\t\tnos:B | nos:C|\n")
    (row,) = read_table(path)
    assert (row.line, row["id"], row["label"]) == (5, "nos:A", "")
    assert row.values("parents") == ("nos:B", "nos:C")
    with pytest.raises(SourceError, match=r"t\.tsv, line 5: label is empty"):
        row.required("label")
    with pytest.raises(SourceError, match=r"t\.tsv, line 1: no column urgency"):
        row["urgency"]


def test_a_table_may_have_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text("id\tlabel\n")
    assert read_table(path) == ()


@pytest.mark.parametrize("text", ["id\tlabel\nnos:A\n", "id\nnos:A\tA\n"])
def test_a_row_of_the_wrong_length_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text(text)
    with pytest.raises(SourceError, match=r"t\.tsv, line 2: . columns instead of .") as caught:
        read_table(path)
    assert caught.value.line == 2


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "not UTF-8"])
def test_a_table_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    if content:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=r"t\.tsv: cannot be read"):
        read_table(path)


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in "ba":
        (tmp_path / f"{name}.tsv").write_text(f"id\n{name}\n")
    assert [row["id"] for row in read_folder(tmp_path)] == ["a", "b"]
    with pytest.raises(SourceError, match="no tables"):
        read_folder(tmp_path / "absent")


def test_a_complaint_of_one_alternative_is_defined_by_it(mini_read: Read) -> None:
    defined = definitions(mini_read.axioms)["nos:NocturnalLegAndButtockSpasm"]
    night = Some("nos:hasTiming", Named("HP:0025301"))
    assert defined == And(
        (
            Named("nos:Presentation"),
            Some("nos:hasFinding", And((SPASM, Some("nos:hasSite", LEG), night))),
            Some("nos:hasFinding", And((SPASM, Some("nos:hasSite", BUTTOCK), night))),
        )
    )


def test_each_of_several_alternatives_suffices_for_a_complaint(mini_read: Read) -> None:
    complaint = Named("nos:LegOrButtockSpasm")
    assert complaint.name not in definitions(mini_read.axioms)
    for site in (LEG, BUTTOCK):
        spasm = And((SPASM, Some("nos:hasSite", site)))
        presentation = And((Named("nos:Presentation"), Some("nos:hasFinding", spasm)))
        assert SubClassOf(presentation, complaint) in mini_read.axioms


def test_tables_become_axioms(mini_read: Read) -> None:
    assert {
        SubClassOf(Named("UBERON:8480048"), Some("nos:partOf", Named("UBERON:0000978"))),
        SubClassOf(Named("HP:0002625"), Some("nos:hasComplication", Named("MONDO:0005279"))),
        SubClassOf(Named("MONDO:0003441"), Some("nos:hasPrevalence", Named("nos:RarePrevalence"))),
        SubClassOf(Named("nos:Death"), Named("nos:SevereOutcome")),
        EquivalentClasses(Named("nos:LegMuscleSpasm"), And((SPASM, Some("nos:hasSite", LEG)))),
    } <= set(mini_read.axioms)
    assert len(set(mini_read.axioms)) == len(mini_read.axioms)


def definitions(axioms: tuple[Axiom, ...]) -> dict[str, object]:
    return {a.name.name: a.definition for a in axioms if isinstance(a, EquivalentClasses)}


@pytest.mark.parametrize(
    ("table", "old", "new", "reason"),
    [
        (
            "conditions",
            "\tuncommon\tcommon\thours",
            "\tunheard\tcommon\thours",
            "prevalence is not one of very_co",
        ),
        ("conditions", "\tcommon\thours", "\tcommon\tsoon", "urgency is not one of hours"),
        ("conditions", "\tcommon\thours", "\toften\thours", "incidence is not one of very_co"),
        ("conditions", "\t40-90\t", "\told\t", "age is not of the form 30-90: old"),
        ("conditions", "\t40-90\t", "\t90-40\t", "age: the first year is below the second"),
        ("conditions", "hours-days", "hours-soon", "duration is not one or two of seconds"),
        ("conditions", "hours-days", "days-hours", "duration: the shorter one comes first"),
        ("conditions", "mostly_female", "women", "sex is not one of female"),
        ("criteria", "redflag", "flag", "kind is not one of criteria, redflag"),
        ("criteria", "HP:0000969", "HP:6", "finding: unknown or obsolete id HP:6"),
        ("scores", "\t1\t0 low", "\tone\t0 low", "points is not a number: one"),
        ("scores", "0 low;", "low;", "bands: not of the form 0-1 low: low"),
        ("scores", "nos:RecentImm", "nos:Imm", "finding: unknown or obsolete id nos:Imm"),
        (
            "conditions",
            "\tnos:Condition\t",
            "\tnos:Conditon\t",
            "parents: unknown or obsolete id nos:Conditon",
        ),
        ("conditions", "MONDO:0003441", "ZZ:0003441", "ZZ:0003441 is not an id"),
        ("conditions", "MONDO:0003441", "MONDO 3441", "MONDO 3441 is not an id"),
        ("complications", "has_complication", "leads_to", "relation is not one of has_complicat"),
        ("complications", "HP:0002625", "", "condition is empty"),
        ("complications", "MONDO:0005279", "MONDO:1", "object: unknown or obsolete id MONDO:1"),
        ("complaints", "\t1\tHP:0003394", "\t\tHP:0003394", "alternative is empty"),
        ("complaints", "\t1\tHP:0003394", "\tone\tHP:0003394", "alternative is not a number"),
        ("complaints", "\t1\tHP:0003394", "\t1\t", "finding is empty"),
        ("complaints", "\t1\tHP:0003394", "\t1\tHP:1", "finding: unknown or obsolete id HP:1"),
        ("complaints", "\t1\tHP:0003394", "\t1\t|", "finding: unknown or obsolete id |"),
        ("findings", "HP:0003394", "HP:0003394|HP:0003394", "genus: unknown or obsolete id HP:0"),
        ("findings", "UBERON:0002103", "UBERON:1", "site: unknown or obsolete id UBERON:1"),
        ("findings", "HP:0025301", "HP:2", "timing: unknown or obsolete id HP:2"),
        ("findings", "HP:0012833", "HP:2", "modifiers: unknown or obsolete id HP:2"),
        ("sites", "\tUBERON:0000978\t", "\tUBERON:2\t", "part_of: unknown or obsolete id UBERON:2"),
        ("modifiers", "HP:0012831", "HP:3", "parents: unknown or obsolete id HP:3"),
        (
            "outcomes",
            "nos:SevereOutcome",
            "nos:Severe",
            "parents: unknown or obsolete id nos:Severe",
        ),
        ("causes/LegOrButtockSpasm", "\tleading\t", "\tfirst\t", "band is not one of leading"),
        (
            "causes/LegOrButtockSpasm",
            "MONDO:0005391",
            "MONDO:9",
            "condition: unknown or obsolete id MONDO:9",
        ),
        (
            "causes/LegOrButtockSpasm",
            "nos:LegOr",
            "nos:ArmOr",
            "complaint: unknown or obsolete id nos:ArmOr",
        ),
        ("lexicon/everyday", "\tfinding\t", "\tthing\t", "kind is none of the entry kinds"),
        ("lexicon/everyday", "charley horse", "", "phrase is empty"),
        ("lexicon/everyday", "HP:0003394", "HP:5", "code: unknown or obsolete id HP:5"),
        ("mappings/nosograph.sssom", "skos:exactMatch", "same", "same is not an id"),
        ("mappings/nosograph.sssom", "SNOMEDCT:128053003", "X Y", "X Y is not an id"),
        ("mappings/nosograph.sssom", "skos:exactMatch", "", "predicate_id is empty"),
        ("findings", "HP:0003394", "HP:9990002", "genus: unknown or obsolete id HP:9990002"),
        ("conditions", "made-up|judgement", "hearsay|judgement", "source: unknown source hearsay"),
        ("complications", "dies\tjudgement", "dies\tdoctor X:1", "source: unknown source doctor"),
        ("sources", "made-up", "made>up", "nos:made>up is not an id"),
        ("scores/mini", "nos:MiniClotScore", "MiniClotScore", "MiniClotScore is not an id"),
    ],
)
def test_a_broken_record_is_named(
    table: str,
    old: str,
    new: str,
    reason: str,
    table_path: Callable[[str], Path],
    fresh_sources: Sources,
    mini_hierarchy: Hierarchy,
) -> None:
    path = table_path(table)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceError, match=re.escape(reason)) as caught:
        read_and_write(fresh_sources, mini_hierarchy)
    assert caught.value.file == str(path)
    assert caught.value.line == text[: text.index(old)].count("\n") + 1


def read_and_write(sources: Sources, hierarchy: Hierarchy) -> None:
    """Do everything with the tables of which a broken one may be the end."""
    read = read_sources(sources)
    written: list[str] = []
    graph = Graph(written.append, "https://example.org/g")
    graphs.write_curated(graph, read.curated, hierarchy)
    write_criteria(graph, read.curated)
    write_scores(graph, read.curated)
    rows = {row["id"]: row for row in read.curated.conditions}
    population(rows, sorted(rows))
    graphs.write_mappings(graph, read.curated.mappings)
    graphs.write_annotations(graph, "nosograph", read.annotations, listed_rare=False)
    assert len(list(ox.parse("".join(written), format=ox.RdfFormat.N_QUADS))) == graph.count
    assert list(entries(read.curated, read.hpo, hierarchy.above))


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_a_changed_table_is_read_or_refused(
    data: st.DataObject,
    mutations: st.SearchStrategy,
    mini_sources: Sources,
    mini_hierarchy: Hierarchy,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The file is changed in place, and put back: copying a folder takes longer."""
    files = sorted(mini_sources.ontology.rglob("*.tsv"))
    path = data.draw(st.sampled_from(files))
    content = path.read_bytes()
    try:
        path.write_bytes(data.draw(mutations)(content))
        read_and_write(mini_sources, mini_hierarchy)
    except NosographError as error:
        assert ".tsv" in str(error)
    finally:
        path.write_bytes(content)
