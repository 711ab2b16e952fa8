"""Vignettes: read, asked, ranked and reported; broken ones are named."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.artefacts import ontology_folder
from nosograph.cohort.names import ConditionNames, names_of
from nosograph.cohort.vignettes import (
    Outcome,
    Vignette,
    case_of,
    evaluate,
    read_aliases,
    read_vignettes,
    report,
)
from nosograph.domain.differential import Differential, Entry, Kin, Relation, Tier
from nosograph.domain.knowledge import Condition
from nosograph.domain.presentation import Observation, Presentation
from nosograph.errors import EmptyPresentation, SourceError
from nosograph.text.context import ContextRules
from nosograph.text.forms import regular_stem

FORMS = ContextRules.load(ontology_folder() / "text").forms


def stem(word: str) -> str:
    return FORMS.level(regular_stem(word))


NAMES = ConditionNames(
    [
        ("MONDO:1", "kidney stones"),
        ("MONDO:1", "Nephrolithiasis"),
        ("MONDO:2", "Appendicitis"),
        ("MONDO:3", "haemolytic uraemic syndrome"),
    ],
    {"Tummy ache": ["MONDO:2"]},
    stem,
)


@pytest.mark.parametrize(
    ("gold", "ids"),
    [
        ("Ureteric stones (kidney stones)", {"MONDO:1"}),
        ("kidney stone", {"MONDO:1"}),
        ("Kidney stones or appendicitis", {"MONDO:1", "MONDO:2"}),
        ("Hemolytic uraemic syndrome1", {"MONDO:3"}),
        ("tummy ache", {"MONDO:2"}),
        ("Appendicitis (severe)\n(diagnosis may include nephrolithiasis)", {"MONDO:1", "MONDO:2"}),
        ("Boredom", set()),
        ("", set()),
        ("()", set()),
    ],
)
def test_a_gold_diagnosis_is_found_by_any_of_its_names(gold: str, ids: set[str]) -> None:
    assert NAMES.find(gold) == ids


@given(st.text())
def test_any_text_has_names_without_case_or_punctuation(text: str) -> None:
    for name in (text, *names_of(text)):
        assert set(NAMES.normal(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


def entry(name: str, tier: Tier, probability: float) -> Entry:
    return Entry(Condition(name, name), tier, probability, ())


def ask(text: str) -> Differential:
    if "nothing" in text:
        raise EmptyPresentation("no findings")
    return Differential(
        release="test",
        presentation=Presentation((Observation("HP:0002027"),)),
        complaints=(),
        entries=(
            entry("MONDO:2", Tier.MOST_LIKELY, 0.6),
            entry("MONDO:3", Tier.DO_NOT_MISS, 0.1),
            entry("MONDO:1", Tier.RARE, 0.2),
        ),
        labels=(("HP:0002027", "Abdominal pain"),),
    )


def test_entries_rank_by_probability_and_what_is_unknown_counts_as_missed() -> None:
    cases = [
        Vignette("pain", "Appendicitis", "em"),
        Vignette("pain", "kidney stones", "ne"),
        Vignette("pain", "haemolytic uraemic syndrome", "em"),
        Vignette("nothing", "Appendicitis", "em"),
        Vignette("pain", "Boredom", "sc"),
    ]
    outcomes = list(evaluate(cases, ask, NAMES))
    assert [item.place.rank for item in outcomes] == [1, 2, 3, math.inf, math.inf]
    figures = report(outcomes)
    assert figures["cases"] == 5
    assert figures["known"] == 4
    assert figures["top_1"] == pytest.approx(1 / 5)
    assert figures["top_3"] == figures["top_5"] == pytest.approx(3 / 5)
    assert figures["mrr"] == pytest.approx((1 + 1 / 2 + 1 / 3) / 5)
    assert figures["median_rank"] == 2
    assert figures["emergencies"] == 3
    assert figures["emergencies_not_missed"] == pytest.approx(2 / 3)
    assert figures["unmatched"] == ["Boredom"]
    assert json.dumps(figures)
    assert case_of(outcomes[0])["findings"] == ["present Abdominal pain"]


@pytest.mark.parametrize(("relation", "counts"), [(Relation.BROADER, 1), (Relation.NARROWER, 0)])
def test_an_entry_that_is_a_kind_of_the_diagnosis_is_a_hit_beside_the_strict_figures(
    relation: Relation, counts: int
) -> None:
    kin = Kin(Condition("MONDO:2", "MONDO:2"), relation, Tier.RARE, 0.1)
    first = replace(entry("MONDO:1", Tier.MOST_LIKELY, 0.9), also=(kin,))

    def ask_family(text: str) -> Differential:
        return replace(ask(text), entries=(first,))

    outcomes = list(evaluate([Vignette("pain", "Appendicitis", "em")], ask_family, NAMES))
    figures = report(outcomes)
    assert (figures["top_1"], figures["mrr"]) == (counts, counts)
    assert figures["emergencies_not_missed"] == counts
    assert figures["strict"]["top_10"] == figures["strict"]["emergencies_not_missed"] == 0
    assert figures["named"]["top_1"] == figures["named"]["emergencies_not_missed"] == 1
    assert case_of(outcomes[0])["strict_rank"] is None


def test_calibration_compares_what_the_first_entry_is_said_to_be_with_how_often_it_is() -> None:
    cases = [Vignette("pain", gold) for gold in ("Appendicitis", "kidney stones", "Boredom")]
    said = report(list(evaluate(cases, ask, NAMES)))["calibration"]
    assert said["brier"] == pytest.approx((0.4**2 + 0.6**2) / 2), "of known diagnoses"
    (row,) = said["reliability"]
    assert (row["cases"], row["right"]) == (2, 0.5)
    assert row["probability"] == pytest.approx(0.6)


def test_nothing_to_evaluate_is_no_error() -> None:
    figures = report(tuple[Outcome, ...]())
    assert figures["cases"] == 0
    assert figures["median_rank"] is None


def test_the_fields_of_other_sets_are_read_and_absent_findings_denied(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    case = {
        "demographics": "A 30-year-old man",
        "chief_complaints": ["cough", "fever"],
        "presentation": "Ill for two days.",
        "absent_findings": "rash, vomiting",
        "physical_history": "Asthma",
        "correct_diagnosis": " Influenza ",
        "explanation": "it is influenza",
    }
    denied = case | {"absent_findings": ["No rash", "stiff neck"]}
    path.write_text(f"{json.dumps(case)}\n\n{json.dumps(denied)}\n", encoding="utf-8")
    first, second = read_vignettes(path)
    assert first.text == (
        "A 30-year-old man. cough. fever. Ill for two days. no rash. no vomiting. Asthma."
    )
    assert first.gold == "Influenza"
    assert "No rash. no stiff neck." in second.text


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"correct_diagnosis": "x"}', '{"text": "x"}'])
def test_a_broken_line_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f'{{"text": "a", "diagnosis": "b"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(SourceError, match=r"cases\.jsonl, line 2"):
        read_vignettes(path)


def test_aliases_name_several_conditions(tmp_path: Path) -> None:
    path = tmp_path / "aliases.tsv"
    path.write_text("# gold\tcondition\nUTI\tMONDO:1\nUTI\tMONDO:2\n", encoding="utf-8")
    assert read_aliases(path) == {"UTI": {"MONDO:1", "MONDO:2"}}
    path.write_text("UTI MONDO:1\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"aliases\.tsv, line 1"):
        read_aliases(path)
