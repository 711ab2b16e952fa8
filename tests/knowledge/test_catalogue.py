from __future__ import annotations

from pathlib import Path
from time import monotonic

import pyoxigraph as ox
import pytest

from nosograph.artefacts import queries_folder
from nosograph.domain.identifiers import iri
from nosograph.domain.sparql import QueryForm
from nosograph.errors import InvalidInput, SourceError, UnknownQuery
from nosograph.knowledge.catalogue import (
    ROW,
    CatalogueQuery,
    Parameter,
    read_catalogue,
    read_query,
    term,
)
from nosograph.knowledge.store import EmbeddedStore, Store

XSD = "http://www.w3.org/2001/XMLSchema#"
FOUND_WITHIN = 5.0
QUERY = """#+ summary: Conditions with a finding
#+ question: CQ-01, which conditions have it?
#+ parameters:
#+  - finding: iri, the finding; example HP:0003394
#+  - least: decimal, the least share: from 0 to 1; example 0.5
#+  - most: integer, how many
#+  - words: string, part of the label
#+ returns: condition
# a comment
PREFIX HP: <http://purl.obolibrary.org/obo/HP_>
SELECT ?condition ?finding {
  VALUES ?finding { HP:0003394 }
  VALUES ?least { 0.5 }
  VALUES ?most { UNDEF }
  VALUES ?words { UNDEF }
  ?condition ?p ?finding
}
ORDER BY ?condition
LIMIT 20
"""
SHIPPED = read_catalogue(queries_folder()).queries
TABLES = sorted(name for name, query in SHIPPED.items() if query.form is QueryForm.SELECT)
VALUES = {
    "iri": ["HP:0003394"],
    "string": ["spasm"],
    "integer": ["5"],
    "decimal": ["0.5"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "having.rq").write_text(QUERY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def query(folder: Path) -> CatalogueQuery:
    return read_catalogue(folder).get("terms/having")


def test_the_header_says_what_a_query_answers(query: CatalogueQuery) -> None:
    assert query.summary == "Conditions with a finding"
    assert query.question == "CQ-01, which conditions have it?"
    assert query.parameters == (
        Parameter("finding", "iri", "the finding", "HP:0003394"),
        Parameter("least", "decimal", "the least share: from 0 to 1", "0.5"),
        Parameter("most", "integer", "how many"),
        Parameter("words", "string", "part of the label"),
    )
    assert query.text == QUERY


def test_a_query_without_summary_is_a_broken_source(folder: Path) -> None:
    path = folder / "none.rq"
    path.write_text("# summary: not a header\nSELECT * {}")
    with pytest.raises(SourceError, match=r"none\.rq, line 1: a query without"):
        read_query(folder, path)
    with pytest.raises(SourceError):
        read_catalogue(folder)


def test_other_files_are_no_queries(folder: Path) -> None:
    (folder / "README.md").write_text("# not a query")
    assert list(read_catalogue(folder).queries) == ["terms/having"]


def test_an_unknown_name_is_said(folder: Path) -> None:
    with pytest.raises(UnknownQuery, match="no query named 'having'"):
        read_catalogue(folder).get("having")


def test_a_parameter_without_its_block_is_a_broken_source(folder: Path) -> None:
    path = folder / "terms" / "having.rq"
    path.write_text(QUERY.replace("VALUES ?least { 0.5 }", ""), encoding="utf-8")
    with pytest.raises(SourceError, match="parameter least needs a block"):
        read_query(folder, path)


def test_values_take_the_place_of_the_examples(query: CatalogueQuery) -> None:
    given = {"finding": ["HP:1", "HP:2"], "least": ["0.50"], "most": ["5"], "words": ["HP:3"]}
    text = query.bind(given)
    assert f"VALUES ?finding {{ <{iri('HP:1')}> <{iri('HP:2')}> }}" in text
    assert f'VALUES ?least {{ "0.5"^^<{XSD}decimal> }}' in text
    assert f'VALUES ?most {{ "5"^^<{XSD}integer> }}' in text
    assert 'VALUES ?words { "HP:3" }' in text


def test_without_values_a_query_is_as_it_is_written(query: CatalogueQuery) -> None:
    assert query.bind({}) == QUERY


@pytest.mark.parametrize(
    "value",
    [
        'a" } DROP ALL #',
        "VALUES ?finding { x }",
        "VALUES ?words { y }",
        "line\nbreak\\",
        "{ ?s ?p ?o }",
        "\u202e",
    ],
)
def test_a_value_is_never_read_as_query(query: CatalogueQuery, value: str) -> None:
    text = query.bind({"words": [value], "finding": ["HP:1"]})
    selected = text.replace("?condition ?p ?finding\n", "")
    solutions = ox.Store().query(selected.replace("SELECT ?condition ?finding", "SELECT *"))
    assert isinstance(solutions, ox.QuerySolutions)
    (row,) = solutions
    assert row["words"] == ox.Literal(value)
    assert row["finding"] == ox.NamedNode(iri("HP:1"))


def test_a_page_takes_the_place_of_the_limit(query: CatalogueQuery) -> None:
    assert query.limit == 20
    assert query.page(query.text, 5, 10).endswith("ORDER BY ?condition\nLIMIT 5 OFFSET 10\n")


@pytest.mark.parametrize("values", [[], ["x"] * 101])
def test_no_value_or_too_many_are_refused(query: CatalogueQuery, values: list[str]) -> None:
    with pytest.raises(InvalidInput, match="words takes 1 to 100 values"):
        query.bind({"words": values})


def test_a_whole_iri_stays_as_it_is() -> None:
    parameter = Parameter("graph", "iri", "a graph")
    assert term(parameter, "https://example.org/x") == ox.NamedNode("https://example.org/x")


def test_an_unknown_parameter_is_refused(query: CatalogueQuery) -> None:
    with pytest.raises(InvalidInput, match="terms/having takes finding, least, most, words"):
        query.bind({"finding": ["HP:0003394"], "condition": ["HP:1"]})


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("iri", "not an iri"),
        ("iri", ""),
        ("iri", "> <x"),
        ("integer", "five"),
        ("integer", "1.5"),
        ("integer", "1" * 5000),
        ("string", "\ud800"),
        ("decimal", "much"),
        ("decimal", "nan"),
        ("decimal", "inf"),
    ],
)
def test_a_value_of_another_type_is_refused_and_not_repeated(type_: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        term(Parameter("it", type_, "meaning"), value)
    assert str(refused.value) == f"it is not of type {type_}"


@pytest.mark.parametrize("value", ["0.00001", "1e-7", "100000000000000000000"])
def test_a_decimal_is_written_as_xsd_writes_it(value: str) -> None:
    bound = term(Parameter("it", "decimal", "meaning"), value)
    assert isinstance(bound, ox.Literal)
    assert "e" not in bound.value.lower()


def test_there_are_shipped_queries() -> None:
    assert SHIPPED


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_shipped_query_runs_as_it_is_and_with_its_parameters(loaded: Path, name: str) -> None:
    query, store = SHIPPED[name], EmbeddedStore(loaded)
    bound = {item.name: VALUES.get(item.type, item.examples) for item in query.parameters}
    bound = {name: values for name, values in bound.items() if values}
    start = monotonic()
    for values in ({}, bound):
        assert isinstance(store.answer(query.bind(values), "json"), bytes)
    assert monotonic() - start < FOUND_WITHIN


@pytest.mark.parametrize("name", TABLES)
def test_a_shipped_query_finds_the_same_in_every_store(
    loaded: Path, store: Store, name: str
) -> None:
    text = SHIPPED[name].text
    assert store.select(text) == EmbeddedStore(loaded).select(text)


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_shipped_query_says_what_it_answers(name: str) -> None:
    query = SHIPPED[name]
    assert query.summary
    assert not query.summary.endswith(".")
    assert all(parameter.type in (*VALUES, ROW) for parameter in query.parameters)
    assert all(f"?{parameter.name}" in query.text for parameter in query.parameters)
    assert "\t" not in query.text
