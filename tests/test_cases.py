"""The case files: presentations written from the textbook picture, apart from the tables.

Whoever wrote the cases of a complaint did not write its rows, so that the two can disagree. The
shares are what was measured, less a little; a change of the tables must not lower them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from nosograph import assembly
from nosograph.cohort.vignettes import Outcome, report
from nosograph.knowledge.release import current_release
from nosograph.settings import Settings

FOLDER = Path(__file__).parent / "cases"
TIERS = {"most_likely", "likely", "do_not_miss", "rare"}
#: Every how many cases the quick test asks about.
EVERY = 6

pytestmark = pytest.mark.sources


def lines() -> list[str]:
    files = sorted(FOLDER.glob("*.jsonl"))
    return [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def outcomes(chosen: Sequence[str], home: Path, folder: Path) -> Sequence[Outcome]:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(chosen), encoding="utf-8")
    settings = replace(Settings.from_environment(), home=home)
    return assembly.evaluate_vignettes(settings, current_release(home), path, None)


def test_every_case_says_what_it_is_of_and_where_it_must_stand() -> None:
    cases = [json.loads(line) for line in lines()]
    assert len(cases) >= 500
    for case in cases:
        assert case["complaint"]
        assert case["text"]
        assert case["diagnosis"]
        assert case["tier"] in TIERS


def test_cases_come_out_as_they_did(release_home: Path, tmp_path: Path) -> None:
    figures = report(outcomes(lines()[::EVERY], release_home, tmp_path))
    assert figures["known"] / figures["cases"] >= 0.9
    assert figures["top_1"] >= 0.68
    assert figures["top_3"] >= 0.8


@pytest.mark.slow
def test_all_cases_come_out_as_they_did(release_home: Path, tmp_path: Path) -> None:
    figures = report(outcomes(lines(), release_home, tmp_path))
    assert figures["top_1"] >= 0.75
    assert figures["top_3"] >= 0.87
