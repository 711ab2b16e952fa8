from __future__ import annotations

import json
from pathlib import Path

import pytest

from nosograph.domain.presentation import Status
from nosograph.errors import InvalidInput
from nosograph.text.context import ContextRules
from nosograph.text.evaluation import Gold, GoldText, evaluate, read_gold
from nosograph.text.lexicon import Lexicon
from nosograph.text.reader import TextReader

DEVELOPMENT = Path(__file__).parent / "development"
FEVER = Gold(frozenset({"HP:0001945"}), Status.PRESENT)
NO_COUGH = Gold(frozenset({"HP:0012735"}), Status.ABSENT)


def above(code: str) -> frozenset[str]:
    return frozenset({"HP:0012531"}) if code == "HP:0100749" else frozenset()


def test_figures_count_right_wrong_and_missing_findings(reader: TextReader) -> None:
    texts = [
        GoldText("a", "fever, no cough", (FEVER, NO_COUGH)),
        GoldText("b", "fever and chills", (NO_COUGH, FEVER)),
    ]
    figures = evaluate(reader, texts, above)
    assert (figures["texts"], figures["findings"]) == (2, 4)
    assert (figures["precision"], figures["recall"], figures["f1"]) == (0.75, 0.75, 0.75)
    assert figures["negation_accuracy"] == 1


def test_a_wrong_polarity_is_neither_right_nor_accurate(reader: TextReader) -> None:
    figures = evaluate(reader, [GoldText("a", "cough", (NO_COUGH,))], above)
    assert (figures["f1"], figures["negation_accuracy"]) == (0, 0)


def test_a_more_specific_finding_is_right(reader: TextReader) -> None:
    pain = Gold(frozenset({"HP:0012531"}), Status.PRESENT)
    assert evaluate(reader, [GoldText("a", "chest pain", (pain,))], above)["f1"] == 1


def test_an_optional_finding_counts_neither_way(reader: TextReader) -> None:
    chills = Gold(frozenset({"HP:0025143"}), Status.PRESENT, optional=True)
    for text in ("fever and chills", "fever"):
        assert evaluate(reader, [GoldText("a", text, (FEVER, chills))], above)["f1"] == 1


def test_the_development_set_is_as_large_and_as_various_as_it_should_be() -> None:
    sentences = read_gold(DEVELOPMENT / "sentences.jsonl")
    vignettes = read_gold(DEVELOPMENT / "vignettes.jsonl")
    assert len(sentences) >= 150
    assert len(vignettes) >= 40
    assert len({gold.id for gold in (*sentences, *vignettes)}) == len(sentences) + len(vignettes)
    assert {f.status for gold in sentences for f in gold.findings} == set(Status)
    assert read_gold(DEVELOPMENT) == (*sentences, *vignettes)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a", "text": "b"}', '{"findings": [{}]}'])
def test_a_broken_line_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(f"{json.dumps({'id': 'a', 'text': 'b', 'findings': []})}\n{line}\n")
    with pytest.raises(InvalidInput, match=r"gold\.jsonl, line 2"):
        read_gold(path)


def test_suggestions_of_two_rankings_are_fused_and_never_used(
    lexicon: Lexicon, rules: ContextRules
) -> None:
    asked: list[str] = []

    def similar(phrase: str) -> tuple[str, ...]:
        asked.append(phrase)
        return ("HP:0001945", "HP:0025143")

    reading = TextReader(lexicon, rules, similar).read("leg cramps and zzyzzx quuxing")
    assert asked == ["zzyzzx quuxing"]
    assert [s.candidates for s in reading.suggestions] == [("HP:0001945", "HP:0025143")]
    assert {o.finding for o in reading.presentation.observations} == {"HP:0003394"}
