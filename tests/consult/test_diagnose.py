"""A presentation of the tiny world, from codes and from words to four tiers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from nosograph.consult.diagnose import Consultation
from nosograph.consult.place import Placed
from nosograph.domain.differential import (
    Differential,
    Entry,
    MatchCase,
    Replacement,
    Tier,
    Unmapped,
    UnmappedCode,
)
from nosograph.domain.knowledge import CauseBand, Evidence, Urgency
from nosograph.domain.presentation import Observation, Presentation, Status
from nosograph.errors import Contradiction, EmptyPresentation, NoFinding, UnknownCode

SPASM, SWELLING, PAIN, URGE = "HP:0003394", "HP:0000969", "HP:0012531", "HP:0012452"
LEG, CALF, BUTTOCK = "UBERON:0000978", "UBERON:8480048", "UBERON:0013691"
NIGHT, ONE_SIDE = "HP:0025301", frozenset({"HP:0012833"})
RESTLESS, CRAMPS, ARTERIES = "MONDO:0005391", "nos:SleepRelatedLegCramps", "MONDO:0005386"
CLOT, DYSTONIA, EMBOLISM = "HP:0002625", "MONDO:0003441", "MONDO:0005279"
CALF_AT_NIGHT = Observation(SPASM, site=CALF, timing=NIGHT)
SEED = (CALF_AT_NIGHT, Observation(SPASM, site=BUTTOCK, timing=NIGHT))


def diagnosed(mini: Consultation, *observations: Observation) -> Differential:
    return mini.diagnose(Presentation(observations))


def tiers(answer: Differential) -> dict[Tier, list[str]]:
    return {tier: [entry.condition.id for entry in answer.tier(tier)] for tier in Tier}


def entry_of(answer: Differential, condition: str) -> Entry:
    (found,) = (entry for entry in answer.entries if entry.condition.id == condition)
    return found


def curated(conditions: Iterable[str]) -> set[str]:
    return {name for name in conditions if not name.startswith(("OMIM:", "ORPHA:"))}


def shares(answer: Differential) -> dict[str, float]:
    return {entry.condition.id: entry.probability for entry in answer.entries}


@pytest.fixture
def seed(mini: Consultation) -> Differential:
    return diagnosed(mini, *SEED)


def test_every_cause_stands_in_its_tier(seed: Differential) -> None:
    found = {tier: curated(names) for tier, names in tiers(seed).items()}
    assert found == {
        Tier.MOST_LIKELY: {RESTLESS},
        Tier.LIKELY: {CRAMPS, ARTERIES},
        Tier.DO_NOT_MISS: {CLOT},
        Tier.RARE: {DYSTONIA},
    }


def test_the_complaints_say_why_with_the_most_specific_first(seed: Differential) -> None:
    names = [complaint.id for complaint in seed.complaints]
    assert names == ["nos:NocturnalLegAndButtockSpasm", "nos:LegOrButtockSpasm"]
    first = seed.complaints[0]
    assert first.observations == {0, 1}
    assert first.because.words
    assert first.because.axioms


def test_words_are_read_as_the_codes_are(mini: Consultation, seed: Differential) -> None:
    worded = mini.diagnose_text("nocturnal leg and butt spasms")
    assert tiers(worded) == tiers(seed)
    assert {item.finding for item in worded.presentation.observations} == {SPASM}
    assert all(item.span for item in worded.presentation.observations)


def test_a_code_of_another_branch_alone_is_refused_by_name(mini: Consultation) -> None:
    with pytest.raises(NoFinding, match=NIGHT):
        diagnosed(mini, Observation(NIGHT))


def test_a_code_of_another_branch_is_listed_beside_findings(mini: Consultation) -> None:
    answer = diagnosed(mini, Observation(SPASM), Observation(NIGHT))
    assert answer.unmapped == (UnmappedCode(NIGHT, Unmapped.NO_FINDING),)
    assert answer.entries == diagnosed(mini, Observation(SPASM)).entries


def test_each_entry_has_its_reasons(seed: Differential) -> None:
    cause = entry_of(seed, RESTLESS).causes[0]
    assert cause.band is CauseBand.LEADING
    assert cause.evidence == Evidence("made-up")
    assert all(entry.because and entry.because[0].words for entry in seed.entries)
    assert entry_of(seed, RESTLESS).because[0].words == f"leading cause: {cause.reason}"


def test_a_dangerous_condition_says_why_in_words_and_axioms(seed: Differential) -> None:
    danger = entry_of(seed, CLOT).condition.danger
    assert danger is not None
    assert danger.urgency is Urgency.HOURS
    assert danger.outcomes == ("nos:Death",)
    assert "pulmonary embolism" in danger.because.words
    assert any("nos:hasComplication" in a or "hasComplication" in a for a in danger.because.axioms)
    assert entry_of(seed, ARTERIES).condition.danger is not None
    assert entry_of(seed, RESTLESS).condition.danger is None


def test_a_rare_condition_says_why(mini: Consultation, seed: Differential) -> None:
    assert entry_of(seed, DYSTONIA).condition.rarity is not None
    listed = entry_of(diagnosed(mini, Observation("HP:0001324")), "OMIM:900001").condition
    assert (listed.label, listed.sources) == ("Mini cramp syndrome", ("hpoa",))
    assert listed.rarity is not None
    assert "listed" in listed.rarity.words


def test_a_listed_disease_stands_under_the_condition_it_is_mapped_to(mini: Consultation) -> None:
    answer = diagnosed(mini, Observation("HP:0001332"))
    names = [entry.condition.id for entry in answer.entries]
    assert DYSTONIA in names
    assert "OMIM:900003" not in names
    assert entry_of(answer, DYSTONIA).condition.codes["omim"] == ("900003",)


def test_what_defines_the_complaint_is_no_evidence_for_its_causes(seed: Differential) -> None:
    entry = entry_of(seed, RESTLESS)
    assert {item.case for item in entry.supporting} == {MatchCase.DEFINES_COMPLAINT}
    assert entry.opposing == ()


def test_a_telling_finding_lifts_what_has_it(mini: Consultation, seed: Differential) -> None:
    swollen = Observation(SWELLING, site=LEG, modifiers=ONE_SIDE)
    answer = diagnosed(mini, *SEED, swollen)
    clot = entry_of(answer, CLOT)
    odds = clot.probability / entry_of(answer, ARTERIES).probability
    assert odds > entry_of(seed, CLOT).probability / entry_of(seed, ARTERIES).probability
    said = next(item for item in clot.supporting if item.matched == "nos:UnilateralLegSwelling")
    assert said.case is MatchCase.EXACT
    assert said.evidence == (Evidence("judgement"),)


def test_a_finding_that_is_said_twice_counts_once(mini: Consultation) -> None:
    urge, by_night = Observation(URGE), Observation(URGE, timing=NIGHT)
    once, twice = diagnosed(mini, *SEED, urge), diagnosed(mini, *SEED, urge, by_night)
    assert shares(twice) == shares(once)


def test_a_denied_finding_speaks_against_what_has_it(
    mini: Consultation, seed: Differential
) -> None:
    answer = diagnosed(mini, *SEED, Observation(URGE, Status.ABSENT))
    restless = entry_of(answer, RESTLESS)
    assert restless.probability < entry_of(seed, RESTLESS).probability
    (against,) = restless.opposing
    assert (against.finding, against.case) == (URGE, MatchCase.ABSENT_EXPECTED)


@pytest.mark.parametrize("status", [Status.UNCERTAIN, Status.HISTORICAL, Status.FAMILY])
def test_what_is_not_said_of_today_is_not_evidence(
    mini: Consultation, seed: Differential, status: Status
) -> None:
    answer = diagnosed(mini, *SEED, Observation(SWELLING, status))
    assert answer.entries == seed.entries
    assert answer.presentation.observations[-1].status is status


def test_a_question_that_was_not_asked_is_named(seed: Differential) -> None:
    asked = [item.finding for item in entry_of(seed, CLOT).unknown]
    assert asked[0] == "nos:UnilateralLegSwelling"
    assert {item.case for item in entry_of(seed, CLOT).unknown} == {MatchCase.UNKNOWN}


def test_what_is_called_as_a_condition_of_the_answer_is_not_asked_for(mini: Consultation) -> None:
    questions = mini.diagnose(Presentation(SEED)).questions
    asked, *_ = (question.finding for question in questions)
    label = mini.repository.conditions([RESTLESS])[RESTLESS].label
    same = replace(mini, named={label.casefold(): mini.likelihood.matrix.term_position[asked]})
    assert asked not in {
        question.finding for question in same.diagnose(Presentation(SEED)).questions
    }


def test_a_finding_that_is_a_condition_of_the_answer_is_not_asked_for(mini: Consultation) -> None:
    matrix = mini.likelihood.matrix
    placed = Placed(matrix.condition_position[CLOT], Tier.DO_NOT_MISS)
    assert replace(mini, named={}).diagnoses([placed]) == {matrix.term_position[CLOT]}


def test_an_obsolete_code_is_replaced_and_said(mini: Consultation) -> None:
    answer = diagnosed(mini, Observation("HP:9990002", site=CALF, timing=NIGHT), SEED[1])
    assert answer.replacements == (Replacement("HP:9990002", SPASM),)
    assert answer.presentation.observations == SEED
    assert answer.entries == diagnosed(mini, *SEED).entries


def test_a_code_without_a_successor_is_unknown(mini: Consultation) -> None:
    with pytest.raises(UnknownCode) as refused:
        diagnosed(mini, Observation("HP:9990003"), Observation("HP:1234567"))
    assert refused.value.codes == ("HP:1234567", "HP:9990003")


@pytest.mark.parametrize("words", ["", "   ", "hello there", "no leg pain"])
def test_words_without_a_present_finding_are_refused(mini: Consultation, words: str) -> None:
    with pytest.raises(EmptyPresentation) as refused:
        mini.diagnose_text(words)
    assert words.strip() not in str(refused.value) or not words.strip()


@pytest.mark.parametrize(
    "denied",
    [
        Observation(SPASM, Status.ABSENT),
        Observation("HP:0003011", Status.ABSENT),
        Observation(SPASM, Status.ABSENT, site=LEG),
        Observation(SPASM, Status.ABSENT, site="UBERON:0002103"),
        Observation(SPASM, Status.ABSENT, timing=NIGHT),
        Observation("nos:LegMuscleSpasm", Status.ABSENT),
        Observation("nos:NocturnalLegMuscleSpasm", Status.ABSENT),
    ],
    ids=lambda item: " ".join(item.codes),
)
def test_denying_what_a_finding_falls_under_is_a_contradiction(
    mini: Consultation, denied: Observation
) -> None:
    with pytest.raises(Contradiction) as refused:
        diagnosed(mini, CALF_AT_NIGHT, denied)
    said = "Muscle spasm (HP:0003394), calf (UBERON:8480048), Nocturnal (HP:0025301)"
    assert refused.value.asserted == said
    assert all(f"({code})" in refused.value.denied for code in denied.codes)


@pytest.mark.parametrize(
    "denied",
    [
        Observation(SPASM, Status.ABSENT, site=BUTTOCK),
        Observation(SPASM, Status.ABSENT, site=CALF, modifiers=ONE_SIDE),
        Observation("HP:0001332", Status.ABSENT),
        Observation(PAIN, Status.ABSENT, site=CALF),
    ],
    ids=lambda item: " ".join(item.codes),
)
def test_denying_something_else_or_narrower_is_fine(
    mini: Consultation, denied: Observation
) -> None:
    assert diagnosed(mini, CALF_AT_NIGHT, denied).entries


def test_denying_one_of_several_forms_is_fine(mini: Consultation) -> None:
    answer = diagnosed(mini, Observation(PAIN), Observation("HP:0012514", Status.ABSENT))
    assert answer.entries


def test_a_denied_leg_pain_lowers_what_has_it(mini: Consultation) -> None:
    plain, denied = (
        diagnosed(mini, *SEED, *more)
        for more in ((), (Observation(PAIN, Status.ABSENT, site="UBERON:0002103"),))
    )
    before, after = (entry_of(answer, ARTERIES) for answer in (plain, denied))
    assert after.probability < before.probability
    assert [item.matched for item in after.opposing] == ["HP:0012514"]


def test_without_a_complaint_the_findings_and_prevalence_decide(mini: Consultation) -> None:
    answer = diagnosed(mini, Observation("nos:RecentImmobilization"))
    assert answer.complaints == ()
    assert {entry.condition.id for entry in answer.entries} >= {CLOT, EMBOLISM}
    assert all(not entry.causes for entry in answer.entries)


def test_codes_that_were_asked_with_are_labelled(seed: Differential) -> None:
    assert dict(seed.labels) == {
        SPASM: "Muscle spasm",
        CALF: "calf",
        BUTTOCK: "buttock",
        NIGHT: "Nocturnal",
    }


def test_probabilities_are_shares_and_fall(seed: Differential) -> None:
    for tier in Tier:
        shares = [entry.probability for entry in seed.tier(tier)]
        assert shares == sorted(shares, reverse=True)
    assert 0 < sum(entry.probability for entry in seed.entries) <= 1 + 1e-5


def test_the_answer_names_release_reasoner_and_notice(
    mini: Consultation, seed: Differential
) -> None:
    assert seed.release == mini.release
    assert seed.reasoner == "index over definitions"
    assert "not a medical device" in seed.notice
