"""The phrases of ontology/lexicon among all names of HPO and of our own tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from nosograph.build.curated import Curated
from nosograph.build.obo import Ontology
from nosograph.domain.presentation import Presentation, Status
from nosograph.text.evaluation import evaluate, read_gold
from nosograph.text.lexicon import SCOPES, EntryKind
from nosograph.text.reader import TextReader

from .test_evaluation import DEVELOPMENT

pytestmark = pytest.mark.sources

SHARE_READ = 0.95
"""Phrases that must be read to their codes; some differ from another only in a small word."""


def test_every_code_exists(curated: Curated, hpo: Ontology) -> None:
    own = {row["id"] for row in (*curated.findings, *curated.sites, *curated.modifiers)}
    current = {term.id for term in hpo.terms.values() if not term.obsolete}
    wrong = [row["phrase"] for row in curated.lexicon if row["code"] not in own | current]
    assert wrong == [], "give the phrase a code of HPO, sites, findings or modifiers"


def test_a_phrase_stands_once_with_a_kind_and_a_scope(curated: Curated) -> None:
    counts = Counter(row["phrase"].casefold() for row in curated.lexicon)
    assert [phrase for phrase, count in counts.items() if count > 1] == [], "keep one row"
    assert {row["kind"] for row in curated.lexicon} <= set(EntryKind)
    assert {row["scope"] for row in curated.lexicon} <= set(SCOPES)


def test_phrases_are_read_to_their_codes(curated: Curated, all_names_reader: TextReader) -> None:
    rows = [row for row in curated.lexicon if row["kind"] == EntryKind.FINDING]
    missed = [r["phrase"] for r in rows if r["code"] not in codes(all_names_reader, r["phrase"])]
    assert len(missed) <= (1 - SHARE_READ) * len(rows), missed


def codes(reader: TextReader, phrase: str) -> set[str]:
    presentation: Presentation = reader.read(phrase).presentation
    return {observation.finding for observation in presentation.observations}


def test_the_development_set_is_read_well(
    all_names_reader: TextReader, above: Mapping[str, frozenset[str]]
) -> None:
    texts = read_gold(DEVELOPMENT)
    figures = evaluate(all_names_reader, texts, lambda code: above.get(code, frozenset()))
    assert figures["f1"] >= 0.85, figures
    assert figures["negation_accuracy"] >= 0.97, figures


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("He ran for the bus and runs every weekend", "HP:0002014"),
        ("There is a faint pink rash on the back", "HP:0001279"),
        ("She wonders whether it will ever get better", "nos:GettingLost"),
        ("Slow tonic contractions of the arm muscles", "nos:UterineContractions"),
        ("Group A strep (GAS) was grown", "HP:0033589"),
        ("Her fingernails are bitten and she slammed the car door", "nos:BloodUnderTheNail"),
        ("A 34-year-old teacher presents with dry lips", "nos:NewBedwettingAfterBeingDry"),
        ("A 9-year-old boy with a 2-day history of abdominal pain", "nos:ChronicAbdominalPain"),
        ("She had no asthma as a child", "nos:Nulliparity"),
        ("He plays with a cat and is not shy", "HP:0000750"),
        ("Six hours after the paint job he had a headache", "nos:HeadacheLastingMinutesToAnHour"),
        ("Small old scar of the hand", "HP:0200055"),
        ("Liver and kidney tests are normal", "nos:ManyUnexplainedSymptoms"),
        ("He wore a yellow jacket and has a yellow toenail", "HP:0000952"),
        ("Urine keeps dribbling", "HP:0002307"),
        ("Tender in the popliteal fossa", "nos:FlexuralRash"),
        ("It began while she watched a film in the cinema", "nos:EyePainInDimLight"),
        ("Low tones are hard to hear", "HP:0001252"),
        ("Afterwards he slept until noon", "nos:PostictalConfusion"),
        ("The bone does not hurt", "nos:SevereJointAndBonePainWithFever"),
        ("The 41-year-old was brought by his parents", "nos:ChildhoodAge"),
        ("The right eye is red and irritated", "HP:0000737"),
        ("He does not remember the name of the tablets", "nos:SuddenAmnesia"),
        ("His joke went down oddly at the golf club", "HP:0001217"),
        ("She collects stamps", "HP:0030212"),
        ("The pain between the toes makes him jump", "nos:InvoluntaryMuscleContraction"),
        ("Otherwise I feel great, still playing football", "HP:0031844"),
        ("He went pale and then limp", "HP:0031955"),
        ("The new job has been a nightmare", "nos:Nightmares"),
        ("By evening I look pregnant", "nos:CurrentPregnancy"),
        ("The ankle jerks were normal", "nos:InvoluntaryMuscleContraction"),
        ("She walked the heel-toe walking test", "HP:0030051"),
        ("He drank one bottle of water", "nos:HarmfulOrDependentDrinking"),
        ("Born at term", "nos:ThirdTrimesterPregnancy"),
        ("The weals are pale in the centre", "HP:0000980"),
        ("His father died at 60", "nos:RecentBereavement"),
        ("Stroking the inner thigh moves nothing", "HP:0001297"),
        ("It feels raw to the left of the breastbone", "HP:0410019"),
        ("There is an ache above the pubic bone", "HP:0002653"),
        ("It never wakes me at night", "HP:0100785"),
        ("Sweat test negative, nit neg", "HP:0000975"),
        ("Stiffness of the back improves with exercise", "nos:StrengthBetterAfterBriefExercise"),
    ],
)
def test_an_everyday_word_is_no_finding(
    text: str, wrong: str, all_names_reader: TextReader
) -> None:
    assert wrong not in codes(all_names_reader, text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("runny tummy since Monday", "HP:0002014"),
        ("she can't keep anything down", "HP:0002013"),
        ("puffy ankles by the evening", "HP:0010741"),
        ("his heart is going like the clappers", "HP:0001962"),
        ("I haven't been for a poo in a week", "HP:0002019"),
        ("both of his hands go to sleep", "HP:0003401"),
        ("came over faint in the queue", "HP:0031972"),
        ("the words come out wrong", "HP:0002381"),
        ("the whites of her eyes are yellow", "HP:0000952"),
        ("he has turned yellow", "HP:0000952"),
        ("contractions every five minutes", "nos:UterineContractions"),
        ("an itchy rash behind the knees", "nos:FlexuralRash"),
        ("dizzy since breakfast", "nos:Dizziness"),
        ("the baby is not feeding well", "nos:PoorInfantFeeding"),
        ("her legs jump at night", "nos:LegMuscleContraction"),
        ("a strong family history of depression", "nos:FamilyHistoryOfDepression"),
        ("her mum suffers with migraine", "nos:FamilyHistoryOfMigraine"),
        ("he had a stroke five years ago", "nos:HistoryOfStrokeOrTIA"),
        ("VA 6/60 in the left eye", "HP:0007663"),
        ("the headache peaked within a minute", "HP:0030907"),
        ("LP: opening pressure 34 cm H2O", "nos:HighCerebrospinalFluidOpeningPressure"),
        ("Epworth score 17/24", "HP:0001262"),
    ],
)
def test_an_everyday_saying_is_read(text: str, code: str, all_names_reader: TextReader) -> None:
    assert code in present(all_names_reader, text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("He has asthma and smokes", "nos:HistoryOfAsthma"),
        ("A 60-year-old smoker", "nos:TobaccoSmoking"),
        ("Type 2 diabetes", "nos:HistoryOfDiabetesMellitus"),
        ("Breast cancer five years ago", "nos:HistoryOfMalignancy"),
    ],
)
def test_what_is_known_for_long_is_a_history(
    text: str, code: str, all_names_reader: TextReader
) -> None:
    assert code in present(all_names_reader, text)
    assert "nos:TobaccoSmoking" in absent(all_names_reader, "He does not smoke")


def test_a_denied_word_of_health_denies_nothing(all_names_reader: TextReader) -> None:
    assert "HP:0004396" not in absent(all_names_reader, "He is not feeding well")
    assert "HP:0012531" in absent(all_names_reader, "pain-free between the attacks")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("JVP not raised", "HP:0030848"),
        ("PERRL", "HP:0009916"),
        ("plantars are downgoing", "HP:0003487"),
        ("CN II-XII intact", "HP:0006824"),
        ("She was born at term", "nos:Prematurity"),
        ("the chest wall is not tender", "nos:ChestWallTenderness"),
        ("spleen not felt", "HP:0001744"),
        ("the thyroid is not enlarged", "HP:0000853"),
        ("I don't feel ill otherwise", "HP:0033834"),
        ("not on a statin", "HP:4000114"),
        ("no change in bowel habit", "nos:ChangeInBowelHabit"),
    ],
)
def test_a_denial_within_a_name_denies_it(
    text: str, code: str, all_names_reader: TextReader
) -> None:
    assert code in absent(all_names_reader, text)
    assert code not in present(all_names_reader, text)


def test_a_result_that_is_named_negative_is_present(all_names_reader: TextReader) -> None:
    said = present(all_names_reader, "a pregnancy test is negative")
    assert "nos:NegativePregnancyTest" in said


def present(reader: TextReader, text: str) -> set[str]:
    read = reader.read(text).presentation.observations
    return {observation.finding for observation in read if observation.status is Status.PRESENT}


def absent(reader: TextReader, text: str) -> set[str]:
    read = reader.read(text).presentation.observations
    return {observation.finding for observation in read if observation.status is Status.ABSENT}
