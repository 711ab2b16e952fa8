"""Annotation files are read row by row, and broken rows are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nosograph.build.frequencies import profiles
from nosograph.build.graphs import write_annotations
from nosograph.build.hpoa import BANDS, COLUMNS, AnnotationRow, frequency_of, read_hpoa
from nosograph.build.quads import Graph
from nosograph.build.sources import Read, Sources
from nosograph.domain.knowledge import Frequency
from nosograph.errors import SourceError
from nosograph.inference.evidence import pooled

HEADER = "\t".join(COLUMNS) + "\n"
NOWHERE = Path("phenotype.hpoa")


def row(frequency: str = "", **changed: str) -> AnnotationRow:
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {"database_id": "OMIM:1", "hpo_id": "HP:1", "frequency": frequency} | changed
    condition, label, _, finding, *rest = cells.values()
    return AnnotationRow(7, condition, label, False, finding, *rest)


def test_rows_are_read_with_their_lines(mini_read: Read) -> None:
    file = mini_read.hpoa
    assert file.version == "2026-01-01"
    assert len(file.rows) == 12
    first, denied = file.rows[0], file.rows[4]
    assert (first.line, first.condition, first.label) == (4, "OMIM:900001", "Mini cramp syndrome")
    assert (first.finding, first.negated, first.frequency) == ("HP:0001324", False, "2/4")
    assert (denied.finding, denied.negated) == ("HP:0012452", True)


@pytest.mark.parametrize(
    ("text", "frequency"),
    [
        ("", None),
        ("3/4", Frequency(0.75, 4)),
        ("0/12", Frequency(0.0, 12)),
        ("50%", Frequency(0.5, 10)),
        ("12.5%", Frequency(0.125, 10)),
        ("HP:0040280", Frequency(1.0, 10)),
        ("HP:0040281", Frequency(0.895, 10)),
        ("HP:0040282", Frequency(0.545, 10)),
        ("HP:0040283", Frequency(0.17, 10)),
        ("HP:0040284", Frequency(0.025, 10)),
        ("HP:0040285", Frequency(0.0, 10)),
    ],
)
def test_a_frequency_is_read(text: str, frequency: Frequency | None) -> None:
    assert frequency_of(NOWHERE, row(text)) == frequency


def test_rarer_bands_are_lower() -> None:
    assert list(BANDS.values()) == sorted(BANDS.values(), reverse=True)


@pytest.mark.parametrize(
    "text",
    ["3/0", "5/4", "-1/4", "x", "3/4/5", "120%", "%", "nan%", "inf%", "HP:0040286", "1.5/3", "3"],
)
def test_what_is_no_frequency_is_named_with_its_line(text: str) -> None:
    with pytest.raises(SourceError, match=f"phenotype.hpoa, line 7: not a frequency: {text}"):
        frequency_of(NOWHERE, row(text))


def line(**changed: str) -> str:
    cells = dict.fromkeys(COLUMNS, "") | {"database_id": "OMIM:1", "hpo_id": "HP:0000001"}
    return "\t".join((cells | changed).values()) + "\n"


BROKEN = {
    "an empty file": ("", 1, "no annotations"),
    "only a header": (HEADER, 1, "no annotations"),
    "other columns": ("a\tb\n", 1, "the columns are not HPOA's twelve"),
    "a row before the header": (line() + HEADER, 1, "the columns are not HPOA's twelve"),
    "too few columns": (f"#c\n{HEADER}{line()}OMIM:1\tx\n", 4, "2 columns instead of 12"),
    "no finding": (HEADER + line(hpo_id=""), 2, "without condition or finding"),
    "a strange finding": (HEADER + line(hpo_id="cramp"), 2, "without condition or finding"),
    "an unknown prefix": (HEADER + line(database_id="ZZ:1"), 2, "without condition or finding"),
    "a strange qualifier": (HEADER + line(qualifier="not"), 2, "the qualifier is not NOT: not"),
    "a strange frequency": (HEADER + line(frequency="some"), 2, "not a frequency: some"),
}


@pytest.mark.parametrize(("text", "number", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_named_with_its_line(
    text: str, number: int, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "phenotype.hpoa"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=reason) as caught:
        read_hpoa(path)
    assert caught.value.file.endswith("phenotype.hpoa")
    assert caught.value.line == number


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "not UTF-8"])
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "phenotype.hpoa"
    if content:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=r"phenotype\.hpoa: cannot be read"):
        read_hpoa(path)


@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_a_changed_file_is_read_or_refused(
    data: st.DataObject,
    mutations: st.SearchStrategy,
    mini_sources: Sources,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.getbasetemp() / "phenotype.hpoa"
    path.write_bytes(data.draw(mutations)(mini_sources.hpoa.read_bytes()))
    try:
        file = read_hpoa(path)
    except SourceError as error:
        assert error.file == str(path)
    else:
        findings = {found.finding: found.finding for found in file.rows}
        profiles(path, file.rows, findings, pooled)
        write_annotations(Graph(str, "https://example.org/g"), "hpoa", file, listed_rare=True)
