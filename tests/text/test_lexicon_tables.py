"""The phrases of ontology/lexicon among all names of HPO and of our own tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from nosograph.build.curated import Curated
from nosograph.build.obo import Ontology
from nosograph.domain.presentation import Presentation
from nosograph.text.evaluation import evaluate, read_gold
from nosograph.text.lexicon import SCOPES, EntryKind
from nosograph.text.reader import TextReader

from .test_evaluation import DEVELOPMENT

pytestmark = pytest.mark.sources

SHARE_READ = 0.95
"""Phrases that must be read to their codes; some differ from another only in a small word."""


def test_every_code_exists(curated: Curated, hpo: Ontology) -> None:
    own = {row["id"] for row in (*curated.findings, *curated.sites, *curated.modifiers)}
    current = {term.id for term in hpo.terms.values() if not term.obsolete}
    wrong = [row["phrase"] for row in curated.lexicon if row["code"] not in own | current]
    assert wrong == [], "give the phrase a code of HPO, sites, findings or modifiers"


def test_a_phrase_stands_once_with_a_kind_and_a_scope(curated: Curated) -> None:
    counts = Counter(row["phrase"].casefold() for row in curated.lexicon)
    assert [phrase for phrase, count in counts.items() if count > 1] == [], "keep one row"
    assert {row["kind"] for row in curated.lexicon} <= set(EntryKind)
    assert {row["scope"] for row in curated.lexicon} <= set(SCOPES)


def test_phrases_are_read_to_their_codes(curated: Curated, all_names_reader: TextReader) -> None:
    rows = [row for row in curated.lexicon if row["kind"] == EntryKind.FINDING]
    missed = [r["phrase"] for r in rows if r["code"] not in codes(all_names_reader, r["phrase"])]
    assert len(missed) <= (1 - SHARE_READ) * len(rows), missed


def codes(reader: TextReader, phrase: str) -> set[str]:
    presentation: Presentation = reader.read(phrase).presentation
    return {observation.finding for observation in presentation.observations}


def test_the_development_set_is_read_well(
    all_names_reader: TextReader, above: Mapping[str, frozenset[str]]
) -> None:
    texts = read_gold(DEVELOPMENT)
    figures = evaluate(all_names_reader, texts, lambda code: above.get(code, frozenset()))
    assert figures["f1"] >= 0.85, figures
    assert figures["negation_accuracy"] >= 0.97, figures
