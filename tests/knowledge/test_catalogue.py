from __future__ import annotations

from pathlib import Path
from time import monotonic

import pyoxigraph as ox
import pytest

from nosograph.artefacts import queries_folder
from nosograph.domain.identifiers import iri
from nosograph.errors import InvalidInput, SourceError, UnknownQuery
from nosograph.knowledge.catalogue import (
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
#+  - finding: iri, the finding
#+  - least: decimal, the least share: from 0 to 1
#+  - limit: integer, how many
#+  - words: string, part of the label
#+ returns: condition
# a comment
SELECT ?condition ?finding { ?condition ?p ?finding }
"""
SHIPPED = read_catalogue(queries_folder()).queries
VALUES = {"iri": "HP:0003394", "string": "spasm", "integer": "5", "decimal": "0.5"}


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
        Parameter("finding", "iri", "the finding"),
        Parameter("least", "decimal", "the least share: from 0 to 1"),
        Parameter("limit", "integer", "how many"),
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


def test_values_are_bound_by_their_types(query: CatalogueQuery) -> None:
    given = {"finding": "HP:0003394", "least": "0.50", "limit": "5", "words": "HP:0003394"}
    assert query.bind(given) == {
        ox.Variable("finding"): ox.NamedNode(iri("HP:0003394")),
        ox.Variable("least"): ox.Literal("0.5", datatype=ox.NamedNode(f"{XSD}decimal")),
        ox.Variable("limit"): ox.Literal("5", datatype=ox.NamedNode(f"{XSD}integer")),
        ox.Variable("words"): ox.Literal("HP:0003394"),
    }


def test_a_whole_iri_stays_as_it_is() -> None:
    parameter = Parameter("graph", "iri", "a graph")
    assert term(parameter, "https://example.org/x") == ox.NamedNode("https://example.org/x")


def test_an_unknown_parameter_is_refused(query: CatalogueQuery) -> None:
    with pytest.raises(InvalidInput, match="terms/having has no parameter condition"):
        query.bind({"finding": "HP:0003394", "condition": "HP:1"})


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("iri", "not an iri"),
        ("iri", ""),
        ("iri", "> <x"),
        ("integer", "five"),
        ("integer", "1.5"),
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
    bound = {item.name: VALUES[item.type] for item in query.parameters}
    start = monotonic()
    for values in ({}, bound):
        assert isinstance(store.answer(query.text, query.bind(values), "json"), bytes)
    assert monotonic() - start < FOUND_WITHIN


@pytest.mark.parametrize("name", sorted(SHIPPED))
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
    assert all(parameter.type in VALUES for parameter in query.parameters)
    assert all(f"?{parameter.name}" in query.text for parameter in query.parameters)
    assert "\t" not in query.text
