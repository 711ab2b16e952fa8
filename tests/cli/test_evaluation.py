"""`nosograph evaluate phenopackets`, `import orphanet` and `benchmark`, over the tiny world."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
#: name: findings, disease, publication. The diseases are the tiny world's.
CASES: dict[str, tuple[list[str], str]] = {
    "cramp": (["HP:0003394", "HP:0001324"], "OMIM:900001"),
    "swelling": (["HP:0000969"], "OMIM:900002"),
    "inherited": (["HP:0003394", "HP:0003621"], "OMIM:900001"),
    "unheard": (["HP:0003394"], "OMIM:999999"),
}


@pytest.fixture
def packets(tmp_path: Path) -> Path:
    folder = tmp_path / "packets"
    folder.mkdir()
    for name, (findings, disease) in CASES.items():
        packet = {
            "phenotypicFeatures": [{"type": {"id": finding}} for finding in findings],
            "interpretations": [{"diagnosis": {"disease": {"id": disease}}}],
            "metaData": {"externalReferences": [{"id": "PMID:1"}]},
        }
        (folder / f"{name}.json").write_text(json.dumps(packet), encoding="utf-8")
    (folder / "torn.json").write_text("{", encoding="utf-8")
    return folder


def figures(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    found.pop("ms_per_case")
    return found


@pytest.mark.parametrize("protocol", ["full", "native", "lopo"])
def test_every_protocol_gives_the_same_figures_every_time(
    run: Run, packets: Path, protocol: str
) -> None:
    arguments = ("evaluate", "phenopackets", str(packets), "--protocol", protocol, "--json")
    first, second = figures(run(*arguments)), figures(run(*arguments))
    assert first == second
    assert (first["cases"], first["known"]) == (4, 3)
    assert {"top_1", "top_3", "top_5", "top_10", "mrr", "median_rank", "macro", "group"} < set(
        first
    )
    assert first["top_3"] == 1, "there are three, and none is left out"
    assert first["mrr"] > 0.6


def test_what_cannot_be_scored_is_named(run: Run, packets: Path) -> None:
    found = figures(run("evaluate", "phenopackets", str(packets), "--json"))
    assert found["broken"] == ["torn.json: not JSON"]
    (refused,) = found["refused"]
    assert refused.startswith("inherited.json: HP:0003621 ")


def test_figures_are_printed_one_a_line(run: Run, packets: Path) -> None:
    result = run("evaluate", "phenopackets", str(packets))
    assert result.exit_code == 0
    assert "top 10" in result.output
    assert "brier" in result.output


def test_a_file_that_is_no_zip_is_refused_in_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cases.zip").write_text("no zip", encoding="utf-8")
    result = run("evaluate", "phenopackets", str(tmp_path / "cases.zip"))
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1


def test_files_are_imported_for_the_next_build(run: Run, home: Path, tmp_path: Path) -> None:
    header = "orpha\tsource\treference\trelation\n"
    row = "ORPHA:900004\tOMIM\t900001\tE (Exact)\n"
    (tmp_path / "xrefs.tsv").write_text(header + row, encoding="utf-8")
    result = run("import", "orphanet", str(tmp_path / "xrefs.tsv"), home=home)
    assert result.exit_code == 0, result.output
    assert "xrefs.tsv" in result.output
    assert "nosograph build" in result.output
    assert (home / "imports" / "orphanet" / "xrefs.tsv").read_text(encoding="utf-8") == header + row


def test_something_else_is_not_imported(run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("notes", encoding="utf-8")
    result = run("import", "orphanet", str(tmp_path), home=home)
    assert result.exit_code == 2
    assert not (home / "imports").exists()


def test_texts_are_evaluated_with_what_reading_takes(run: Run, tmp_path: Path) -> None:
    gold = [{"ids": ["HP:0003394"], "status": "present"}]
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "a", "text": "muscle spasm", "findings": gold}))
    result = run("evaluate", "text", str(path), "--json")
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert (figures["texts"], figures["f1"]) == (1, 1)
    assert figures["sentences_per_cpu_second"] > 0
    assert 0 < figures["reader_start_cpu_seconds"] < 20
    assert 5 < figures["reader_peak_memory_mb"] < 150
