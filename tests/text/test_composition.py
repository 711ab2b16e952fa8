from __future__ import annotations

from collections.abc import Callable

import pytest

from nosograph.text.reader import TextReader

Said = Callable[[str], set[str]]

LEG_SPASM = "present muscle spasm @leg ~nocturnal"
BUTTOCK_SPASM = "present muscle spasm @buttock ~nocturnal"


@pytest.mark.parametrize(
    "text",
    [
        "nocturnal leg and butt spasms",
        "leg and buttock cramps, worse at night",
        "spasms in the legs and buttocks during the night",
        "at night, my legs and buttocks cramp",
        "cramping of legs/buttocks at night",
        "I get cramps in my legs and in my bum. They are worse at night.",
        "Nocturnal LEG & BUTT muscle spasms",
    ],
)
def test_coordinated_sites_give_one_observation_each(text: str, said: Said) -> None:
    assert said(text) == {LEG_SPASM, BUTTOCK_SPASM}


def test_the_seed_sentence_has_hpo_and_uberon_codes(reader: TextReader) -> None:
    observations = reader.read("nocturnal leg and butt spasms").presentation.observations
    assert [(o.finding, o.site, o.timing) for o in observations] == [
        ("HP:0003394", "UBERON:0000978", "HP:0025301"),
        ("HP:0003394", "UBERON:0013691", "HP:0025301"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my calves cramp at night", {"present muscle spasm @calf ~nocturnal"}),
        ("cramps in my calf at night", {"present muscle spasm @calf ~nocturnal"}),
        (
            "cramps in my calf wake me at night",
            {"present muscle spasm @calf ~nocturnal +sleep-interrupting"},
        ),
        (
            "bum twitches when I lie down",
            {"present fasciculations @buttock +when i lie down"},
        ),
        ("spasms at night in both legs", {"present muscle spasm @leg ~nocturnal +bilateral"}),
        (
            "my legs twitch and cramp at night",
            {"present fasciculations @leg ~nocturnal", "present muscle spasm @leg ~nocturnal"},
        ),
    ],
)
def test_finding_site_and_timing_are_composed(text: str, expected: set[str], said: Said) -> None:
    assert said(text) == expected


def test_conjuncts_share_their_site_and_side(said: Said) -> None:
    assert said("one calf is swollen and warm") == {
        "present edema @calf +unilateral",
        "present local warmth @calf +unilateral",
    }


def test_a_list_that_and_closes_shares_its_site(said: Said) -> None:
    assert said("calf warm, red and swollen") == {
        "present local warmth @calf",
        "present erythema @calf",
        "present edema @calf",
    }


def test_a_site_within_a_name_is_not_shared_over_a_comma(said: Said) -> None:
    assert said("no chest pain, redness or swelling") == {
        "absent chest pain",
        "absent erythema",
        "absent edema",
    }


def test_each_coordinated_site_keeps_its_own_side(reader: TextReader) -> None:
    observations = reader.read("cramps in left calf and right thigh").presentation.observations
    assert [(o.site, set(o.modifiers)) for o in observations] == [
        ("UBERON:8480048", {"HP:0012835", "HP:0012833"}),
        ("UBERON:0000376", {"HP:0012834", "HP:0012833"}),
    ]


def test_left_and_right_are_both_sides(reader: TextReader) -> None:
    (observation,) = reader.read("cramps in left and right calf").presentation.observations
    assert observation.modifiers == {"HP:0012832"}


def test_a_precomposed_name_wins_and_timing_still_attaches(said: Said) -> None:
    assert said("leg pain at night") == {"present lower limb pain ~nocturnal"}
    assert said("pain in my leg, worse at night") == {"present lower limb pain ~nocturnal"}


def test_coordination_finds_the_precomposed_name_of_each_site(said: Said) -> None:
    assert said("leg and chest pain") == {"present lower limb pain", "present chest pain"}


def test_a_name_takes_no_part_of_a_longer_site(said: Said) -> None:
    assert said("pain in my lower leg") == {"present pain @lower leg"}
    assert said("pain at the back of the thigh") == {"present pain @thigh"}


def test_two_clauses_keep_their_own_sites(said: Said) -> None:
    assert said("cramps in my legs and my back hurts") == {
        "present muscle spasm @leg",
        "present pain @back",
    }


def test_a_finding_without_place_takes_no_site(said: Said) -> None:
    assert said("fever and leg cramps") == {"present fever", "present muscle spasm @leg"}


def test_timing_does_not_cross_a_new_statement(said: Said) -> None:
    assert said("I have a headache and I get leg cramps at night") == {
        "present headache",
        "present muscle spasm @leg ~nocturnal",
    }


def test_names_do_not_bridge_clauses(said: Said) -> None:
    assert said("swollen leg. Pain") == {"present edema @leg", "present pain"}
    assert said("chest fine, tightness unknown") == set()
    assert said("leg weak but pain elsewhere") == {"present pain"}


def test_a_name_may_have_an_and_of_its_own(said: Said) -> None:
    assert said("red and swollen gums") == {"present red and swollen gums"}
    assert said("pins & needles in my feet") == {"present paresthesia @foot"}


def test_inflections_and_spellings_are_one_word(said: Said) -> None:
    assert said("calves cramped") == said("calf cramping") == said("cramp of the calf")
    assert said("oedema of foot") == said("edema of the feet") == {"present edema @foot"}
    assert said("hypocalcaemia") == {"present hypocalcemia"}


def test_a_common_word_fires_no_finding_by_itself(said: Said) -> None:
    assert said("I fall asleep at night") == set()
    assert said("frequent falls") == {"present falls"}


def test_general_modifiers_are_not_meant_by_common_words(said: Said) -> None:
    assert said("severe cramps, getting worse") == {"present muscle spasm +severe"}


def test_a_finding_keeps_its_words_from_timing(said: Said) -> None:
    assert said("night sweats") == {"present night sweats"}


def test_a_modifier_leaves_its_finding_in_place(said: Said) -> None:
    assert said("leg pain worse when lying flat") == {
        "present lower limb pain +pain worse when lying flat"
    }


def test_unread_phrases_come_back_with_findings_they_may_mean(reader: TextReader) -> None:
    reading = reader.read("fever, needling sensation")
    (suggestion,) = reading.suggestions
    assert reading.presentation.observations[0].finding == "HP:0001945"
    assert "HP:0003401" in suggestion.candidates
    assert len(suggestion.candidates) <= 5


def test_a_site_before_a_colon_or_comma_places_what_follows(said: Said) -> None:
    assert said("legs: swelling") == {"present edema @leg"}
    assert said("in the foot, numbness") == {"present hypoesthesia @foot"}


def test_short_forms_are_written_out(reader: TextReader) -> None:
    observations = reader.read("fever w/ b/l leg cramps").presentation.observations
    assert [o.finding for o in observations] == ["HP:0001945", "HP:0003394"]
    assert observations[1].modifiers == {"HP:0012832"}


def test_a_site_of_the_next_sentence_is_no_word_of_the_finding(reader: TextReader) -> None:
    text = "Cramps. They are worse in the evening, and mostly felt in the leg."
    (cramps,) = reader.read(text).presentation.observations
    assert cramps.site == "UBERON:0000978"
    assert cramps.span is not None
    assert text[cramps.span.start : cramps.span.end] == "Cramps"
