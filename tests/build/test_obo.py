"""OBO files are read as they are meant, and broken ones are named with their line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nosograph.build.graphs import write_hpo
from nosograph.build.hierarchy import taxonomy
from nosograph.build.obo import Ontology, Synonym, quoted, read_obo
from nosograph.build.quads import Graph
from nosograph.build.sources import Read, Sources
from nosograph.errors import NosographError, SourceError

HEADER = "format-version: 1.2\ndata-version: hp/releases/2026-01-01\n\n"
ROOT = "[Term]\nid: HP:0000001\nname: All\n\n"


def read(tmp_path: Path, text: str) -> Ontology:
    path = tmp_path / "hp.obo"
    path.write_text(text, encoding="utf-8")
    return read_obo(path)


def test_a_term_is_read_with_all_that_is_said_of_it(mini_read: Read) -> None:
    ontology = mini_read.hpo
    spasm = ontology.terms["HP:0003394"]
    assert ontology.version == "2026-01-01"
    assert len(ontology.terms) == 21
    assert spasm.name == "Muscle spasm"
    assert spasm.definition == 'Sudden and "unwilled" contraction of muscle.'
    assert spasm.parents == ("HP:0003011",)
    assert spasm.synonyms[0] == Synonym("Muscle cramps", "exact", lay=False)
    assert ontology.terms["HP:0000969"].synonyms[1] == Synonym("Swelling", "broad", lay=True)
    assert ontology.terms["HP:0001324"].alternative_ids == ("HP:9990001",)
    assert ontology.terms["HP:0001332"].xrefs == ("SNOMEDCT_US:15802004",)
    assert ontology.terms["HP:9990002"].obsolete
    assert ontology.terms["HP:9990002"].replaced_by == "HP:0003394"
    assert ontology.terms["HP:9990003"].replaced_by is None


def test_what_is_no_term_is_passed_over(tmp_path: Path) -> None:
    other = "[Typedef]\nid: part_of\nname: part of\n\n[Instance]\nid: x:1\n"
    text = f"{HEADER}{ROOT}! a comment\n{other}"
    assert list(read(tmp_path, text).terms) == ["HP:0000001"]


BROKEN = {
    "an empty file": ("", 1, "not an OBO release"),
    "no version": (ROOT, 1, "not an OBO release"),
    "no terms": (HEADER, 1, "not an OBO release"),
    "no name": (f"{HEADER}[Term]\nid: HP:0000001\n", 4, "a term without id or name"),
    "no id": (f"{HEADER}[Term]\nname: All\n", 4, "a term without id or name"),
    "an empty tag": (f"{HEADER}[Term]\nid: HP:0000001\nname:\n", 6, "a tag without a value"),
    "no scope": (f'{HEADER}{ROOT}[Term]\nid: HP:1\nname: A\nsynonym: "a" []\n', 11, "without text"),
    "no text": (f"{HEADER}{ROOT}[Term]\nid: HP:1\nname: A\nsynonym: EXACT\n", 11, "without text"),
    "an unknown parent": (
        f"{HEADER}{ROOT}[Term]\nid: HP:1\nname: A\nis_a: HP:2 ! B\n",
        8,
        "HP:1 has unknown parent HP:2",
    ),
    "an id of two terms": (f"{HEADER}{ROOT}{ROOT}", 8, "HP:0000001 stands twice"),
    "an id that is none": (f"{HEADER}[Term]\nid: all\nname: All\n", 4, "all is not an id"),
    "an unknown prefix": (f"{HEADER}[Term]\nid: ZZ:1\nname: All\n", 4, "ZZ:1 is not an id"),
}


@pytest.mark.parametrize(("text", "line", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_named_with_its_line(
    text: str, line: int, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=reason) as caught:
        read(tmp_path, text)
    assert caught.value.file.endswith("hp.obo")
    assert caught.value.line == line


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "not UTF-8"])
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "hp.obo"
    if content:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=r"hp\.obo: cannot be read"):
        read_obo(path)


@given(text=st.text(max_size=20), rest=st.sampled_from(["", "EXACT []", "RELATED lay [x]"]))
def test_quoted_text_is_read_as_it_was_meant(text: str, rest: str) -> None:
    kept = text.replace("\n", " ").replace("\r", " ")
    written = kept.replace("\\", "\\\\").replace('"', '\\"')
    assert quoted(f'"{written}" {rest}') == (kept, rest)


@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_a_changed_file_is_read_or_refused(
    data: st.DataObject,
    mutations: st.SearchStrategy,
    mini_sources: Sources,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.getbasetemp() / "hp.obo"
    path.write_bytes(data.draw(mutations)(mini_sources.hpo.read_bytes()))
    try:
        ontology = read_obo(path)
        taxonomy(ontology.terms)
        write_hpo(Graph(str, "https://example.org/g"), ontology)
    except NosographError as error:
        assert str(error)
