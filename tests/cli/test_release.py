"""Building, checking and opening releases, whole and broken, from the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import Result

from nosograph.assembly import releases as assembled
from nosograph.build.sources import Sources

Run = Callable[..., Result]
SEED = "nocturnal leg and butt spasms"


def releases(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "releases").iterdir())


def release_of(home: Path) -> Path:
    return home / "releases" / (home / "current").read_text()


@pytest.fixture
def tiny(mini_sources: Sources, monkeypatch: pytest.MonkeyPatch) -> Sources:
    """Make the tiny world what is installed."""
    monkeypatch.setattr(assembled, "default_sources", lambda: mini_sources)
    return mini_sources


@pytest.fixture
def broken(tiny: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Make a broken ``hp.obo`` what is installed; return the broken line's number."""
    lines = tiny.hpo.read_text(encoding="utf-8").splitlines()
    at = lines.index("id: HP:0003394")
    lines[at] = "id HP:0003394"
    (tmp_path / "hp.obo").write_text("\n".join(lines))
    sources = replace(tiny, hpo=tmp_path / "hp.obo")
    monkeypatch.setattr(assembled, "default_sources", lambda: sources)
    return at + 1


@pytest.mark.usefixtures("tiny")
def test_building_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    first = run("build", home=tmp_path / "home")
    assert first.exit_code == 0, first.output
    assert first.stdout.startswith("release 2026-01-01-")
    manifest = release_of(tmp_path / "home") / "manifest.json"
    written = manifest.stat().st_mtime_ns
    second = run("build", home=tmp_path / "home")
    assert second.stdout == first.stdout
    assert releases(tmp_path / "home") == [manifest.parent.name]
    assert manifest.stat().st_mtime_ns == written


@pytest.mark.usefixtures("tiny")
def test_the_first_question_builds_the_release(run: Run, tmp_path: Path) -> None:
    result = run("differential", SEED, "--json", home=tmp_path / "home")
    assert result.exit_code == 0, result.output
    assert len(releases(tmp_path / "home")) == 1


@pytest.mark.usefixtures("tiny")
def test_what_another_version_built_is_built_again_and_kept(run: Run, home: Path) -> None:
    old = release_of(home).rename(home / "releases" / "old")
    manifest = json.loads((old / "manifest.json").read_text())
    (old / "manifest.json").write_text(json.dumps(manifest | {"software": "0.0.0"}))
    (home / "current").write_text("old")
    assert run("differential", SEED, home=home).exit_code == 0
    assert len(releases(home)) == 2
    assert (home / "current").read_text() != "old"


def test_a_broken_source_is_named_with_its_line_and_the_old_release_stays(
    run: Run, home: Path, broken: int
) -> None:
    before = (releases(home), (home / "current").read_text())
    result = run("build", home=home)
    assert result.exit_code == 1
    last = result.stderr.splitlines()[-1]
    assert f"hp.obo, line {broken}: " in last
    assert "Traceback" not in result.output
    assert (releases(home), (home / "current").read_text()) == before
    assert run("differential", SEED, home=home).exit_code == 0


@pytest.mark.usefixtures("broken")
def test_without_any_release_a_broken_source_is_said_too(run: Run, tmp_path: Path) -> None:
    result = run("differential", SEED, home=tmp_path / "home")
    assert result.exit_code == 1
    assert "hp.obo, line" in result.stderr
    assert not (tmp_path / "home" / "current").exists()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no manifest": lambda release: (release / "manifest.json").unlink(),
    "half a manifest": lambda release: cut(release / "manifest.json"),
    "no matrix": lambda release: shutil.rmtree(release / "matrix"),
    "half an array": lambda release: cut(release / "matrix" / "frequency.npy"),
    "half the names": lambda release: cut(release / "matrix" / "names.json"),
    "no terms": lambda release: (release / "terms.json").unlink(),
    "half the terms": lambda release: cut(release / "terms.json"),
    "no axioms": lambda release: (release / "module.jsonl").unlink(),
    "half the axioms": lambda release: cut(release / "module.jsonl"),
    "no store": lambda release: shutil.rmtree(release / "store"),
    "store without its list": lambda release: (release / "store" / "CURRENT").unlink(),
    "half the words": lambda release: cut(lexicon_file(release)),
    "no words": lambda release: lexicon_file(release).unlink(),
    "no release": lambda release: shutil.rmtree(release),
}


def lexicon_file(release: Path) -> Path:
    lexicon = release / "lexicon"
    return lexicon if lexicon.is_file() else sorted(lexicon.iterdir())[0]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_release_is_said_in_one_line(run: Run, home: Path, damage: str) -> None:
    DAMAGES[damage](release_of(home))
    result = run("differential", SEED, home=home)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert SEED not in line


@pytest.mark.java
def test_a_release_is_checked(run: Run) -> None:
    result = run("check")
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("consistent, no violations\n")


def test_without_a_release_there_is_nothing_to_check(run: Run, tmp_path: Path) -> None:
    result = run("check", home=tmp_path)
    assert result.exit_code == 1
    assert result.stderr == "nosograph: no release has been built: run `nosograph build`\n"


@pytest.mark.java
def test_every_violation_is_a_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "quality").mkdir()
    rows = "VALUES (?entity ?property ?value) { (<a:1> <a:p> 'is wrong') (<a:2> <a:p> 'too') }"
    query = f"#+ summary: two\nSELECT * {{ {rows} }}"
    (tmp_path / "quality" / "made-up-violation.rq").write_text(query)
    monkeypatch.setattr(assembled, "queries_folder", lambda: tmp_path)
    result = run("check")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "made-up-violation: a:1 a:p is wrong",
        "made-up-violation: a:2 a:p too",
    ]


@pytest.mark.parametrize("command", ["build", "check", "differential", "query", "serve"])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


def test_a_setting_that_cannot_be_used_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOSOGRAPH_PORT", "many")
    result = run("differential", SEED)
    assert result.exit_code == 2
    assert "NOSOGRAPH_PORT must be a whole number" in result.stderr


def test_the_version_is_said(run: Run) -> None:
    assert run("--version").stdout.endswith(f"version {version('nosograph')}\n")


def test_an_unknown_mapping_set_is_answered_with_those_there_are(run: Run, tmp_path: Path) -> None:
    result = run("export", "--format", "sssom", "--set", "none", "--out", str(tmp_path / "a"))
    assert result.exit_code == 2
    assert result.stderr.startswith("nosograph: no mapping set none; there are nosograph, ")
    assert not (tmp_path / "a").exists()


def test_a_file_that_cannot_be_written_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "nosograph.ofn"
    result = run("export", "--format", "ofn", "--out", str(out))
    assert result.exit_code == 1
    assert result.stderr == f"nosograph: {out}: No such file or directory\n"
