from __future__ import annotations

from pathlib import Path

import pytest

from nosograph.errors import InvalidRelease
from nosograph.text.context import ContextRules
from nosograph.text.lexicon import EntryKind, Lexicon, LexiconEntry
from nosograph.text.reader import TextReader

EXACT = LexiconEntry("Cramp", "HP:0003394", EntryKind.FINDING, "exact")
RELATED = LexiconEntry("cramps", "HP:0000001", EntryKind.FINDING, "related")


def test_a_lexicon_reads_the_same_after_it_was_stored(
    tmp_path: Path, lexicon: Lexicon, rules: ContextRules
) -> None:
    lexicon.save(tmp_path / "lexicon.json")
    stored = Lexicon.load(tmp_path / "lexicon.json")
    text = "nocturnal leg and butt spasms, no fever"
    assert TextReader(stored, rules).read(text) == TextReader(lexicon, rules).read(text)


def test_the_order_of_entries_leaves_the_bytes_alone(tmp_path: Path) -> None:
    Lexicon.from_entries([EXACT, RELATED]).save(tmp_path / "one")
    Lexicon.from_entries([RELATED, EXACT, EXACT]).save(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_exact_name_beats_a_related_one(rules: ContextRules) -> None:
    reader = TextReader(Lexicon.from_entries([EXACT, RELATED]), rules)
    (observation,) = reader.read("cramping").presentation.observations
    assert observation.finding == "HP:0003394"


def test_an_entry_without_a_code_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="CURIE"):
        LexiconEntry("cramp", "no code", EntryKind.FINDING, "exact")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "other"}', '{"format": '])
def test_a_broken_lexicon_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "lexicon.json"
    path.write_text(content)
    with pytest.raises(InvalidRelease, match=r"lexicon\.json"):
        Lexicon.load(path)


def test_a_missing_lexicon_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRelease, match=r"lexicon\.json"):
        Lexicon.load(tmp_path / "lexicon.json")


def test_an_empty_lexicon_reads_age_and_sex(rules: ContextRules) -> None:
    reading = TextReader(Lexicon.from_entries([]), rules).read("58yo woman with cramps")
    assert reading.presentation.observations == ()
    assert str(reading.presentation.age) == "P58Y"
