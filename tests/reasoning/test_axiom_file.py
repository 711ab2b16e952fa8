"""Axioms survive being written as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.build.axioms import axioms_of
from nosograph.build.curated import Curated
from nosograph.errors import InvalidRelease
from nosograph.reasoning.axiom_file import decode, encode, load_axioms, save_axioms
from nosograph.reasoning.axioms import Axiom


def test_our_axioms_are_read_as_they_were_written(ours: Curated, tmp_path: Path) -> None:
    axioms = axioms_of(ours)
    save_axioms(tmp_path / "module.jsonl", axioms)
    assert load_axioms(tmp_path / "module.jsonl") == axioms


@given(data=st.data())
def test_any_axiom_is_decoded_as_it_was_encoded(
    data: st.DataObject, ontologies: st.SearchStrategy[tuple[Axiom, ...]]
) -> None:
    for axiom in data.draw(ontologies):
        assert decode(json.loads(json.dumps(encode(axiom)))) == axiom


WORDS = st.sampled_from(["sub", "same", "chain", "nos:A", "nos:p"])
JSON = st.recursive(
    st.none() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=2),
)


@given(value=JSON)
def test_a_file_of_something_else_is_refused_or_read(
    value: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "module.jsonl"
    path.write_text(json.dumps(value), encoding="utf-8")
    try:
        load_axioms(path)
    except InvalidRelease as error:
        assert error.violations == ("module.jsonl cannot be read",)


@pytest.mark.parametrize("content", [b"", b"[", b'["sub", "HP:1"]', b"\xff"])
def test_a_broken_file_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "module.jsonl"
    path.write_bytes(content)
    with pytest.raises(InvalidRelease, match=r"module\.jsonl cannot be read"):
        load_axioms(path)
    with pytest.raises(InvalidRelease, match=r"absent\.jsonl cannot be read"):
        load_axioms(tmp_path / "absent.jsonl")
