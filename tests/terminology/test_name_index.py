from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nosograph.terminology.listed import begins, tokens
from nosograph.terminology.name_index import MOST_WORDS, NameIndex, in_words

TEXT = st.text(alphabet="abÄß_1 ,-(\u0301İ", max_size=12)


@given(st.lists(TEXT, min_size=1, max_size=4), TEXT)
def test_a_name_is_found_by_words_that_begin_its_own(names: list[str], words: str) -> None:
    wanted = tokens(words)[:MOST_WORDS]
    found = NameIndex((("code", in_words(names)),)).search(words)
    assert bool(found) is any(begins(wanted, tokens(name)) for name in names)
