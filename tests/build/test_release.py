"""A release appears whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nosograph.build.loading import Loader
from nosograph.build.pipeline import build
from nosograph.build.release import UNFINISHED, checksum, content_name, publish
from nosograph.build.sources import Sources
from nosograph.errors import InvalidRelease, NoRelease, SourceError
from nosograph.knowledge.release import RELEASES, current_release
from nosograph.knowledge.store import EmbeddedStore

KILLED = """
import pathlib, sys, time
from nosograph.build.release import publish

def write(folder):
    (folder / "half").write_text("written")
    print("writing", flush=True)
    time.sleep(60)
    return {}

publish(pathlib.Path(sys.argv[1]), "second", write)
"""


def written(folder: Path) -> dict[str, object]:
    (folder / "part").write_text("whole")
    return {"statements": 1}


def test_a_home_without_release_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match="nosograph build"):
        current_release(tmp_path)


def test_a_published_release_is_the_current_one(tmp_path: Path) -> None:
    publish(tmp_path, "first", written)
    release = current_release(tmp_path)
    assert release.name == "first"
    assert release.manifest["statements"] == 1
    assert (release.folder / "part").read_text() == "whole"


def test_a_release_that_is_there_is_not_written_again(tmp_path: Path) -> None:
    publish(tmp_path, "first", written)
    publish(tmp_path, "second", written)

    def refuse(folder: Path) -> dict[str, object]:
        raise AssertionError(folder)

    publish(tmp_path, "first", refuse)
    assert current_release(tmp_path).name == "first"


def test_a_failure_leaves_the_old_release_and_nothing_else(tmp_path: Path) -> None:
    publish(tmp_path, "first", written)

    def fail(folder: Path) -> dict[str, object]:
        written(folder)
        raise InvalidRelease(["a violation"])

    with pytest.raises(InvalidRelease, match="a violation"):
        publish(tmp_path, "second", fail)
    assert current_release(tmp_path).name == "first"
    assert [path.name for path in (tmp_path / RELEASES).iterdir()] == ["first"]


def test_a_killed_build_leaves_the_old_release_and_is_cleared_away(tmp_path: Path) -> None:
    publish(tmp_path, "first", written)
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as builder:
        assert builder.stdout is not None
        assert builder.stdout.readline() == "writing\n"
        os.kill(builder.pid, signal.SIGKILL)
    assert current_release(tmp_path).name == "first"
    assert any(path.name.startswith(UNFINISHED) for path in (tmp_path / RELEASES).iterdir())
    publish(tmp_path, "third", written)
    assert current_release(tmp_path).name == "third"
    assert {path.name for path in (tmp_path / RELEASES).iterdir()} == {"first", "third"}


def test_a_second_builder_waits_for_the_first(tmp_path: Path) -> None:
    program = KILLED.replace("time.sleep(60)", "time.sleep(1)")
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "writing\n"
        begun = time.monotonic()
        publish(tmp_path, "third", written)
        assert time.monotonic() - begun > 0.5
    assert {path.name for path in (tmp_path / RELEASES).iterdir()} == {"second", "third"}


def test_a_broken_source_leaves_the_old_release(
    mini_sources: Sources, mini_home: Path, tmp_path: Path
) -> None:
    before = current_release(mini_home).name
    broken = tmp_path / "hp.obo"
    broken.write_text(mini_sources.hpo.read_text().replace("name: Edema\n", "", 1))
    sources = Sources(broken, mini_sources.hpoa, mini_sources.ontology, mini_sources.queries)
    with pytest.raises(SourceError, match=r"hp\.obo, line \d+: a term without id or name"):
        build(mini_home, sources, lambda *step: None)
    assert current_release(mini_home).name == before


def test_the_same_sources_give_the_same_files_and_statements(
    mini_sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[tuple[str, bytes]] = []
    load = Loader._load

    def keep(self: Loader, path: Path) -> None:
        written.append((path.name, path.read_bytes()))
        load(self, path)

    monkeypatch.setattr(Loader, "_load", keep)
    one, other = (build(tmp_path / home, mini_sources, lambda *step: None) for home in "ab")
    half = len(written) // 2
    assert half
    assert written[:half] == written[half:]
    assert files(one) == files(other)


def files(release: Path) -> dict[str, bytes]:
    """Return every file of a release but its store, and its manifest, which has timings."""
    found = (path for path in release.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {
        str(path.relative_to(release)): path.read_bytes()
        for path in found
        if "store" not in path.parts
    }


@pytest.mark.parametrize("file", ["hp.obo", "ontology/sites/mini.tsv", "queries/quality/new.rq"])
def test_other_sources_give_another_name(file: str, fresh_sources: Sources) -> None:
    before = content_name("2026-01-01", fresh_sources.files())
    path = fresh_sources.hpo.parent / file
    with path.open("a", encoding="utf-8") as stream:
        stream.write("# more")
    assert content_name("2026-01-01", fresh_sources.files()) != before
    assert before.startswith("2026-01-01-")


def test_a_manifest_says_what_a_release_is_made_of(mini_sources: Sources, mini_home: Path) -> None:
    manifest = current_release(mini_home).manifest
    described = {source["title"]: source for source in manifest["sources"]}
    hpo = described["Human Phenotype Ontology"]
    assert hpo["version"] == "2026-01-01"
    assert hpo["sha256"] == checksum(mini_sources.hpo)
    assert all(source["licence"].startswith("https://") for source in manifest["sources"])
    counted = EmbeddedStore(current_release(mini_home).store).select(
        "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    )
    assert {row["g"] for row in counted} == set(manifest["statements"])
    assert all(int(row["n"]) <= manifest["statements"][row["g"]] for row in counted)
