from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from nosograph.cli.commands import main
from nosograph.knowledge import publishing
from nosograph.knowledge.graph_store import GraphStore

NOBODY = "http://127.0.0.1:1/store"


def publish(home: Path, *arguments: str, credentials: str = "") -> tuple[int, str]:
    environ = {"NOSOGRAPH_HOME": str(home), "NOSOGRAPH_PUBLISH_CREDENTIALS": credentials}
    result = CliRunner().invoke(main, ["publish", *arguments], env=environ)
    return result.exit_code, result.output


def test_a_store_that_does_not_answer_is_one_line(mini_home: Path) -> None:
    code, said = publish(mini_home, "--to", NOBODY, credentials="me:secret")
    assert code == 1
    assert "the SPARQL endpoint did not answer" in said
    assert "secret" not in said


def test_what_is_no_address_or_no_known_store_is_refused(mini_home: Path) -> None:
    for address in ("ftp://h/store", "store", "http://h/elsewhere"):
        code, said = publish(mini_home, "--to", address)
        assert (code, said.count("\n")) == (2, 1)


def test_an_unknown_graph_is_refused(mini_home: Path) -> None:
    code, said = publish(mini_home, "--to", NOBODY, "--graph", "urn:none")
    assert code == 2
    assert "no graph urn:none" in said


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for a store that has every graph already; return the graphs it was asked about."""
    asked: list[str] = []

    def count(store: GraphStore, graph: str) -> int:
        asked.append(graph)
        return 0

    monkeypatch.setattr(GraphStore, "count", count)
    monkeypatch.setattr(publishing, "size", lambda source, graph: 0)
    return asked


SNOMED = "https://w3id.org/nosograph/graph/snomed-rf2/2026-01-01"


@pytest.mark.parametrize("chosen", [(), ("--graph", SNOMED)])
def test_licensed_graphs_are_not_sent_unasked(
    snomed_home: Path, counted: list[str], chosen: tuple[str, ...]
) -> None:
    code, said = publish(snomed_home, "--to", NOBODY, *chosen)
    assert (code, counted) == (2, [])
    assert f"bound by their licence, such as {SNOMED}" in said
    assert "--with-licensed" in said


def test_licensed_graphs_are_sent_or_left_out_as_is_said(
    snomed_home: Path, counted: list[str]
) -> None:
    assert publish(snomed_home, "--to", NOBODY, "--with-licensed")[0] == 0
    every = set(counted)
    counted.clear()
    assert publish(snomed_home, "--to", NOBODY, "--without-licensed")[0] == 0
    assert every - set(counted) == {
        SNOMED,
        f"{SNOMED}/closure",
        "https://w3id.org/nosograph/graph/mappings/snomed-icd10/2026-01-01",
    }


def test_graphs_that_no_licence_binds_need_no_word(snomed_home: Path, counted: list[str]) -> None:
    hpo = "https://w3id.org/nosograph/graph/hpo"
    assert publish(snomed_home, "--to", NOBODY, "--graph", hpo)[0] == 0
    assert counted == [hpo]
