"""From a snapshot on disk to concepts in a release, on the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from nosograph.assembly.naming import completion
from nosograph.domain.naming import NameKind
from nosograph.knowledge.release import current_release
from nosograph.knowledge.store import EmbeddedStore
from nosograph.knowledge.terms import Terms

Run = Callable[..., Result]
SNAPSHOT = Path(__file__).resolve().parents[1] / "data" / "rf2"


def test_an_import_is_listed_replaced_and_removed(run: Run, tmp_path: Path) -> None:
    first = run("import", "snomed-rf2", str(SNAPSHOT), home=tmp_path)
    assert first.exit_code == 0, first.output
    assert "snomed-rf2\t2026-01-01\t28 concepts" in first.output
    run("import", "snomed-rf2", str(SNAPSHOT), "--version", "2026-02-01", home=tmp_path)
    listed = run("import", "list", home=tmp_path).stdout.splitlines()
    assert [line.split("\t")[1] for line in listed] == ["2026-01-01", "2026-02-01"]
    assert [line.endswith("\tcurrent") for line in listed] == [False, True]
    run("import", "snomed-rf2", str(SNAPSHOT), "--version", "3", "--replace", home=tmp_path)
    assert len(run("import", "list", home=tmp_path).stdout.splitlines()) == 1
    assert run("import", "remove", "snomed-rf2", home=tmp_path).exit_code == 0
    assert run("import", "list", home=tmp_path).stdout == ""
    assert run("import", "remove", "snomed-rf2", home=tmp_path).exit_code == 2


def test_a_broken_snapshot_ends_with_one_line(run: Run, tmp_path: Path) -> None:
    broken = shutil.copytree(SNAPSHOT, tmp_path / "broken")
    (concepts,) = broken.rglob("sct2_Concept*")
    concepts.write_text(concepts.read_text().replace("1001000\t", "1001009\t", 1))
    result = run("import", "snomed-rf2", str(broken), home=tmp_path)
    assert result.exit_code == 1
    assert "wrong check digit or kind: 1001009" in result.stderr
    assert "Traceback" not in result.output


def test_concepts_of_an_imported_system_are_found(run: Run, snomed_home: Path) -> None:
    found = run("ecl", "< 1003002 |Oedema|", home=snomed_home)
    assert found.exit_code == 0, found.output
    assert found.stdout.splitlines() == [
        "SNOMEDCT:1004008\tEdema of lower limb",
        "SNOMEDCT:1005009\tEdema of foot",
    ]
    listed = run("ecl", "< 1003002", "--json", "--limit", "1", home=snomed_home)
    assert json.loads(listed.stdout) == [
        {"code": "SNOMEDCT:1004008", "label": "Edema of lower limb"}
    ]
    query = run("ecl", "< 1003002", "--sparql", home=snomed_home).stdout
    assert "SELECT ?concept ?code ?label" in query


def test_hpo_is_asked_in_the_same_language(run: Run) -> None:
    result = run("ecl", "HP:0003394")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("HP:0003394\t")


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("< HP:0003394 OR", "column 16: a concept expected, the expression ends"),
        ("HP:9999999", "unknown code: HP:9999999"),
        ("404684003", "no hierarchy of SNOMEDCT is in this release (there are: HP)"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(run: Run, expression: str, message: str) -> None:
    result = run("ecl", expression)
    assert result.exit_code == 2
    assert result.stderr == f"nosograph: {message}\n"


def test_a_made_up_snapshot_is_measured(run: Run, tmp_path: Path) -> None:
    result = run("terminology", "benchmark", "--concepts", "1000", "--json", home=tmp_path)
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert figures["concepts"] == 1_000
    assert figures["statements"] > 20_000
    assert figures["descendants_ms"]["p50"] > 0
    assert figures["import_memory_mb"] > 0


def test_names_of_a_licensed_source_are_not_among_those_that_are_searched(
    snomed_home: Path,
) -> None:
    release = current_release(snomed_home)
    store = EmbeddedStore(release.store)
    label = """SELECT ?s WHERE { GRAPH ?g { ?s ?p "Edema of lower limb"@en } }"""
    assert store.select(label)
    searched = completion(release, store, Terms.load(release.folder))
    every = tuple(NameKind)
    assert searched.found("muscle", every, 10)
    assert not searched.found("edema of lower limb", every, 10)
