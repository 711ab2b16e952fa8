from __future__ import annotations

import json

from nosograph.domain.differential import (
    NOTICE,
    Differential,
    Entry,
    FindingEvidence,
    Kin,
    MatchCase,
    Relation,
    Replacement,
    Tier,
)
from nosograph.domain.knowledge import (
    Cause,
    CauseBand,
    Condition,
    Danger,
    Evidence,
    Explanation,
    MatchedComplaint,
    Urgency,
)
from nosograph.domain.presentation import Observation, Presentation, Span, Suggestion
from nosograph.exchange.differential_json import render_differential

EVIDENCE = Evidence("hpoa-2025-01-16", ("PMID:1",))
WARM_CALF = FindingEvidence(
    "HP:0010741",
    "Pedal edema",
    12.34567,
    MatchCase.MORE_SPECIFIC_ANNOTATED,
    matched="HP:0000969",
    matched_label="Edema",
    frequency=0.7,
    evidence=(EVIDENCE,),
)
THROMBOSIS = Condition(
    "HP:0002625",
    "Deep venous thrombosis",
    codes={"snomed": ("128053003",), "icd10cm": ("I82.409",)},
    danger=Danger(Urgency.HOURS, ("Death",), Explanation("It can embolise.", ("A SubClassOf B",))),
    sources=("seed",),
)
CRAMPS = Condition("nos:SleepRelatedLegCramps", "Sleep-related leg cramps")
CAUSE = Cause("nos:LegSpasm", "HP:0002625", CauseBand.UNCOMMON, "A clot hurts.", EVIDENCE)
ANSWER = Differential(
    release="r1",
    presentation=Presentation((Observation("HP:0003394", span=Span(10, 20)),)),
    complaints=(
        MatchedComplaint("nos:LegSpasm", "Leg spasm", Explanation("Because."), frozenset({0}), 2),
    ),
    entries=(
        Entry(CRAMPS, Tier.MOST_LIKELY, 0.51234567, (Explanation("Highest posterior."),)),
        Entry(
            THROMBOSIS,
            Tier.DO_NOT_MISS,
            0.01,
            (Explanation("Dangerous."),),
            supporting=(WARM_CALF,),
            causes=(CAUSE,),
            also=(Kin(CRAMPS, Relation.BROADER, Tier.RARE, 0.00123456),),
        ),
    ),
    omitted=((Tier.RARE, 7),),
    labels=(("HP:0003394", "Muscle spasm"),),
    suggestions=(Suggestion(Span(0, 4), ("HP:0003394", "HP:0001945")),),
    replacements=(Replacement("HP:0000001", "HP:0000002"),),
    reasoner="elk",
)


def test_the_four_tiers_are_always_there() -> None:
    tiers = render_differential(ANSWER)["tiers"]
    assert isinstance(tiers, dict)
    assert list(tiers) == ["most_likely", "likely", "do_not_miss", "rare"]
    assert [len(entries) for entries in tiers.values()] == [1, 0, 1, 0]


def test_an_entry_says_every_reason() -> None:
    entry = json.loads(json.dumps(render_differential(ANSWER)))["tiers"]["do_not_miss"][0]
    source = {"source": "hpoa-2025-01-16", "references": ["PMID:1"]}
    assert entry == {
        "condition": {
            "id": "HP:0002625",
            "label": "Deep venous thrombosis",
            "codes": {"icd10cm": ["I82.409"], "snomed": ["128053003"]},
        },
        "tier": "do_not_miss",
        "probability": 0.01,
        "danger": {
            "urgency": "hours",
            "outcomes": ["Death"],
            "because": {"words": "It can embolise.", "axioms": ["A SubClassOf B"]},
        },
        "because": [{"words": "Dangerous.", "axioms": []}],
        "for": [
            {
                "id": "HP:0010741",
                "label": "Pedal edema",
                "likelihood_ratio": 12.3457,
                "case": "more specific annotated",
                "matched": "HP:0000969",
                "matched_label": "Edema",
                "frequency": 0.7,
                "evidence": [source],
            }
        ],
        "against": [],
        "unknown": [],
        "causes": [
            {"complaint": "nos:LegSpasm", "band": "uncommon", "reason": "A clot hurts.", **source}
        ],
        "also": [
            {
                "id": "nos:SleepRelatedLegCramps",
                "label": "Sleep-related leg cramps",
                "relation": "broader",
                "tier": "rare",
                "probability": 0.001235,
                "danger": None,
            }
        ],
        "sources": ["seed"],
    }


def test_a_condition_without_danger_says_null() -> None:
    entry = json.loads(json.dumps(render_differential(ANSWER)))["tiers"]["most_likely"][0]
    assert entry["danger"] is None
    assert entry["probability"] == 0.512346


def test_findings_carry_labels_and_spans_but_no_words() -> None:
    assert render_differential(ANSWER)["presentation"] == {
        "sex": "unknown",
        "findings": [
            {
                "id": "HP:0003394",
                "label": "Muscle spasm",
                "status": "present",
                "span": {"start": 10, "end": 20},
            }
        ],
    }


def test_what_was_left_out_suggested_or_replaced_is_said() -> None:
    answer = render_differential(ANSWER)
    assert answer["omitted"] == {"rare": 7}
    assert answer["suggestions"] == [
        {
            "span": {"start": 0, "end": 4},
            "candidates": [
                {"id": "HP:0003394", "label": "Muscle spasm"},
                {"id": "HP:0001945", "label": None},
            ],
        }
    ]
    assert answer["replacements"] == [{"obsolete": "HP:0000001", "current": "HP:0000002"}]
    assert (answer["release"], answer["reasoner"], answer["notice"]) == ("r1", "elk", NOTICE)
