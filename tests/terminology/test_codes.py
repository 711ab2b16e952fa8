from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.domain.check_digits import mod10_holds, verhoeff_holds
from nosograph.domain.codes import normalised
from nosograph.errors import InvalidCode


@pytest.mark.parametrize(
    ("given_as", "curie"),
    [
        ("SCTID:32914008", "SNOMEDCT:32914008"),
        ("SNOMEDCT_US_2025_09_01:32914008", "SNOMEDCT:32914008"),
        ("http://snomed.info/id/32914008", "SNOMEDCT:32914008"),
        ("http://snomed.info/sct|32914008", "SNOMEDCT:32914008"),
        (
            "http://snomed.info/sct/900000000000207008/version/20200731|32914008",
            "SNOMEDCT:32914008",
        ),
        ("urn:oid:2.16.840.1.113883.6.96|32914008", "SNOMEDCT:32914008"),
        ("ICD10CM:g2581", "ICD10CM:G25.81"),
        ("ICD-10-CM:G25.81", "ICD10CM:G25.81"),
        ("ICD10CM:A80-A89", "ICD10CM:A80-A89"),
        ("ICD10CM:QA00101", "ICD10CM:QA0.0101"),
        ("ICD-10:R25.2", "ICD10WHO:R25.2"),
        ("ICD-11:7A80", "ICD11MMS:7A80"),
        ("MIM:102300", "OMIM:102300"),
        ("https://omim.org/entry/102300", "OMIM:102300"),
        ("Orphanet:558", "ORPHA:558"),
        ("http://www.orpha.net/ORDO/Orphanet_558", "ORPHA:558"),
        ("UMLS_CUI:C0035258", "UMLS:C0035258"),
        ("http://loinc.org|2823-3", "LOINC:2823-3"),
        ("http://purl.obolibrary.org/obo/HP_0003394", "HP:0003394"),
        ("nos:SleepRelatedLegCramps", "nos:SleepRelatedLegCramps"),
    ],
)
def test_a_code_is_read_in_the_forms_in_which_people_write_it(given_as: str, curie: str) -> None:
    assert normalised(given_as) == curie


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("SNOMEDCT:32914009", "check digit"),
        ("SNOMEDCT:12345", "6 to 18 digits"),
        ("SNOMEDCT:680946014", "identifier of a description"),
        ("LOINC:2823-4", "check digit"),
        ("LOINC:28233", "a hyphen"),
        ("ICD10CM:25.81", "a letter"),
        ("ICD10CM:HELLO", "a letter, a digit"),
        ("SNOMEDCT:３２９１４００８", "not a code"),
        ("SNOMEDCT:1234200", "no SCTID"),
        ("OMIM:12", "not of the form"),
        ("G25.81", "without its system"),
        ("FOO:1", "no code system"),
        ("http://example.org/1", "address of no known"),
        ("", "not a code"),
    ],
)
def test_a_code_that_is_none_is_refused_with_the_reason(code: str, reason: str) -> None:
    with pytest.raises(InvalidCode) as refusal:
        normalised(code)
    assert reason in refusal.value.reason


def test_words_in_place_of_a_code_are_not_said_back() -> None:
    with pytest.raises(InvalidCode) as refusal:
        normalised("mother died of it")
    assert "mother" not in str(refusal.value)


@given(st.from_regex(r"[1-9][0-9]{5,16}", fullmatch=True), st.data())
def test_verhoeff_finds_every_wrong_digit_and_every_swap(digits: str, data: st.DataObject) -> None:
    whole = next(digits + last for last in "0123456789" if verhoeff_holds(digits + last))
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != whole[place]]))
    assert not verhoeff_holds(whole[:place] + other + whole[place + 1 :])
    swapped = whole[:-2] + whole[-1] + whole[-2]
    assert swapped == whole or not verhoeff_holds(swapped)


@given(st.from_regex(r"[1-9][0-9]{0,6}", fullmatch=True), st.data())
def test_modulus_10_finds_every_wrong_digit(digits: str, data: st.DataObject) -> None:
    whole = next(digits + last for last in "0123456789" if mod10_holds(digits + last))
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != whole[place]]))
    assert not mod10_holds(whole[:place] + other + whole[place + 1 :])
