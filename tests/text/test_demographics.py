from __future__ import annotations

import pytest

from nosograph.domain.presentation import Sex
from nosograph.text.reader import TextReader


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("58yo woman with cramps", "P58Y", Sex.FEMALE),
        ("A 58-year-old man with cramps", "P58Y", Sex.MALE),
        ("58F, cramps", "P58Y", Sex.FEMALE),
        ("M/72 cramps", "P72Y", Sex.MALE),
        ("fifty eight year old man", "P58Y", Sex.MALE),
        ("I'm 58 and pregnant", "P58Y", Sex.FEMALE),
        ("aged 7 years", "P7Y", Sex.UNKNOWN),
        ("18 months old girl", "P1Y6M", Sex.FEMALE),
        ("she had cramps at age 12", None, Sex.FEMALE),
        ("cramps for 10 years", None, Sex.UNKNOWN),
        ("she is 30 weeks pregnant", None, Sex.FEMALE),
        ("999 years old", None, Sex.UNKNOWN),
    ],
)
def test_age_and_sex_are_read(text: str, age: str | None, sex: Sex, reader: TextReader) -> None:
    presentation = reader.read(text).presentation
    assert (str(presentation.age) if presentation.age else None, presentation.sex) == (age, sex)


def test_the_seed_patient_is_read_in_one_go(reader: TextReader) -> None:
    text = "58yo woman, nocturnal leg and buttock spasms, urge to move, no swelling, takes a statin"
    presentation = reader.read(text).presentation
    assert (str(presentation.age), presentation.sex) == ("P58Y", Sex.FEMALE)
    assert [(o.status.value, o.codes) for o in presentation.observations] == [
        ("present", ("HP:0003394", "UBERON:0000978", "HP:0025301")),
        ("present", ("HP:0003394", "UBERON:0013691", "HP:0025301")),
        ("present", ("HP:0012452",)),
        ("absent", ("HP:0000969",)),
        ("present", ("HP:4000114",)),
    ]
