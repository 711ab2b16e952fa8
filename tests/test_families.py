"""On the whole release: a condition and its kinds are one answer, and what names it is found."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from nosograph import assembly
from nosograph.consult.diagnose import Consultation
from nosograph.domain.differential import Differential, Relation, Tier
from nosograph.knowledge.release import current_release
from nosograph.settings import Settings

CONJUNCTIVITIS = "MONDO:0003799"
CHANNELS, PARALYSIS = "MONDO:0019119", "MONDO:0008223"
TEXTS = (
    "sudden weakness of the right arm and face, slurred speech, an hour ago",
    "red eyes with discharge for two days, lids stuck together in the morning, itching",
    "fever, productive cough, breathless, crackles",
    "vomiting and watery diarrhoea since yesterday, cramps",
    "weight loss, tremor, palpitations, heat intolerance, goitre",
)

pytestmark = pytest.mark.sources


@pytest.fixture(scope="module")
def consultation(release_home: Path) -> Consultation:
    settings = replace(Settings.from_environment(), home=release_home)
    return assembly.consultation(settings, current_release(release_home))


@pytest.fixture(scope="module")
def answers(consultation: Consultation) -> dict[str, Differential]:
    return {text: consultation.diagnose_text(text) for text in TEXTS}


@pytest.mark.parametrize("text", TEXTS)
def test_no_two_answers_are_a_condition_and_its_kind(
    consultation: Consultation, answers: dict[str, Differential], text: str
) -> None:
    matrix = consultation.likelihood.matrix
    found = [matrix.condition_position[entry.condition.id] for entry in answers[text].entries]
    for kind, whole in permutations(found, 2):
        assert whole not in matrix.broader_than(kind), (
            matrix.conditions[kind],
            matrix.conditions[whole],
        )


def test_stroke_and_ischaemic_stroke_are_one_answer(answers: dict[str, Differential]) -> None:
    first = answers[TEXTS[0]].entries[0]
    relations = {kin.condition.label: kin.relation for kin in first.also}
    named = {first.condition.label, *relations}
    assert {"stroke", "ischaemic stroke"} <= named
    assert first.condition.danger is not None
    assert all(0 <= kin.probability <= first.probability for kin in first.also)
    if first.condition.label == "stroke":
        assert relations["ischaemic stroke"] is Relation.NARROWER


def test_a_category_is_found_by_what_its_kinds_have(answers: dict[str, Differential]) -> None:
    named = {
        entry.condition.id
        for entry in answers[TEXTS[1]].entries
        if entry.tier in (Tier.MOST_LIKELY, Tier.LIKELY)
    }
    kin = {k.condition.id for entry in answers[TEXTS[1]].entries for k in entry.also}
    assert CONJUNCTIVITIS in named | kin


def test_what_a_document_lists_as_two_causes_stays_two(consultation: Consultation) -> None:
    found = consultation.diagnose_text("nocturnal leg and butt spasms")
    listed = {entry.condition.id for entry in found.entries}
    assert {CHANNELS, PARALYSIS} <= listed
