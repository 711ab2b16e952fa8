from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nosograph.domain.presentation import Presentation, Reading
from nosograph.errors import InvalidInput
from nosograph.text.context import ContextRules
from nosograph.text.lexicon import Lexicon
from nosograph.text.reader import MOST_BYTES, TextReader

WORDS = """
leg legs calf butt and or nor , . ? ( ) (-) no denies without absent history of mother cramps spasms
pain swelling fever at night when I lie down left right both one 58 year old woman resolved : / &
not neither but has is possible worse they severe <b> - é non for 3 days x 2/7 since BP 85/50 temp
39.4 °C sats 88 % 1,5 99999999999999 history her mother afebrile n/v -ve hedache the a few ago
<br> <script> </script> <!-- --> &nbsp; &amp; &lt; &#8217; 11p15 無 発熱 ٣ ﬁ İ
"""
SENTENCES = st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=40).map(" ".join)


@settings(deadline=None)
@given(text=st.one_of(st.text(), SENTENCES))
def test_any_text_is_read_within_its_bounds(reader: TextReader, text: str) -> None:
    reading = reader.read(text)
    spans = [o.span for o in reading.presentation.observations]
    spans += [suggestion.span for suggestion in reading.suggestions]
    assert all(span is not None and span.end <= len(text) for span in spans)
    assert all(1 <= len(suggestion.candidates) <= 5 for suggestion in reading.suggestions)


@settings(deadline=None, max_examples=50)
@given(text=SENTENCES)
def test_a_new_reader_reads_the_same(
    reader: TextReader, lexicon: Lexicon, rules: ContextRules, text: str
) -> None:
    again = TextReader(lexicon, rules).read(text)
    assert reader.read(text) == again
    assert [o.span for o in reader.read(text).presentation.observations] == [
        o.span for o in again.presentation.observations
    ]


@settings(deadline=None)
@given(text=SENTENCES)
def test_letter_case_does_not_matter(reader: TextReader, text: str) -> None:
    assert reader.read(text).presentation == reader.read(text.upper()).presentation


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "😀"])
def test_text_without_words_says_nothing(reader: TextReader, text: str) -> None:
    assert reader.read(text) == Reading(Presentation())


@pytest.mark.parametrize("text", [None, 5, b"leg cramps", ["leg cramps"]])
def test_what_is_no_text_is_refused(reader: TextReader, text: Any) -> None:
    with pytest.raises(InvalidInput):
        reader.read(text)


@pytest.mark.parametrize("text", ["a" * (MOST_BYTES + 1), "é" * (MOST_BYTES // 2 + 1)])
def test_too_long_a_text_is_refused_without_an_echo(reader: TextReader, text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^the text is longer than 1000000 bytes$"):
        reader.read(text)


@pytest.mark.parametrize(
    "unit",
    [
        *("no ", "leg and ", "(", "<a", "?", "''", "leg cramps, or ", "1", "1,", "1 ", "for 3 "),
        *("3 days ", "bp 1/", "temp of ", "mother ", "n/", "-ve", "history of ", "not cramp "),
    ],
)
def test_repetition_ends_soon(reader: TextReader, unit: str) -> None:
    assert isinstance(reader.read(unit * 5000), Reading)


def test_a_lone_surrogate_is_read(reader: TextReader) -> None:
    assert reader.read("\ud800 leg cramps").presentation.observations


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Leg <b>cramps</b></p><p>no fever</p>", ["Leg <b>cramps", "fever"]),
        ("no fever<br>leg cramps", ["fever", "leg cramps"]),
        ("leg&nbsp;cramps &amp; fever", ["leg&nbsp;cramps", "fever"]),
        ("<script>fever</script><!-- chills -->leg cramps", ["leg cramps"]),
    ],
)
def test_mark_up_is_skipped_and_spans_stay_right(
    reader: TextReader, text: str, words: list[str]
) -> None:
    observations = reader.read(text).presentation.observations
    spans = [o.span for o in observations if o.span]
    assert [text[span.start : span.end] for span in spans] == words


@pytest.mark.parametrize(
    "unit", ["hedaches and zzyzzx leg cramps for 3 days, BP 85/50, no fever. ", "<a &l ", "無発熱"]
)
def test_time_grows_no_faster_than_the_text(reader: TextReader, unit: str) -> None:
    def seconds(length: int) -> float:
        start = time.process_time()
        reader.read((unit * length)[:length])
        return time.process_time() - start

    seconds(1_000)
    assert seconds(200_000) < 40 * seconds(20_000) + 0.1


@pytest.mark.slow
def test_a_million_letters_are_read_in_bounded_time(reader: TextReader) -> None:
    text = "hedaches zzyzzx cramps for 3 days, BP 85/50. " * 22_000
    start = time.process_time()
    reader.read(text[:MOST_BYTES])
    assert time.process_time() - start < 60
