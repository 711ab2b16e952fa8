"""`nosograph import orphanet`: what is taken of folders, and how it goes away again."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from nosograph.build.importing import lines

Run = Callable[..., Result]
FILES = Path(__file__).resolve().parents[1] / "data" / "terminologies"
XREFS = "orpha\tsource\treference\trelation\nORPHA:58\tOMIM\t203450\tE (Exact)\n"
SSSOM = """#mapping_set_version: {}
subject_id\tpredicate_id\tobject_id\tmapping_justification
MONDO:0008752\tskos:exactMatch\tOMIM:203450\tsemapv:LexicalMatching
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder in which files of Orphanet stand deep and among others."""
    deep = tmp_path / "mine" / "downloads" / "orphanet"
    deep.mkdir(parents=True)
    (deep / "xrefs.tsv.gz").write_bytes(gzip.compress(XREFS.encode()))
    shutil.copy(FILES / "en_product1.xml", deep / "renamed.xml")
    shutil.copy(FILES / "ORPHApacket_58.json", deep)
    (tmp_path / "mine" / "package.json").write_text("{}", encoding="utf-8")
    (tmp_path / "mine" / "page.xml").write_text("<html/>", encoding="utf-8")
    hidden = tmp_path / "mine" / ".cache"
    hidden.mkdir()
    (hidden / "xrefs.tsv").write_text("broken", encoding="utf-8")
    return tmp_path / "mine"


def listed(run: Run, home: Path) -> list[list[str]]:
    return [line.split("\t")[:2] for line in run("import", "list", home=home).stdout.splitlines()]


def test_of_a_folder_everything_of_orphanet_is_taken_and_nothing_else(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    done = run("import", "orphanet", str(folder), home=tmp_path / "home")
    assert done.exit_code == 0, done.output
    expected = [["orphanet", "2025-12-09"], ["orphanet", "xrefs.tsv"]]
    assert listed(run, tmp_path / "home") == expected


def test_an_archive_is_taken_as_its_folder_is(run: Run, folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for file in (folder / "downloads").rglob("*.*"):
            archive.write(file, file.relative_to(folder))
    done = run("import", "orphanet", str(tmp_path / "all.zip"), home=tmp_path / "home")
    assert done.exit_code == 0, done.output
    assert ["orphanet", "xrefs.tsv"] in listed(run, tmp_path / "home")


def test_a_folder_of_everything_is_refused(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST_FILES", 3)
    done = run("import", "orphanet", str(folder), home=tmp_path / "home")
    assert done.exit_code == 2
    assert "mine holds more than 3 files: name the folder of the source" in done.stderr


@pytest.mark.parametrize(("own", "expected"), [("2026-08-04", "2026-08-04"), ("", "2025-12")])
def test_mapping_sets_have_their_own_version_or_the_given_one(
    run: Run, tmp_path: Path, own: str, expected: str
) -> None:
    (tmp_path / "mondo.sssom.tsv").write_text(SSSOM.format(own), encoding="utf-8")
    (tmp_path / "xrefs.tsv").write_text(XREFS, encoding="utf-8")
    paths = (str(tmp_path / "mondo.sssom.tsv"), str(tmp_path / "xrefs.tsv"))
    done = run("import", "orphanet", *paths, "--version", "2025-12", home=tmp_path / "home")
    assert done.exit_code == 0, done.output
    names = listed(run, tmp_path / "home")
    assert names[:2] == [["orphanet", "2025-12"], ["sssom-mondo", expected]]


def test_what_is_imported_again_from_the_home_stays_whole(run: Run, tmp_path: Path) -> None:
    (tmp_path / "xrefs.tsv").write_text(XREFS, encoding="utf-8")
    home = tmp_path / "home"
    kept = home / "imports" / "orphanet" / "xrefs.tsv"
    for path in (tmp_path / "xrefs.tsv", kept):
        assert run("import", "orphanet", str(path), home=home).exit_code == 0
    assert kept.read_text(encoding="utf-8") == XREFS


def test_removing_orphanet_removes_what_the_ranking_uses(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    run("import", "orphanet", str(folder), home=home)
    assert run("import", "remove", "orphanet", "2025-12-09", home=home).exit_code == 0
    assert listed(run, home) == [["orphanet", "xrefs.tsv"]]
    gone = run("import", "remove", "orphanet", home=home)
    assert gone.exit_code == 0
    assert "removed orphanet xrefs.tsv" in gone.stdout
    assert listed(run, home) == []
    assert not (home / "imports" / "orphanet" / "xrefs.tsv").exists()
    assert run("import", "remove", "orphanet", home=home).exit_code == 2
