"""Every competency question: its expected answer over the tiny world, and one over a release.

The expected answers are in ``expected/<name>.tsv``; lines ``# name=value`` above the table bind
parameters where the tiny world does not have what the example asks about.
"""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from time import monotonic

import pyoxigraph as ox
import pytest

from nosograph.artefacts import queries_folder
from nosograph.domain.mapping import MappingPredicate
from nosograph.domain.sparql import QueryForm
from nosograph.knowledge.catalogue import (
    ROW,
    CatalogueQuery,
    read_catalogue,
    terms_of,
)
from nosograph.knowledge.store import EmbeddedStore

EXPECTED = Path(__file__).parent / "expected"
SHIPPED = read_catalogue(queries_folder()).queries
QUESTIONS = sorted(name for name in SHIPPED if not name.startswith("quality/"))
#: No observation of these is in the tiny world; ``test_own_tables`` asks about others.
ELSEWHERE = "differential/criteria"
TABLES = [
    name for name in QUESTIONS if SHIPPED[name].form is QueryForm.SELECT and name != ELSEWHERE
]
GRAPHS = [name for name in QUESTIONS if SHIPPED[name].form is QueryForm.CONSTRUCT]
#: The whole ontology: its axioms have nodes without a name.
WHOLE = "construct/ontology"
#: Seconds; the slowest take about one on a machine with nothing else to do.
ANSWERS_WITHIN = 20.0
#: What a row is about is no IRI here but a name, a code or a value.
KEYED_OTHERWISE = {
    "ontology/term",
    "provenance/annotations-per-source",
    "provenance/evidence-codes",
}
CONTROLS = {"format", "limit", "offset"}


def expected(name: str) -> tuple[dict[str, list[str]], list[str]]:
    """Return the values that a file binds, and the table."""
    lines = (EXPECTED / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    values: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("# "):
            variable, _, value = line.removeprefix("# ").partition("=")
            values.setdefault(variable, []).append(value)
    return values, [line for line in lines if not line.startswith("# ")]


@pytest.mark.parametrize("name", TABLES)
def test_a_question_has_its_answer_in_the_tiny_world(mini_store: EmbeddedStore, name: str) -> None:
    values, table = expected(name)
    answer = mini_store.answer(SHIPPED[name].bind(values), "tsv").decode()
    assert answer.splitlines() == table
    assert len(table) > 1


@pytest.mark.parametrize("name", [name for name in GRAPHS if name != WHOLE])
def test_a_description_has_its_statements_in_the_tiny_world(
    mini_store: EmbeddedStore, name: str
) -> None:
    statements = mini_store.answer(SHIPPED[name].text, "nt").decode().splitlines()
    written = (EXPECTED / f"{name}.nt").read_text(encoding="utf-8").splitlines()
    assert sorted(statements) == written
    assert len(written) > 1


@pytest.mark.release
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_answers_with_its_example_over_a_release(
    release_store: EmbeddedStore, name: str
) -> None:
    start = monotonic()
    answer = release_store.answer(SHIPPED[name].text, "tsv")
    assert len(answer.splitlines()) > 1
    assert monotonic() - start < ANSWERS_WITHIN


def test_there_are_more_than_forty_questions_and_no_number_twice() -> None:
    numbers = [SHIPPED[name].question.partition(" ")[0] for name in QUESTIONS]
    assert len(numbers) >= 40
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"CQ-\d\d", number) for number in numbers)
    assert all(SHIPPED[name].question.endswith("?") for name in QUESTIONS)


def test_the_readme_says_how_many_there_are() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert f"{len(QUESTIONS)} competency questions" in readme


def test_no_expected_answer_is_left_over() -> None:
    found = {p.relative_to(EXPECTED).with_suffix("").as_posix() for p in EXPECTED.rglob("*.*")}
    assert found == {*TABLES, *GRAPHS} - {WHOLE}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_written_so_that_every_store_can_read_it(name: str) -> None:
    query = SHIPPED[name]
    body = "\n".join(line for line in query.text.split("\n") if not line.startswith("#"))
    assert query.returns
    assert re.search(r"\nLIMIT \d+\n\Z", query.text)
    assert "ORDER BY" in body
    assert "_:" not in body
    assert "[" not in body
    assert not re.search(r"[\w>][*+](?=[\s)])|\)/|\|\w+:", strip_strings(body))
    assert {match[1] for match in re.finditer(r"\bGRAPH (\?\w+|\w+:[\w-]+)", body)}
    assert "FROM" not in body


@pytest.mark.release
@pytest.mark.parametrize("name", TABLES)
def test_rows_come_in_one_order_only_which_ends_in_an_iri(
    release_store: EmbeddedStore, name: str
) -> None:
    by = re.findall(r"\?(\w+)", re.findall(r"\nORDER BY ([^\n]+)", SHIPPED[name].text)[-1])
    rows = release_store.select(SHIPPED[name].text)
    keys = [tuple(row.get(variable) for variable in by) for row in rows]
    assert len(set(keys)) == len(keys)
    last = [row[by[-1]] for row in rows if by[-1] in row]
    assert name in KEYED_OTHERWISE or all("://" in value for value in last)


def test_the_crosswalk_query_says_of_two_rows_what_the_crosswalk_says() -> None:
    row = r"\((skos:\w+) (skos:\w+) (skos:\w+)\)"
    written = re.findall(row, SHIPPED["mappings/crosswalk"].text)
    together = (
        (first.value, second.value, said.value)
        for first, second in product(MappingPredicate, repeat=2)
        if (said := first.inverse.then(second))
    )
    assert sorted(written) == sorted(together)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_example_in_the_header_is_the_one_in_the_text(name: str) -> None:
    query = SHIPPED[name]
    assert not {parameter.name for parameter in query.parameters} & CONTROLS
    for parameter in query.parameters:
        if parameter.type == ROW:
            assert not parameter.example or f"({parameter.example})" in query.text
            continue
        found = [str(term) for term in in_text(query, parameter.name)]
        if parameter.example == "UNDEF":
            assert found == []
            continue
        given = terms_of(parameter, parameter.examples)
        assert found == [canonical(str(term)) for term in given]


def in_text(query: CatalogueQuery, variable: str) -> list[object]:
    """Return the terms between the braces of a parameter."""
    blocks = set(re.findall(rf"VALUES \?{variable} \{{[^{{}}]*\}}", query.text))
    (block,) = blocks
    head = "".join(f"PREFIX {name}: <{space}>\n" for name, space in query.prefixes.items())
    solutions = ox.Store().query(f"{head}SELECT * {{ {block} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    return [term for row in solutions if (term := row[variable]) is not None]


def canonical(term: str) -> str:
    """Return a term as the store gives it back: decimals lose their last zeros."""
    solutions = ox.Store().query(f"SELECT * {{ VALUES ?x {{ {term} }} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    return str(next(iter(solutions))["x"])


def strip_strings(text: str) -> str:
    return re.sub(r'"[^"]*"|<[^>]*>', '""', text)
