"""Asking the running service, over one connection, as a manifest says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle
from urllib.parse import urlsplit

import pyoxigraph as ox

TOKEN = "a token of the tests"
EVERYTHING = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
JSON_RESULT = "application/sparql-results+json"


@dataclass(frozen=True)
class Answer:
    """An answer of the service."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def problem(self) -> str:
        """The last part of a problem document's type."""
        if self.headers.get("Content-Type") != "application/problem+json":
            return ""
        return str(json.loads(self.body)["type"]).rsplit("/", 1)[-1]


class Client:
    """A client that may write. It asks over several connections, which processes share out."""

    def __init__(self, address: str, connections: int = 4) -> None:
        self.address = address
        place = urlsplit(address).netloc
        self._connections = [HTTPConnection(place, timeout=60) for _ in range(connections)]
        self._turns = cycle(self._connections)
        self._loaded: object = None

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        given = {"Authorization": f"Bearer {TOKEN}", **headers}
        # Writing in turns is another test's matter, and slow: each process takes up anew.
        connection = self._connections[0] if path == "/update" else next(self._turns)
        connection.request(method, path, body, given)
        response = connection.getresponse()
        named = {name.title(): text for name, text in response.getheaders()}
        return Answer(response.status, named, response.read())

    def close(self) -> None:
        for connection in self._connections:
            connection.close()

    def query(self, text: str, accept: str = "*/*") -> Answer:
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.ask("POST", "/sparql", headers, text.encode())

    def update(self, text: str) -> Answer:
        self._loaded = None
        headers = {"Content-Type": "application/sparql-update"}
        return self.ask("POST", "/update", headers, text.encode())

    def hold(self, quads: frozenset[ox.Quad], graphs: frozenset[str]) -> None:
        """Make the store hold these statements and no others; nothing is sent where it does."""
        if self._loaded == (quads, graphs):
            return
        answer = self.update(replacement(quads, graphs))
        assert answer.status == 204, answer.body
        self._loaded = (quads, graphs)

    def everything(self) -> Iterable[ox.Quad]:
        """Return all statements of the store."""
        answer = self.query(EVERYTHING, JSON_RESULT)
        read = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
        assert isinstance(read, ox.QuerySolutions)
        for row in read:
            yield ox.Quad(row["s"], row["p"], row["o"], row["g"] or ox.DefaultGraph())


def replacement(quads: Iterable[ox.Quad], graphs: Iterable[str]) -> str:
    """Return the update after which a store holds these statements and no others."""
    parts = ["DROP ALL", *(f"CREATE SILENT GRAPH <{graph}>" for graph in sorted(graphs))]
    blocks = [block(quad) for quad in quads]
    return " ;\n".join([*parts, f"INSERT DATA {{ {' '.join(blocks)} }}"])


def block(quad: ox.Quad) -> str:
    triple = (ox.serialize([quad.triple], format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    if isinstance(quad.graph_name, ox.DefaultGraph):
        return triple
    return f"GRAPH {quad.graph_name} {{ {triple} }}"
