"""`nosograph explain`: a subsumption and the axioms that it follows from."""

from __future__ import annotations

import json
from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]


def test_a_danger_is_explained_in_words_and_axioms(run: Run) -> None:
    done = run("explain", "HP:0002625", "nos:DoNotMissCondition")
    assert done.exit_code == 0, done.output
    words, *axioms = done.stdout.splitlines()
    assert words.startswith(
        "Deep venous thrombosis is a kind of condition not to be missed because"
    )
    assert "  hasComplication o hasOutcomeIfMissed SubPropertyOf: hasOutcomeIfMissed" in axioms


def test_the_whole_answer_is_json(run: Run) -> None:
    done = run("explain", "HP:0002625", "HP:0001626", "--json")
    answer = json.loads(done.stdout)
    assert answer["minimal"] is True
    assert answer["words"].endswith("is a kind of Abnormality of the cardiovascular system.")
    assert len(answer["axioms"]) == 1


def test_what_does_not_follow_is_said_in_one_line(run: Run) -> None:
    done = run("explain", "HP:0001626", "HP:0002625")
    assert done.exit_code == 2
    assert "it does not follow that HP:0001626 is a subclass of HP:0002625" in done.stderr
