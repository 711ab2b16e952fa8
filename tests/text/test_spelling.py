from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.text.reader import TextReader
from nosograph.text.spelling import Speller

COUNTS = {
    "diarrhea": 3,
    "swelling": 2,
    "fever": 5,
    "headache": 4,
    "pneumonia": 1,
    "palpitations": 1,
}
SPELLER = Speller(COUNTS, frozenset({"dwelling", "never", "smelling"}))


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("hedache", "headache"),
        ("headahce", "headache"),
        ("sweling", "swelling"),
        ("feaver", "fever"),
        ("pnuemonia", "pneumonia"),
        ("palpatations", "palpitations"),
        ("diarhoea", "diarrhea"),
    ],
)
def test_a_misspelt_word_is_corrected(word: str, meant: str) -> None:
    assert SPELLER.correction(word) == meant


@pytest.mark.parametrize(
    "word", ["fever", "never", "dwelling", "smelling", "fevr", "zebra", "headachehead", "h3adache"]
)
def test_words_of_the_language_and_strange_ones_stay(word: str) -> None:
    assert SPELLER.correction(word) is None


@given(st.text(max_size=60))
def test_a_correction_is_a_word_of_the_lexicon(word: str) -> None:
    assert SPELLER.correction(word) in {None, *COUNTS}


def test_a_misspelt_finding_is_read_where_it_stands(reader: TextReader) -> None:
    text = "bad hedache and swolen leg"
    observations = reader.read(text).presentation.observations
    assert [o.finding for o in observations] == ["HP:0002315", "HP:0000969"]
    span = observations[0].span
    assert span is not None
    assert text[span.start : span.end] == "hedache"
