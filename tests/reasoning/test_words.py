"""Axioms in plain words."""

from __future__ import annotations

import pytest

from nosograph.reasoning.axioms import (
    And,
    Axiom,
    EquivalentClasses,
    Named,
    PropertyChain,
    Some,
    SubClassOf,
)
from nosograph.reasoning.words import explain, in_words

CLOT, EMBOLISM, DEATH = Named("nos:Clot"), Named("nos:Embolism"), Named("nos:Death")
LABELS = {
    "nos:Clot": "venous clot",
    "nos:Embolism": "lung clot",
    "nos:Death": "death",
    "SNOMEDCT:363698007": "Finding site",
}


def label(name: str) -> str:
    return LABELS.get(name, name.partition(":")[2].lower())


@pytest.mark.parametrize(
    ("axiom", "words"),
    [
        (SubClassOf(EMBOLISM, CLOT), "lung clot is a kind of venous clot"),
        (
            SubClassOf(CLOT, Some("nos:hasComplication", EMBOLISM)),
            "venous clot can be complicated by lung clot",
        ),
        (
            SubClassOf(EMBOLISM, Some("nos:hasOutcomeIfMissed", DEATH)),
            "lung clot can end, if missed, in death",
        ),
        (
            SubClassOf(CLOT, Some("nos:hasPrevalence", Named("nos:Rare"))),
            "venous clot has a prevalence of rare",
        ),
        (
            EquivalentClasses(
                CLOT, And((Some("nos:hasSite", Named("nos:Leg")), Named("nos:Mass")))
            ),
            "venous clot means mass at the leg",
        ),
        (
            SubClassOf(CLOT, And((EMBOLISM, Some("nos:hasTiming", Named("nos:Nocturnal"))))),
            "venous clot is a kind of lung clot and that is nocturnal",
        ),
        (
            SubClassOf(EMBOLISM, Some("SNOMEDCT:363698007", Named("nos:Lung"))),
            "lung clot has “Finding site” lung",
        ),
        (PropertyChain(("nos:p", "nos:q"), "nos:q"), ""),
    ],
)
def test_an_axiom_is_said_in_words(axiom: Axiom, words: str) -> None:
    assert in_words(axiom, label) == words


def test_an_explanation_leaves_out_what_is_said_of_all() -> None:
    axioms = [
        SubClassOf(CLOT, Named("nos:Condition")),
        SubClassOf(CLOT, Some("nos:hasOutcomeIfMissed", DEATH)),
        SubClassOf(DEATH, Named("nos:SevereOutcome")),
    ]
    said = explain("venous clot must not be missed", axioms, label)
    assert said.words == (
        "venous clot must not be missed because venous clot can end, if missed, in death."
    )
    assert said.axioms == tuple(axiom.manchester(label) for axiom in axioms)


def test_a_conclusion_without_reasons_stands_alone() -> None:
    assert explain("so it is", [], label).words == "so it is."
