"""The tiny world as domain values, the same from every store."""

from __future__ import annotations

import pytest

from nosograph.domain.knowledge import CauseBand, Evidence, Urgency
from nosograph.knowledge.release import Release
from nosograph.knowledge.repository import Repository, Risk
from nosograph.knowledge.store import EmbeddedStore, Store

RESTLESS, CRAMPS, ARTERIES = "MONDO:0005391", "nos:SleepRelatedLegCramps", "MONDO:0005386"
CLOT, DYSTONIA, EMBOLISM = "HP:0002625", "MONDO:0003441", "MONDO:0005279"
CURATED = [RESTLESS, CRAMPS, ARTERIES, CLOT, DYSTONIA, EMBOLISM]
LISTED = ["OMIM:900001", "OMIM:900002", "OMIM:900003", "ORPHA:900004"]
COMPLAINTS = ["nos:NocturnalLegAndButtockSpasm", "nos:LegOrButtockSpasm"]


@pytest.fixture(scope="module")
def mini(mini_release: Release) -> Repository:
    return Repository(EmbeddedStore(mini_release.store))


def test_every_store_gives_the_same_answers(mini: Repository, store: Store) -> None:
    other = Repository(store)
    assert other.risks == mini.risks
    assert other.patterns() == mini.patterns()
    assert other.conditions([*CURATED, *LISTED]) == mini.conditions([*CURATED, *LISTED])
    assert other.causes(COMPLAINTS) == mini.causes(COMPLAINTS)
    assert other.evidence([*CURATED, *LISTED]) == mini.evidence([*CURATED, *LISTED])


def test_risk_is_what_was_inferred(mini: Repository) -> None:
    assert {name: mini.risks[name] for name in CURATED} == {
        RESTLESS: Risk(False, False, Urgency.ROUTINE),
        CRAMPS: Risk(False, False, Urgency.ROUTINE),
        ARTERIES: Risk(True, False, Urgency.WEEKS),
        CLOT: Risk(True, False, Urgency.HOURS),
        EMBOLISM: Risk(True, True, Urgency.HOURS),
        DYSTONIA: Risk(False, True, Urgency.WEEKS),
    }


def test_a_condition_comes_with_codes_danger_and_sources(mini: Repository) -> None:
    clot = mini.conditions([CLOT])[CLOT]
    assert clot.label == "Deep venous thrombosis"
    assert clot.codes == {"hpo": ("HP:0002625",), "snomed": ("128053003",)}
    assert clot.sources == ("judgement",)
    assert clot.danger is not None
    assert (clot.danger.urgency, clot.danger.outcomes) == (Urgency.HOURS, ("nos:Death",))
    assert clot.rarity is None


def test_several_sources_are_all_named(mini: Repository) -> None:
    assert mini.conditions([RESTLESS])[RESTLESS].sources == ("judgement", "made-up")


def test_our_own_condition_has_the_codes_it_is_mapped_to(mini: Repository) -> None:
    assert mini.conditions([CRAMPS])[CRAMPS].codes == {"icd10cm": ("G47.62",)}


def test_a_listed_disease_is_rare_and_has_its_own_code(mini: Repository) -> None:
    disease = mini.conditions(["OMIM:900001"])["OMIM:900001"]
    assert disease.label == "Mini cramp syndrome"
    assert disease.codes == {"omim": ("900001",)}
    assert disease.rarity is not None
    assert (disease.danger, disease.sources) == (None, ("hpoa",))


def test_a_rare_condition_says_why(mini: Repository) -> None:
    dystonia = mini.conditions([DYSTONIA])[DYSTONIA]
    assert dystonia.rarity is not None
    assert "1 in 2,000" in dystonia.rarity.words
    assert dystonia.rarity.axioms
    assert dystonia.codes == {"mondo": (DYSTONIA,), "omim": ("900003",)}


def test_causes_come_with_band_reason_and_source(mini: Repository) -> None:
    causes = mini.causes(COMPLAINTS)
    assert len(causes) == 10
    leading = {cause.complaint: cause for cause in causes if cause.band is CauseBand.LEADING}
    assert {name: cause.condition for name, cause in leading.items()} == {
        "nos:NocturnalLegAndButtockSpasm": RESTLESS,
        "nos:LegOrButtockSpasm": CRAMPS,
    }
    restless = next(c for c in mini.causes(["nos:LegOrButtockSpasm"]) if c.condition == RESTLESS)
    assert restless.reason == "restless legs jerk and feel like cramp"
    assert restless.evidence == Evidence("judgement|made-up")


def test_an_unknown_complaint_has_no_causes(mini: Repository) -> None:
    assert mini.causes(["nos:NoComplaint"]) == ()


def test_evidence_names_every_source_with_its_references(mini: Repository) -> None:
    found = mini.evidence([DYSTONIA, "OMIM:900001", CLOT])
    assert found[DYSTONIA]["HP:0001332"] == (
        Evidence("made-up", ("MADE:1",)),
        Evidence("judgement"),
    )
    assert found["OMIM:900001"]["HP:0003394"] == (Evidence("hpoa", ("OMIM:900001",)),)
    assert "HP:0001324" not in found[CLOT]


def test_patterns_say_what_defines_each_complaint(mini: Repository) -> None:
    found = {
        (row["owner"], row["alternative"], row["site"], row["timing"])
        for row in mini.patterns()
        if row["owner"] in COMPLAINTS
    }
    night = "HP:0025301"
    assert found == {
        ("nos:LegOrButtockSpasm", "1", "UBERON:0002103", "HP:0012823"),
        ("nos:LegOrButtockSpasm", "2", "UBERON:0013691", "HP:0012823"),
        ("nos:NocturnalLegAndButtockSpasm", "1", "UBERON:0002103", night),
        ("nos:NocturnalLegAndButtockSpasm", "1", "UBERON:0013691", night),
    }
    assert {row["genus"] for row in mini.patterns()} >= {"HP:0003394"}


def test_nothing_asked_is_nothing_found(mini: Repository) -> None:
    assert mini.conditions([]) == {}
    assert mini.causes([]) == ()
    assert mini.evidence([]) == {}
