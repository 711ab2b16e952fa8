"""Presentations in another language, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from nosograph.assembly import releases
from nosograph.build.sources import Sources

Run = Callable[..., Result]
TABLE = """subject_id\tpredicate_id\ttranslation_value\ttranslation_status
HP:0003394\trdfs:label\tEspasmo muscular\tOFFICIAL
"""


@pytest.fixture
def spanish(
    run: Run, home: Path, mini_sources: Sources, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Path:
    """Return a home with Spanish names."""
    monkeypatch.setattr(releases, "default_sources", lambda: mini_sources)
    path = tmp_path / "hp-es.babelon.tsv"
    path.write_text(TABLE, encoding="utf-8")
    result = run("import", "hpo-translations", str(path), home=home)
    assert result.exit_code == 0, result.output
    assert result.stdout == "es\t1 labels\t1 names\n"
    return home


def test_words_are_read_and_named_in_the_language(run: Run, spanish: Path) -> None:
    text = "espasmos musculares"
    result = run("findings", text, "--language", "es", "--json", home=spanish)
    assert result.exit_code == 0, result.output
    [finding] = json.loads(result.stdout)["findings"]
    assert (finding["id"], finding["label"]) == ("HP:0003394", "Espasmo muscular")
    assert finding["span"] == {"start": 0, "end": len(text)}


def test_a_denial_is_read_in_the_language(run: Run, spanish: Path) -> None:
    result = run("findings", "sin espasmos musculares", "--language", "es", "--json", home=spanish)
    [finding] = json.loads(result.stdout)["findings"]
    assert finding["status"] == "absent"


def test_a_differential_is_asked_in_the_language(run: Run, spanish: Path) -> None:
    asked = ("differential", "espasmos musculares", "--language", "es-MX", "--json")
    result = run(*asked, home=spanish)
    assert result.exit_code == 0, result.output
    [finding] = json.loads(result.stdout)["presentation"]["findings"]
    assert finding["label"] == "Espasmo muscular"


def test_a_language_that_is_not_imported_is_refused(run: Run, spanish: Path) -> None:
    for command in ("findings", "differential"):
        result = run(command, "fièvre", "--language", "fr", home=spanish)
        assert result.exit_code == 2
        assert "nosograph import hpo-translations PATH" in result.stderr
        assert "there are: en, es" in result.stderr
