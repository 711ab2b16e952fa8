"""Lists whose items share words, among all names of HPO."""

from __future__ import annotations

import pytest

from nosograph.text.reader import TextReader

pytestmark = pytest.mark.sources


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("short and broad fingers", {"HP:0009381", "HP:0001500"}),
        ("short, broad fingers and toes", {"HP:0009381", "HP:0001500", "HP:0001837"}),
        ("broad thumbs and halluces", {"HP:0011304", "HP:0010055"}),
        ("progressive limb and gait ataxia", {"HP:0002070", "HP:0002066"}),
    ],
)
def test_items_of_a_list_share_words(text: str, codes: set[str], hpo_reader: TextReader) -> None:
    assert {o.finding for o in hpo_reader.read(text).presentation.observations} >= codes


def test_a_denial_holds_for_what_is_written_out(hpo_reader: TextReader) -> None:
    found = hpo_reader.read("no limb or gait ataxia").presentation.observations
    assert {(o.finding, o.status.value) for o in found} == {
        ("HP:0002070", "absent"),
        ("HP:0002066", "absent"),
    }


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("short stature and broad nose", "HP:0003196"),
        ("myoclonic jerks, absences and fever", "HP:0011150"),
    ],
)
def test_whole_findings_lend_nothing_to_each_other(
    text: str, wrong: str, hpo_reader: TextReader
) -> None:
    assert wrong not in {o.finding for o in hpo_reader.read(text).presentation.observations}
