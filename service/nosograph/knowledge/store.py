"""SPARQL stores behind one small interface: embedded, or any endpoint."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pyoxigraph as ox

from nosograph.domain.sparql import QueryForm, query_form
from nosograph.errors import InvalidQuery, NoRelease
from nosograph.knowledge.remote import opened, read_all, surfacing

Row = Mapping[str, str]
RESULT_FORMATS: dict[str, ox.QueryResultsFormat | ox.RdfFormat] = {
    "tsv": ox.QueryResultsFormat.TSV,
    "csv": ox.QueryResultsFormat.CSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "turtle": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}
RESULTS_JSON = "application/sparql-results+json"


class Store(Protocol):
    """What knowledge is asked of."""

    def select(self, query: str) -> list[Row]:
        """Return the rows of a SELECT: IRIs and literals as text, unbound variables left out."""


class EmbeddedStore:
    """An on-disk Oxigraph store, opened read-only."""

    def __init__(self, folder: Path) -> None:
        try:
            self._store = ox.Store.read_only(str(folder))
        except OSError as error:
            raise NoRelease(f"no store in {folder.name}") from error

    def select(self, query: str) -> list[Row]:
        """Return the rows of a SELECT: IRIs and literals as text, unbound variables left out."""
        try:
            solutions = self._store.query(query, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise InvalidQuery(one_line(error)) from error
        if not isinstance(solutions, ox.QuerySolutions):
            raise InvalidQuery("a SELECT query is needed here")
        # written out in one go, which does not hold Python's lock as reading row by row does
        table = solutions.serialize(format=ox.QueryResultsFormat.JSON) or b""
        return [
            {name: term["value"] for name, term in row.items()}
            for row in json.loads(table)["results"]["bindings"]
        ]

    def answer(self, query: str, format_: str) -> bytes:
        """Return the answer of any read query in one of ``RESULT_FORMATS``, as it is printed.

        Graphs asked for as tables come as Turtle, tables asked for as graphs as TSV.
        """
        try:
            results = self._store.query(query, use_default_graph_as_union=True)
            return serialised(results, RESULT_FORMATS[format_])
        except (SyntaxError, RuntimeError, OSError) as error:
            raise InvalidQuery(one_line(error)) from error


def one_line(error: Exception) -> str:
    """Return what a parser says of a query, which can quote its lines."""
    return " ".join(str(error).split())


def serialised(
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
    chosen: ox.QueryResultsFormat | ox.RdfFormat,
) -> bytes:
    """Write query results, in the nearest format that fits what they are."""
    if isinstance(results, ox.QueryTriples):
        graph = chosen if isinstance(chosen, ox.RdfFormat) else ox.RdfFormat.TURTLE
        return results.serialize(format=graph) or b""
    table = chosen if isinstance(chosen, ox.QueryResultsFormat) else ox.QueryResultsFormat.TSV
    return results.serialize(format=table) or b""


class RemoteStore:
    """A SPARQL 1.1 endpoint elsewhere; ``timeout`` is in seconds."""

    def __init__(self, endpoint: str, timeout: int = 30) -> None:
        self.endpoint = endpoint
        self._timeout = timeout

    def select(self, query: str) -> list[Row]:
        """Return the rows of a SELECT: IRIs and literals as text, unbound variables left out."""
        if query_form(query) is not QueryForm.SELECT:
            raise InvalidQuery("a SELECT query is needed here")
        bindings = self._answer(query)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]

    def _answer(self, query: str) -> Any:
        response = opened(self.endpoint, query, RESULTS_JSON, self._timeout)
        with surfacing():
            return json.loads(read_all(response))
