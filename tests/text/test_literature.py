"""Paragraphs in the language of abstracts and case reports, read among all names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from nosograph.text.evaluation import evaluate, read_gold
from nosograph.text.reader import TextReader

LITERATURE = Path(__file__).parent / "literature"
"""The ``first`` were read while rules were made, the ``second`` and ``third`` once and later."""


def test_there_are_thirty_eight_paragraphs_of_each_kind() -> None:
    for kind in ("abstracts", "reports"):
        texts = [gold for path in LITERATURE.glob(f"{kind}-*.jsonl") for gold in read_gold(path)]
        assert len({gold.id for gold in texts}) == len(texts) == 38
        assert {f.status.value for gold in texts for f in gold.findings} >= {"present", "absent"}


@pytest.mark.sources
@pytest.mark.parametrize(
    ("name", "precision", "f1"),
    [("abstracts-second", 0.85, 0.8), ("reports-second", 0.75, 0.75)],
)
def test_paragraphs_are_read_well(
    name: str,
    precision: float,
    f1: float,
    all_names_reader: TextReader,
    above: Mapping[str, frozenset[str]],
) -> None:
    texts = read_gold(LITERATURE / f"{name}.jsonl")
    up: Callable[[str], frozenset[str]] = lambda code: above.get(code, frozenset())  # noqa: E731
    figures = evaluate(all_names_reader, texts, up)
    assert figures["precision"] >= precision, figures
    assert figures["f1"] >= f1, figures
