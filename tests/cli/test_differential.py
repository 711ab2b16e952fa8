"""`nosograph differential`: words and files in, four tiers out, and one line where it fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from nosograph.domain.differential import NOTICE, Tier

Run = Callable[..., Result]
SEED = "nocturnal leg and butt spasms"
NIGHT = "HP:0025301"
CODED = {
    "findings": [
        {"id": "HP:0003394", "site": "UBERON:0002103", "timing": NIGHT},
        {"id": "HP:0003394", "site": "UBERON:0013691", "timing": NIGHT},
    ]
}
PHENOPACKET = {
    "id": "case-7",
    "subject": {"id": "someone", "sex": "FEMALE"},
    "phenotypicFeatures": [
        {"type": {"id": "HP:0003394"}, "modifiers": [{"id": NIGHT}]},
        {"type": {"id": "HP:0001332"}, "excluded": True},
    ],
}


def answered(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def tiers(document: dict[str, Any]) -> dict[str, list[str]]:
    return {
        tier: [entry["condition"]["id"] for entry in entries]
        for tier, entries in document["tiers"].items()
    }


def refused(result: Result, *not_said: str) -> str:
    """Check that a failure is one line on standard error, with status 2, and quotes nothing."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("nosograph: ")
    assert not [words for words in not_said if words in line]
    return line


@pytest.fixture
def write(tmp_path: Path) -> Callable[[object], str]:
    """Return a function that writes a file, a document as JSON, and returns its path."""

    def write(content: object) -> str:
        path = tmp_path / "patient"
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def test_words_are_answered_as_a_table(run: Run) -> None:
    result = run("differential", SEED)
    assert result.exit_code == 0
    titles = ["Single most likely", "Other likely", "Do not miss", "Rare"]
    places = [result.stdout.index(title) for title in titles]
    assert places == sorted(places)
    assert "nocturnal leg and buttock spasm < leg or buttock spasm" in result.stdout
    assert "G25.81" in result.stdout
    assert "not a medical device" in result.stdout
    assert result.stderr == ""


def test_a_dangerous_condition_has_its_badge_in_the_table(run: Run) -> None:
    table = run("differential", SEED).stdout
    lines = {line.split("│")[1].strip() for line in table.splitlines() if line.startswith("│")}
    assert {"Deep venous thrombosis ⚠", "peripheral arterial disease ⚠"} <= lines
    assert "restless legs syndrome" in lines


def test_a_table_says_what_speaks_for_and_against_and_what_to_ask(run: Run) -> None:
    text = f"{SEED} after bed rest, no urge to move the legs, no dystonia"
    table = run("differential", text).stdout
    assert "for Recent immobilisation" in table
    assert "against Restless legs" in table
    assert "ask Unilateral leg swelling" in table
    assert "(absent)" in table


def test_words_are_answered_as_json(run: Run) -> None:
    document = answered(run("differential", SEED, "--json"))
    assert list(document["tiers"]) == [tier.value for tier in Tier]
    assert tiers(document)["most_likely"] == ["MONDO:0005391"]
    assert document["notice"] == NOTICE
    assert SEED not in json.dumps(document)


def test_a_file_may_hold_words(run: Run, write: Callable[[object], str]) -> None:
    said = answered(run("differential", "--json", "--file", write(f"  {SEED}\n")))
    assert tiers(said) == tiers(answered(run("differential", SEED, "--json")))


def test_a_file_may_hold_codes(run: Run, write: Callable[[object], str]) -> None:
    coded = answered(run("differential", "--json", "--file", write(CODED)))
    assert tiers(coded) == tiers(answered(run("differential", SEED, "--json")))


def test_a_file_may_hold_a_phenopacket(run: Run, write: Callable[[object], str]) -> None:
    document = answered(run("differential", "--json", "--file", write(PHENOPACKET)))
    assert document["presentation"]["sex"] == "female"
    assert [item["status"] for item in document["presentation"]["findings"]] == [
        "present",
        "absent",
    ]
    assert not {"case-7", "someone"} & set(json.dumps(document).split('"'))


def test_an_obsolete_code_is_replaced_and_said(run: Run, write: Callable[[object], str]) -> None:
    path = write({"findings": [{"id": "HP:9990002"}]})
    table = run("differential", "--file", path).stdout
    assert "HP:9990002 is obsolete; HP:0003394 was used" in table
    document = answered(run("differential", "--json", "--file", path))
    assert document["replacements"] == [{"obsolete": "HP:9990002", "current": "HP:0003394"}]


def test_a_phrase_that_was_not_understood_is_pointed_at_and_not_quoted(run: Run) -> None:
    text = "leg spasms and zibbleblorp"
    document = answered(run("differential", text, "--json"))
    assert "zibbleblorp" not in json.dumps(document)
    for item in document["suggestions"]:
        assert text[item["span"]["start"] : item["span"]["end"]]


def test_both_or_neither_of_words_and_file_is_refused(
    run: Run, write: Callable[[object], str]
) -> None:
    assert "either TEXT or --file" in refused(run("differential"))
    refused(run("differential", SEED, "--file", write(CODED)), SEED)


@pytest.mark.parametrize("text", ["", "   ", "hello Quux, how are you", "no leg pain", "🦵"])
def test_words_without_findings_are_refused_and_not_repeated(run: Run, text: str) -> None:
    line = refused(run("differential", text), *([text.strip()] if text.strip() else []), "Quux")
    assert "no finding" in line


def test_contradictory_words_are_refused_by_their_codes(run: Run) -> None:
    line = refused(run("differential", "leg spasms at night, no Muscle Cramps"), "Muscle Cramps")
    assert "present Muscle spasm (HP:0003394)" in line
    assert "absent Muscle spasm (HP:0003394)" in line


def test_every_unknown_code_is_named(run: Run, write: Callable[[object], str]) -> None:
    path = write({"findings": [{"id": "HP:0000000"}, {"id": "HP:9990003", "site": "UBERON:1"}]})
    assert refused(run("differential", "--file", path)) == (
        "nosograph: unknown code: HP:0000000, HP:9990003, UBERON:1"
    )


@pytest.mark.parametrize(
    "content",
    [
        '{"findings": ',
        '{"findings": [{"id": "secret name"}]}',
        '{"findings": {}, "secret name": 1}',
        '{"findings": []}',
        '{"findings": ' + "[" * 100_000,
        '{"findings": ' + "9" * 5_000,
        b"\xff\xfe secret name",
        "x" * 1_000_001,
    ],
    ids=["cut", "code", "member", "empty", "deep", "number", "bytes", "large"],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    run: Run, write: Callable[[object], str], content: str | bytes
) -> None:
    refused(run("differential", "--file", write(content)), "secret")


def test_a_missing_file_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("differential", "--file", str(tmp_path / "none"))
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


def started(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nosograph", *arguments]
    environ = {**os.environ, "NOSOGRAPH_HOME": str(home), "COLUMNS": "80"}
    return subprocess.run(
        command, env=environ, capture_output=True, text=True, timeout=60, check=False
    )


def test_it_is_a_program(mini_home: Path) -> None:
    done = started(mini_home, "differential", SEED, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert tiers(json.loads(done.stdout))["most_likely"] == ["MONDO:0005391"]


def test_a_program_fails_in_one_line_without_a_trace(mini_home: Path) -> None:
    done = started(mini_home, "differential", "Jane Doe says hello")
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("nosograph: no finding")
    assert "Jane" not in line
