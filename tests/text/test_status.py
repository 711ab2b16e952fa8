from __future__ import annotations

from collections.abc import Callable

import pytest

Said = Callable[[str], set[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "no wheeze, chest tightness at night",
            {"absent wheezing", "present chest tightness ~nocturnal"},
        ),
        ("no fever, chills or cough", {"absent fever", "absent chills", "absent cough"}),
        ("no fever, chills, or cough", {"absent fever", "absent chills", "absent cough"}),
        ("no fever, chills and cough", {"absent fever", "absent chills", "absent cough"}),
        ("no fever or cough at night", {"absent fever ~nocturnal", "absent cough ~nocturnal"}),
        ("neither fever nor cough", {"absent fever", "absent cough"}),
        ("denies fever, chills, cough", {"absent fever", "absent chills", "absent cough"}),
        ("no fever, has cough", {"absent fever", "present cough"}),
        ("no fever but cough", {"absent fever", "present cough"}),
        ("no fever has a cough", {"absent fever", "present cough"}),
        ("cramps at night no swelling", {"present muscle spasm ~nocturnal", "absent edema"}),
        ("leg pain without swelling", {"present lower limb pain", "absent edema"}),
        ("never had a seizure", {"absent seizure"}),
        ("no fever, and a cough", {"absent fever", "present cough"}),
        ("the calf swelling was not seen", {"absent edema @calf"}),
        ("my calf is not swollen", {"absent edema @calf"}),
        ("her calf isn't red", {"absent erythema @calf"}),
        ("tremor absent", {"absent tremor"}),
        ("fever, tremor absent", {"present fever", "absent tremor"}),
        ("(-) oedema", {"absent edema"}),
        ("edema (-), fever (+), cough (-)", {"absent edema", "present fever", "absent cough"}),
        ("(-) fever (+) cough (-) tremor", {"absent fever", "present cough", "absent tremor"}),
        ("swelling: none", {"absent edema"}),
        ("fever -, cough +, tremor -", {"absent fever", "present cough", "absent tremor"}),
        ("Fever? No. Cough? Yes.", {"absent fever", "present cough"}),
        ("no swelling apart from a cough", {"absent edema", "present cough"}),
        ("no symptoms other than fever", {"present fever"}),
        ("come back if fever or cough", set()),
        ("no swelling of the leg or foot", {"absent edema @leg", "absent edema @foot"}),
        ("not only cramps but tremor", {"present muscle spasm", "present tremor"}),
        ("cramps, not at night", {"present muscle spasm"}),
        ("not swollen leg with cramps", {"absent edema @leg", "present muscle spasm @leg"}),
        ("no fever, chills, or other complaints", {"absent fever", "absent chills"}),
        (
            "denies fever, chills, or cough and has a tremor",
            {"absent fever", "absent chills", "absent cough", "present tremor"},
        ),
        ("fever and absent tremor", {"present fever", "absent tremor"}),
        ("tremor -ve", {"absent tremor"}),
        ("does not want to have fever", {"present fever"}),
        (
            "swelling without redness, fever and chills",
            {"present edema", "absent erythema", "present fever", "present chills"},
        ),
        (
            "swelling without redness, fever or chills",
            {"present edema", "absent erythema", "absent fever", "absent chills"},
        ),
        ("without fever, chills and cough", {"absent fever", "absent chills", "absent cough"}),
        (
            "swelling, without fever, chills and cough",
            {"present edema", "absent fever", "absent chills", "absent cough"},
        ),
        (
            "swelling without pus, fever and chills",
            {"present edema", "present fever", "present chills"},
        ),
    ],
)
def test_denials_reach_their_items_only(text: str, expected: set[str], said: Said) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gums not red and swollen", {"absent red and swollen gums"}),
        ("spleen not palpable", {"absent splenomegaly"}),
        ("non-painful swelling", {"absent pain", "present edema"}),
        ("non-specific swelling and fever", {"present edema", "present fever"}),
    ],
)
def test_a_denial_within_a_name_denies_it(text: str, expected: set[str], said: Said) -> None:
    assert said(text) == expected


def test_a_denial_and_a_relieving_factor_stand_side_by_side(said: Said) -> None:
    assert said("no urge to move, cramps stop on stretching") == {
        "absent restless legs",
        "present muscle spasm +stops on stretching",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("possible seizure", {"uncertain seizure"}),
        ("?seizure, fever", {"uncertain seizure", "present fever"}),
        ("? seizure", {"uncertain seizure"}),
        ("seizure?", {"uncertain seizure"}),
        ("Why do I get leg cramps at night?", {"present muscle spasm @leg ~nocturnal"}),
        ("fever has resolved", {"historical fever"}),
        ("fever and cough have resolved", {"historical fever", "historical cough"}),
        ("history of seizures", {"historical seizure"}),
        ("h/o seizures, now tremor", {"historical seizure", "present tremor"}),
        ("no history of seizures", {"absent seizure"}),
        ("no longer has fever", {"historical fever"}),
        ("leg cramps in the past year", {"present muscle spasm @leg"}),
        ("fever, but it has now resolved", {"historical fever"}),
        ("a 3-day history of fever", {"present fever"}),
        ("presents with a history of fever", {"present fever"}),
        ("previously well, fever", {"present fever"}),
        ("her mother had seizures", {"family seizure"}),
        ("her mother says she had a fever", {"present fever"}),
        ("was brought in by his mother with fever", {"present fever"}),
        ("her husband has a cough, she has a fever", {"present fever"}),
        ("family history of tremor", {"family tremor"}),
        ("no family history of tremor", set()),
        ("father had tremor, I have cramps", {"family tremor", "present muscle spasm"}),
    ],
)
def test_doubt_past_and_family_are_told_apart(text: str, expected: set[str], said: Said) -> None:
    assert said(text) == expected
