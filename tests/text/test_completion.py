from __future__ import annotations

import pytest

from nosograph.domain.naming import Name, NameKind
from nosograph.text.completion import Completion

FINDING, SITE = NameKind.FINDING, NameKind.SITE
LABELS = {
    (FINDING, "HP:0003394"): "Muscle spasm",
    (FINDING, "HP:0001257"): "Spasticity",
    (SITE, "UBERON:0001630"): "muscle organ",
}
NAMES = [
    ("muscle spasm", Name("Muscle spasm", "HP:0003394", FINDING)),
    ("charley horse", Name("charley horse", "HP:0003394", FINDING)),
    ("muscle spasticity", Name("Muscle spasticity", "HP:0001257", FINDING)),
    ("spasticity", Name("Spasticity", "HP:0001257", FINDING)),
    ("muscle organ", Name("muscle organ", "UBERON:0001630", SITE)),
]


@pytest.fixture(scope="module")
def completion() -> Completion:
    return Completion(NAMES, LABELS)


def codes(completion: Completion, typed: str, *kinds: NameKind, most: int = 10) -> list[str]:
    return [term.code for term in completion.found(typed, kinds or tuple(NameKind), most)]


def test_a_term_is_found_by_the_beginning_of_any_word_of_any_name(completion: Completion) -> None:
    assert codes(completion, "hor") == ["HP:0003394"]
    assert codes(completion, "Spastic") == ["HP:0001257"]


def test_words_may_come_in_any_order(completion: Completion) -> None:
    assert codes(completion, "spas mus") == ["HP:0003394", "HP:0001257"]


def test_a_term_is_named_once_by_its_best_name(completion: Completion) -> None:
    (found,) = completion.found("spasticity", [FINDING], 10)
    assert (found.label, found.name) == ("Spasticity", "Spasticity")


def test_a_synonym_comes_with_the_label(completion: Completion) -> None:
    (found,) = completion.found("charley", [FINDING], 10)
    assert (found.label, found.name) == ("Muscle spasm", "charley horse")


def test_a_name_that_begins_with_the_words_goes_first(completion: Completion) -> None:
    assert codes(completion, "spas") == ["HP:0001257", "HP:0003394"]


def test_only_the_kinds_that_are_wanted_are_found(completion: Completion) -> None:
    assert codes(completion, "muscle", SITE) == ["UBERON:0001630"]


def test_no_more_are_found_than_wanted(completion: Completion) -> None:
    assert len(codes(completion, "m", most=2)) == 2


@pytest.mark.parametrize("typed", ["", "  ", "?!"])
def test_without_words_the_first_by_label_are_found(completion: Completion, typed: str) -> None:
    assert codes(completion, typed, FINDING) == ["HP:0003394", "HP:0001257"]


@pytest.mark.parametrize("typed", ["xyzzy", "muscle xyzzy"])
def test_nothing_is_found_by_nothing(completion: Completion, typed: str) -> None:
    assert codes(completion, typed) == []
