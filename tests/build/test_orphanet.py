"""Which diseases are the same, read from a user's files and taken into a release."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from nosograph.build.contents import listed_under
from nosograph.build.frequencies import Profile, joined
from nosograph.build.importing.lines import source_files
from nosograph.build.imports import import_orphanet, imported, imported_files
from nosograph.build.orphanet import Correspondences, read_correspondences
from nosograph.build.related import others_of, read_genes, relations, same_as
from nosograph.build.release import checksum
from nosograph.errors import InvalidInput, SourceError

XREFS = """orpha\tsource\treference\trelation
ORPHA:1\tOMIM\t100001\tE (Exact mapping: the two concepts are equivalent)
ORPHA:2\tOMIM\t100002\tBTNT (ORPHAcode is broader than the targeted code)
ORPHA:2\tOMIM\t100003\tBTNT (ORPHAcode is broader than the targeted code)
ORPHA:1\tICD-10\tA00\tE (Exact mapping)
ORPHA:3\tOMIM\t100004\tND (not yet decided)
"""
SSSOM = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tpredicate_modifier\n"
MONDO_OMIM = f"""# license: https://creativecommons.org/publicdomain/zero/1.0/
{SSSOM}MONDO:5\tskos:exactMatch\tOMIM:100003\tsemapv:LexicalMatching\t
MONDO:6\tskos:broadMatch\tOMIM:100004\tsemapv:LexicalMatching\t
MONDO:5\tskos:exactMatch\tOMIM:100009\tsemapv:LexicalMatching\tNot
"""
MONDO_ORPHANET = f"{SSSOM}MONDO:5\tskos:exactMatch\tOrphanet:5\tsemapv:LexicalMatching\t\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "xrefs.tsv.gz").write_bytes(gzip.compress(XREFS.encode()))
    (folder / "omim.sssom.tsv").write_text(MONDO_OMIM, encoding="utf-8")
    (folder / "orphanet.sssom.tsv").write_text(MONDO_ORPHANET, encoding="utf-8")
    (folder / "notes.txt").write_text("not for us", encoding="utf-8")
    return folder


def test_same_and_broader_diseases_are_read_from_both_formats(files: Path) -> None:
    found = read_correspondences(source_files(files))
    assert found.exact == {("ORPHA:1", "OMIM:100001"), ("ORPHA:5", "OMIM:100003")}
    assert found.broader == {("ORPHA:2", "OMIM:100002"), ("ORPHA:2", "OMIM:100003")}
    assert found.mondo == {"MONDO:5": frozenset(("OMIM:100003", "ORPHA:5"))}


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("xrefs.tsv", "orpha\tomim\nORPHA:1\t1\n", 1),
        ("xrefs.tsv", "orpha\tsource\treference\trelation\nORPHA:1\tOMIM\n", 2),
        ("a.sssom.tsv", "subject_id\tobject_id\nMONDO:1\tOMIM:1\n", 1),
        ("a.sssom.tsv", f"{SSSOM}MONDO:1\n", 2),
        ("a.sssom.tsv", "", None),
    ],
)
def test_a_file_of_another_shape_is_named_with_its_line(
    tmp_path: Path, name: str, text: str, line: int | None
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as error:
        read_correspondences(source_files(tmp_path / name))
    assert (error.value.file, error.value.line) == (name, line)


def test_a_file_that_is_not_compressed_as_its_name_says_is_refused(tmp_path: Path) -> None:
    (tmp_path / "xrefs.tsv.gz").write_text(XREFS, encoding="utf-8")
    with pytest.raises(SourceError):
        read_correspondences(source_files(tmp_path / "xrefs.tsv.gz"))


def test_an_import_copies_with_checksum_and_date_and_replaces_by_name(
    files: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    assert imported_files(home) == ()
    record = import_orphanet(home, source_files(files))
    assert sorted(record) == ["omim.sssom.tsv", "orphanet.sssom.tsv", "xrefs.tsv"]
    assert [path.name for path in imported_files(home)] == sorted(record)
    assert (home / "imports" / "orphanet" / "xrefs.tsv").read_text(encoding="utf-8") == XREFS
    for path in imported_files(home):
        assert record[path.name]["sha256"] == checksum(path)
        assert len(record[path.name]["imported"]) == len("2026-01-01")
    (files / "omim.sssom.tsv").write_text(MONDO_OMIM + "\n", encoding="utf-8")
    import_orphanet(home, source_files(files / "omim.sssom.tsv"))
    assert imported(home)["omim.sssom.tsv"] != record["omim.sssom.tsv"]
    assert len(imported(home)) == 3


def test_an_import_of_something_else_changes_nothing(files: Path, tmp_path: Path) -> None:
    (files / "xrefs.tsv.gz").unlink()
    (files / "xrefs.tsv").write_text("something else", encoding="utf-8")
    for path, error in ((files / "notes.txt", InvalidInput), (files, SourceError)):
        with pytest.raises(error):
            import_orphanet(tmp_path / "home", source_files(path))
    assert not (tmp_path / "home").exists()


def test_what_orphanet_says_joins_the_same_disease_in_full_and_a_narrower_one_with_less() -> None:
    found = Correspondences(
        frozenset({("ORPHA:1", "OMIM:1")}),
        frozenset({("ORPHA:2", "OMIM:1"), ("ORPHA:2", "OMIM:2"), ("ORPHA:9", "OMIM:2")}),
    )
    known = relations(("OMIM:1", "OMIM:2", "OMIM:3", "ORPHA:1", "ORPHA:2"), {}, found)
    assert known.joined == {
        "OMIM:1": (("ORPHA:1", 1.0), ("ORPHA:2", 0.8)),
        "OMIM:2": (("ORPHA:2", 0.8),),
    }
    assert known.groups == {"OMIM:1": ("OMIM:2",), "OMIM:2": ("OMIM:1",)}
    own = {
        "OMIM:1": Profile("one", {"HP:1": 0.2}, {"HP:2", "HP:4"}),
        "OMIM:2": Profile("two", {"HP:1": 0.7}),
        "ORPHA:1": Profile("same", {"HP:1": 0.5, "HP:2": 0.3}),
        "ORPHA:2": Profile("broader", {"HP:1": 0.5, "HP:3": 0.5}),
    }
    merged = joined(own, known.joined)
    assert merged["OMIM:1"].frequencies == {"HP:1": 0.5, "HP:2": 0.3, "HP:3": 0.4}
    assert merged["OMIM:1"].excluded == {"HP:4"}
    assert merged["OMIM:2"].frequencies == {"HP:1": 0.7, "HP:3": 0.4}
    assert merged["ORPHA:1"] == own["ORPHA:1"]


def test_one_disease_under_several_identifiers_is_listed_once() -> None:
    found = Correspondences(
        frozenset({("ORPHA:1", "OMIM:1"), ("ORPHA:2", "OMIM:1"), ("ORPHA:2", "OMIM:2")}),
        frozenset(),
        {"MONDO:1": frozenset({"OMIM:1"}), "MONDO:9": frozenset({"OMIM:2"})},
    )
    same = same_as(("OMIM:1", "OMIM:2", "ORPHA:1", "ORPHA:2", "MONDO:1"), found)
    assert same == {"ORPHA:1": "OMIM:1", "OMIM:1": "MONDO:1"}
    assert listed_under(same) == {"ORPHA:1": "MONDO:1", "OMIM:1": "MONDO:1"}


def test_the_diseases_of_a_gene_are_each_others_relatives(tmp_path: Path) -> None:
    path = tmp_path / "genes.txt"
    header = "ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id\n"
    rows = [("7", "A", "OMIM:1"), ("7", "A", "OMIM:2"), ("8", "B", "OMIM:2"), ("8", "B", "OMIM:3")]
    lines = (f"{number}\t{gene}\tHP:1\tx\t-\t{name}\n" for number, gene, name in rows)
    path.write_text(header + "".join(lines), encoding="utf-8")
    genes = read_genes(path)
    assert genes == {"7": {"OMIM:1", "OMIM:2"}, "8": {"OMIM:2", "OMIM:3"}}
    assert others_of(genes.values())["OMIM:2"] == ("OMIM:1", "OMIM:3")
    known = relations(("OMIM:1", "OMIM:2"), genes, Correspondences())
    assert known.genes["OMIM:2"] == ("OMIM:1",)
    assert known.known_gene == {"OMIM:1", "OMIM:2"}
    assert read_genes(None) == {}
    path.write_text("gene\tdisease\n", encoding="utf-8")
    with pytest.raises(SourceError):
        read_genes(path)
