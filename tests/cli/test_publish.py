from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from nosograph.cli.commands import main

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
