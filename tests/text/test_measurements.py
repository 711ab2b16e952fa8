from __future__ import annotations

import pytest

from nosograph.domain.presentation import Status
from nosograph.text.reader import TextReader

FEVER, LOW_GRADE, TACHYCARDIA = "HP:0001945", "HP:0011134", "HP:0001649"
HYPOTENSION, HYPOXEMIA, TACHYPNEA = "HP:0002615", "HP:0012418", "HP:0002789"
ANEMIA, LEUKOCYTOSIS = "HP:0001903", "HP:0001974"


def present(reader: TextReader, text: str) -> list[str]:
    observations = reader.read(text).presentation.observations
    return [o.finding for o in observations if o.status is Status.PRESENT]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("BP 85/50", [HYPOTENSION]),
        ("blood pressure of 144/92 mm Hg", ["HP:0004421", "HP:0005117"]),
        ("temp 39.4", [FEVER]),
        ("104°F", [FEVER]),
        ("T: 37.8 °C", [LOW_GRADE]),
        ("temperature of 101.6°F (38.7°C)", [FEVER]),
        ("HR 130", [TACHYCARDIA]),
        ("RR 28", [TACHYPNEA]),
        ("SpO2 88 %", [HYPOXEMIA]),
        ("an O2 saturation on room air of 91%", [HYPOXEMIA]),
        ("Hb 7", [ANEMIA]),
        ("Hb 70 g/L", [ANEMIA]),
        ("glucose 28", ["HP:0003074"]),
        ("glucose 480 mg/dL", ["HP:0003074"]),
        ("ALT 6498", ["HP:0031964"]),
        ("INR 6.8", ["HP:0008151"]),
        ("WBC 18,000", [LEUKOCYTOSIS]),
        ("The white-cell count is 14,000 per cubic millimeter", [LEUKOCYTOSIS]),
        ("WBC 14.2 x 10^9/L", [LEUKOCYTOSIS]),
        ("creatinine 300", ["HP:0003259"]),
        ("creatinine 3.4 mg/dL", ["HP:0003259"]),
        ("total bilirubin of 5.6 mg/dL", ["HP:0003573"]),
        ("platelets 20", ["HP:0001873"]),
        ("platelets 20,000/µL", ["HP:0001873"]),
        ("K+ 6.9, Na 118", ["HP:0002153", "HP:0002902"]),
        ("Core (rectal) 41.3", [FEVER]),
        ("my thermometer said 38.6", [FEVER]),
        ("CRT 4 s", ["nos:ProlongedCapillaryRefill"]),
        ("chloride 88 mmol/L", ["HP:0003113"]),
        ("urate 0.62", ["HP:0002149"]),
        ("hip flexion 4-/5", ["HP:0001324"]),
    ],
)
def test_a_value_out_of_range_is_a_finding(text: str, codes: list[str], reader: TextReader) -> None:
    assert present(reader, text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("T 36.8", [FEVER]),
        ("Temperature is 37.3 °C", [FEVER]),
        ("afebrile at 37.1", [FEVER]),
        ("HR 72, RR 14, sats 98%", [TACHYCARDIA, TACHYPNEA, HYPOXEMIA]),
        ("6-month-old girl, RR 40", [TACHYPNEA]),
        ("CRP <5", ["HP:0011227"]),
        ("power 5/5 throughout", ["HP:0001324"]),
        ("T 37.7", []),
        ("CRP 8", []),
        ("fever last week, now T 36.7", []),
    ],
)
def test_a_normal_value_denies_its_findings(
    text: str, codes: list[str], reader: TextReader
) -> None:
    observations = reader.read(text).presentation.observations
    assert [o.finding for o in observations if o.status is Status.ABSENT] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("CRP was normal", ["HP:0011227"]),
        ("pulse and CRP within normal limits", [TACHYCARDIA, "HP:0011227"]),
        ("normal CRP", ["HP:0011227"]),
        ("CRP was not normal", []),
        ("CRP three times normal", []),
        ("CRP raised, WBC normal", [LEUKOCYTOSIS]),
        ("the CSF had a normal glucose", []),
    ],
)
def test_what_is_called_normal_denies_its_findings(
    text: str, codes: list[str], reader: TextReader
) -> None:
    observations = reader.read(text).presentation.observations
    denied = {o.finding for o in observations if o.status is Status.ABSENT}
    assert denied >= set(codes) if codes else not denied


@pytest.mark.parametrize(
    "text",
    ["BP 120/80, HR 72, RR 14, T 36.8, sats 98%", "Hb 14, WBC 7, platelets 250", "took 500 mg 2x"],
)
def test_a_value_in_range_is_none(text: str, reader: TextReader) -> None:
    assert present(reader, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3-month-old, HR 150", False),
        ("30-year-old, HR 150", True),
        ("6-month-old, RR 40", False),
        ("40-year-old, RR 40", True),
    ],
)
def test_children_have_ranges_of_their_own(text: str, found: bool, reader: TextReader) -> None:
    assert bool(present(reader, text)) is found


def test_a_value_has_its_place_in_the_text(reader: TextReader) -> None:
    text = "unwell, temp 39.4 today"
    (observation,) = reader.read(text).presentation.observations
    assert observation.span is not None
    assert text[observation.span.start : observation.span.end] == "temp 39.4"


def test_a_word_of_health_denies(reader: TextReader) -> None:
    (observation,) = reader.read("afebrile").presentation.observations
    assert (observation.finding, observation.status) == (FEVER, Status.ABSENT)


def test_a_word_of_health_denies_nothing_that_is_found(reader: TextReader) -> None:
    (observation,) = reader.read("had a fever, now afebrile").presentation.observations
    assert observation.status is Status.PRESENT


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("BP 182/110 right arm, 140/85 left arm", ["nos:UnequalArmBloodPressure"]),
        ("BP R arm 180/100, L arm 140/80", ["nos:UnequalArmBloodPressure"]),
        ("BP 140/60 in the right arm and 98/64 in the left", ["nos:UnequalArmBloodPressure"]),
        ("BP 104/66 lying and 82/54 standing", ["HP:0001278"]),
        ("BP lying 138/82; standing 1 min 106/68, 3 min 108/64", ["HP:0001278"]),
        ("L/S BP 138/80 105/60", ["HP:0001278"]),
        ("BP lying 130/80, standing 128/82", []),
        ("BP 120/80 both arms, left leg swollen", []),
    ],
)
def test_two_pressures_are_compared(text: str, codes: list[str], reader: TextReader) -> None:
    compared = {"HP:0001278", "nos:UnequalArmBloodPressure"}
    assert [code for code in present(reader, text) if code in compared] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Wt -7 kg", ["HP:0001824"]),
        ("GCS E2 V2 M3", ["HP:0001259"]),
        ("T-score -3.1", ["nos:LowBoneDensityOnScan"]),
        ("CSF: WCC 1200, protein 2.4, glucose 1.1", ["HP:0012229", "HP:0002922"]),
        ("joint aspirate WCC 85,000", []),
        ("glucose 3 weeks ago", []),
        ("last BM 3 days ago", []),
        ("BM 2.1", ["HP:0001943"]),
    ],
)
def test_a_value_is_what_its_name_sign_and_specimen_say(
    text: str, codes: list[str], reader: TextReader
) -> None:
    assert present(reader, text) == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CRP normal", "HP:0011227"),
        ("CK and TSH are normal", "HP:0003236"),
        ("creatinine is within normal limits but K 6.4", "HP:0003259"),
        ("obs normal", FEVER),
        ("PEARL", "HP:0009916"),
        ("calves SNT", "nos:CalfTenderness"),
        ("lungs were clear", "HP:0030829"),
    ],
)
def test_what_is_called_normal_is_denied(text: str, code: str, reader: TextReader) -> None:
    observations = reader.read(text).presentation.observations
    assert Status.ABSENT in [o.status for o in observations if o.finding == code]
