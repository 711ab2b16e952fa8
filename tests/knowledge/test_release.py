from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from nosograph.errors import InvalidRelease, NoRelease
from nosograph.knowledge.release import Release, current_release
from nosograph.knowledge.terms import Terms


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "releases" / "2026-01-01-abc"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"release": folder.name}))
    (tmp_path / "current").write_text(f"{folder.name}\n")
    return tmp_path


def test_the_current_release_is_found(home: Path) -> None:
    release = current_release(home)
    assert release.name == "2026-01-01-abc"
    assert release.manifest == {"release": "2026-01-01-abc"}
    assert release.store == home / "releases" / "2026-01-01-abc" / "store"


def test_the_parts_are_where_they_were_built(mini_release: Release) -> None:
    for part in (mini_release.store, mini_release.matrix):
        assert part.is_dir()
    for part in (mini_release.lexicon, mini_release.module):
        assert part.exists()


def test_an_empty_home_says_how_to_build(tmp_path: Path) -> None:
    for home in (tmp_path, tmp_path / "missing"):
        with pytest.raises(NoRelease, match="run `nosograph build`"):
            current_release(home)


def test_a_pointer_to_nothing_is_an_invalid_release(home: Path) -> None:
    shutil.rmtree(home / "releases")
    with pytest.raises(InvalidRelease, match="2026-01-01-abc has no readable manifest"):
        current_release(home)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"null"])
def test_a_broken_manifest_is_an_invalid_release(home: Path, content: bytes) -> None:
    (home / "releases" / "2026-01-01-abc" / "manifest.json").write_bytes(content)
    with pytest.raises(InvalidRelease, match="no readable manifest"):
        current_release(home)


def test_terms_are_read_as_they_were_written(tmp_path: Path) -> None:
    terms = Terms({"HP:1": "Krämpfe"}, {"HP:0": "HP:1", "HP:2": "HP:3"})
    terms.save(tmp_path)
    assert Terms.load(tmp_path) == terms


def test_a_replaced_term_is_known_only_if_its_successor_is() -> None:
    terms = Terms({"HP:1": "one"}, {"HP:0": "HP:1", "HP:2": "HP:3"})
    assert [terms.current(code) for code in ("HP:1", "HP:0", "HP:2", "HP:9")] == [
        "HP:1",
        "HP:1",
        None,
        None,
    ]
    assert (terms.label("HP:1"), terms.label("HP:9")) == ("one", "HP:9")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"labels": {}}', '{"other": 1}', "7"])
def test_broken_terms_are_an_invalid_release(tmp_path: Path, content: str) -> None:
    (tmp_path / "terms.json").write_text(content)
    with pytest.raises(InvalidRelease, match=r"terms\.json cannot be read"):
        Terms.load(tmp_path)
