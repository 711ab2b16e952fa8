from __future__ import annotations

import pytest

from nosograph.text.reader import TextReader

pytestmark = pytest.mark.sources


@pytest.mark.parametrize(
    "text",
    [
        "nocturnal leg and butt spasms",
        "leg and buttock cramps, worse at night",
        "spasms in the legs and buttocks during the night",
    ],
)
def test_the_seed_sentence_is_read_among_all_hpo_names(text: str, hpo_reader: TextReader) -> None:
    observations = hpo_reader.read(text).presentation.observations
    assert [o.codes for o in observations] == [
        ("HP:0003394", "UBERON:0000978", "HP:0025301"),
        ("HP:0003394", "UBERON:0013691", "HP:0025301"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mildly intellectually disabled", "HP:0001256"),
        ("leg pain", "HP:0012514"),
        ("haematuria", "HP:0000790"),
        ("bruises easily", "HP:0000978"),
        ("increased serum lactate", "HP:0002151"),
    ],
)
def test_hpo_names_are_found_in_any_form(text: str, code: str, hpo_reader: TextReader) -> None:
    assert code in {o.finding for o in hpo_reader.read(text).presentation.observations}


def test_everyday_words_fire_no_finding(hpo_reader: TextReader) -> None:
    text = "All of this was put in order by the end of the day, and she cut and boiled an odd corn."
    assert hpo_reader.read(text).presentation.observations == ()
