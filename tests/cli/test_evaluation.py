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


def test_one_command_gives_the_figures_of_every_protocol(run: Run, packets: Path) -> None:
    arguments = ("evaluate", "phenopackets", str(packets))
    together = run(*arguments, "--protocol", "all", "--json")
    assert together.exit_code == 0, together.output
    found = json.loads(together.stdout)
    assert list(found) == ["full", "native", "lopo"]
    for protocol, all_of_it in found.items():
        all_of_it.pop("ms_per_case")
        assert all_of_it == figures(run(*arguments, "--protocol", protocol, "--json"))


def test_the_three_tables_stand_side_by_side(run: Run, packets: Path) -> None:
    result = run("evaluate", "phenopackets", str(packets), "--protocol", "all")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["full", "native", "lopo"]
    assert any(line.startswith("top 10") and len(line.split()) == 5 for line in lines)
    assert any(line.startswith("macro: mrr") for line in lines)
    assert any(line.startswith("brier") for line in lines)


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
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "notes.txt").write_text("notes", encoding="utf-8")
    result = run("import", "orphanet", str(notes), home=home)
    assert result.exit_code == 2
    assert not (home / "imports").exists()


def test_the_benchmark_tells_first_from_again_and_index_from_reasoner(run: Run) -> None:
    result = run("benchmark", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    timed = ("first_seen_ms", "seen_again_ms", "placement_ms", "placement_by_reasoner_ms")
    for name in (*timed, "ranking_ms"):
        assert 0 < found[name]["p50"] <= found[name]["p95"] <= found[name]["p99"], name
    assert found["differentials"] > 1
    assert found["reasoner_to_index"] > 1
    assert found["batch_per_second"] > 0
    assert found["build_seconds"] == pytest.approx(sum(found["build_steps"].values()), abs=0.1)
    assert found["matrix_mb"] > 0
    assert {"processors", "load_of_the_last_minute"} < found.keys()


def test_the_benchmark_times_cases_of_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    case = {"text": "nocturnal leg and butt spasms", "diagnosis": "nocturnal leg cramps"}
    other = {"text": "my calves cramp at night", "diagnosis": "nocturnal leg cramps"}
    path.write_text("\n".join(map(json.dumps, (case, other))), encoding="utf-8")
    result = run("benchmark", "--json", "--vignettes", str(path))
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["differentials"], found["words_in_each"]) == (2, 5)


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
