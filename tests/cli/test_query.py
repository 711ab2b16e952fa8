"""`nosograph query`: a question of the catalogue or of a file, in every format."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from nosograph.knowledge.store import RESULT_FORMATS

Run = Callable[..., Result]
NAMED = """#+ summary: What is called how
#+ parameters:
#+  - finding: iri, the finding
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?finding ?label {
  VALUES ?finding { UNDEF }
  GRAPH <https://w3id.org/nosograph/graph/hpo> { ?finding rdfs:label ?label }
} ORDER BY ?finding
"""
GRAPH = """#+ summary: Labels as statements
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
CONSTRUCT { ?finding rdfs:label ?label } WHERE {
  GRAPH <https://w3id.org/nosograph/graph/hpo> { ?finding rdfs:label ?label }
}
"""
TABLES = ("tsv", "csv", "json", "xml")


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        (tmp_path / "question.rq").write_text(text)
        return str(tmp_path / "question.rq")

    return write


def refused(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


def test_a_query_of_the_catalogue_runs_by_its_name(run: Run) -> None:
    result = run("query", "quality/missing-label-violation")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == ["?entity\t?property\t?value"]


def test_a_query_of_a_file_takes_parameters(run: Run, file: Callable[[str], str]) -> None:
    path = file(NAMED)
    assert len(run("query", path).stdout.splitlines()) > 10
    bound = run("query", path, "--param", "finding=HP:0003394", "--format", "csv")
    assert bound.stdout.splitlines() == [
        "finding,label",
        "http://purl.obolibrary.org/obo/HP_0003394,Muscle spasm",
    ]


def test_a_parameter_that_is_named_twice_has_two_values(
    run: Run, file: Callable[[str], str]
) -> None:
    pairs = ("--param", "finding=HP:0003394", "--param", "finding=HP:0012531")
    result = run("query", file(NAMED), *pairs, "--format", "csv")
    assert [line.partition(",")[2] for line in result.stdout.splitlines()] == [
        "label",
        "Muscle spasm",
        "Pain",
    ]


def test_the_catalogue_is_listed_with_parameters(run: Run) -> None:
    lines = run("query", "--list").stdout.splitlines()
    assert any(line.split()[0] == "complaints/causes" for line in lines)
    assert any("complaint (iri): the complaint; nos:" in line for line in lines)


def test_neither_a_name_nor_the_list_is_refused(run: Run) -> None:
    assert refused(run("query")) == "nosograph: give a query's name or file, or --list"


@pytest.mark.parametrize("format_", sorted(RESULT_FORMATS))
def test_every_format_is_printed(run: Run, file: Callable[[str], str], format_: str) -> None:
    for text in (NAMED, GRAPH):
        result = run("query", file(text), "--format", format_)
        assert result.exit_code == 0
        assert "Muscle spasm" in result.stdout
    if format_ == "json":
        rows = json.loads(run("query", file(NAMED), "--format", "json").stdout)
        assert rows["head"]["vars"] == ["finding", "label"]


def test_a_name_that_is_not_in_the_catalogue_is_refused(run: Run) -> None:
    assert refused(run("query", "no/such-query")) == "nosograph: no query named 'no/such-query'"


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("other=1", "question takes finding"),
        ("finding", "--param takes NAME=VALUE"),
        ("finding=not an iri", "finding is not of type iri"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(
    run: Run, file: Callable[[str], str], pair: str, said: str
) -> None:
    assert said in refused(run("query", file(NAMED), "--param", pair))


@pytest.mark.parametrize(
    "text",
    ["SELECT * {", "DROP ALL", "", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"],
)
def test_a_query_that_cannot_be_evaluated_is_refused_in_one_line(
    run: Run, file: Callable[[str], str], text: str
) -> None:
    assert refused(run("query", file(f"#+ summary: broken\n{text}"))).startswith("nosograph: ")


def test_a_file_without_summary_is_named_with_its_line(
    run: Run, file: Callable[[str], str]
) -> None:
    result = run("query", file("SELECT * {}"))
    assert result.exit_code == 1
    assert "question.rq, line 1: a query without `#+ summary:`" in result.stderr


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_said_in_one_line(
    run: Run, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "none.rq"
    if content:
        path.write_bytes(content)
    result = run("query", str(path))
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert "none.rq: this file cannot be read" in line


def test_an_unknown_format_is_refused(run: Run) -> None:
    result = run("query", "quality/missing-label-violation", "--format", "pdf")
    assert result.exit_code == 2
    assert "'pdf' is not one of" in result.stderr
