from __future__ import annotations

import pytest

from nosograph.text.reader import TextReader


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("cough for 3 days", 3),
        ("fever over the last two weeks", 14),
        ("sore throat x 2/7", 2),
        ("3/52 hx of weight loss", 21),
        ("headache since yesterday", 1),
        ("back pain for 5 years", 1826.2),
        ("chest pain started 2 hours ago", 0.08333),
        ("18-month-old with 2-day history of fever", 2),
        ("a three week history of night sweats", 21),
        ("pain for half an hour", 0.02083),
        ("vomiting for a couple of days", 2),
        ("breathless 2-3 wks", 17.5),
        ("sudden chest pain", 0.25),
        ("knee swelling, 10 days", 10),
    ],
)
def test_a_duration_is_read_in_days(text: str, days: float, reader: TextReader) -> None:
    assert reader.read(text).presentation.duration == days


def test_the_main_complaint_is_the_one_that_is_introduced(reader: TextReader) -> None:
    text = "A man with a 10-year history of diabetes presents with 2 days of vomiting"
    assert reader.read(text).presentation.duration == 2


def test_the_first_duration_is_the_main_one_else(reader: TextReader) -> None:
    assert reader.read("fever for 2 days, cough for 3 weeks").presentation.duration == 2


@pytest.mark.parametrize(
    "text",
    [
        "no complaints",
        "headache every 2 hours",
        "a 58 year old woman",
        "smoked for 20 years, cough",
        "32 weeks pregnant, itching",
        "pain 2 weeks after surgery",
        "gave birth 2 weeks ago",
        "3/12/2020 cough",
        "cough for 99999999 years",
    ],
)
def test_what_only_looks_like_a_duration_is_none(text: str, reader: TextReader) -> None:
    assert reader.read(text).presentation.duration is None


def test_a_duration_leaves_the_age_alone(reader: TextReader) -> None:
    presentation = reader.read("58yo woman, cramps for 2 months").presentation
    assert (str(presentation.age), presentation.duration) == ("P58Y", 60.88)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("fever for six days", "nos:FeverForFiveDaysOrMore"),
        ("a six-day history of fever", "nos:FeverForFiveDaysOrMore"),
        ("fever for 3 days", "HP:0001945"),
        ("fever for three weeks", "nos:ProlongedFever"),
        ("fever and rash, and headache for six days", "HP:0001945"),
        ("fever a year ago", "HP:0001945"),
        ("cough for 3 months", "HP:0034315"),
    ],
)
def test_a_finding_is_another_where_it_lasts(text: str, finding: str, reader: TextReader) -> None:
    assert finding in {o.finding for o in reader.read(text).presentation.observations}
