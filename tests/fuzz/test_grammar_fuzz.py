"""Queries made from the grammar of SPARQL, then bent; sent in every way, and nonsense beside."""

from __future__ import annotations

import http.client
import random
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

SEED = 20260101
GRAMMAR: dict[str, list[str]] = {
    "query": ["{prologue}{form}", "{form}", "{prologue}{update}"],
    "prologue": [
        "PREFIX a: <http://a/> ",
        "PREFIX : <urn:x> BASE <http://b/> ",
        "BASE <rel> ",
        "# note\n",
        "PREFIX nos: <https://w3id.org/nosograph/> ",
    ],
    "form": [
        "SELECT {vars} {from}WHERE {group} {mods}",
        "SELECT {vars} {group}{mods}",
        "ASK {from}{group}",
        "CONSTRUCT {group} WHERE {group} {mods}",
        "CONSTRUCT WHERE {group}",
        "DESCRIBE {term} {mods}",
        "DESCRIBE ?v WHERE {group}",
    ],
    "update": [
        "INSERT DATA {group}",
        "DELETE WHERE {group}",
        "LOAD <http://127.0.0.1/x>",
        "CLEAR ALL",
        "DROP GRAPH <urn:g>",
    ],
    "vars": ["*", "?s", "?s ?o", "DISTINCT ?s", "({expr} AS ?x)", "REDUCED *", "(COUNT(*) AS ?n)"],
    "from": ["", "", "FROM {iri} ", "FROM NAMED {iri} ", "FROM <file:///etc/passwd> "],
    "group": [
        "{{ {pattern} }}",
        "{{ {pattern} . {pattern} }}",
        "{{ {group} UNION {group} }}",
        "{{ {pattern} OPTIONAL {group} }}",
        "{{ {pattern} FILTER({expr}) }}",
        "{{ {pattern} MINUS {group} }}",
        "{{ GRAPH {term} {group} }}",
        "{{ {{ SELECT {vars} {group} {mods} }} }}",
        "{{ VALUES ?s {{ {iri} {literal} UNDEF }} {pattern} }}",
        "{{ BIND({expr} AS ?b) {pattern} }}",
        "{{ SERVICE {iri} {group} }}",
        "{{ FILTER EXISTS {group} }}",
        "{{}}",
    ],
    "pattern": [
        "{term} {path} {term}",
        "{term} {path} {term} ; {path} {term}",
        "{term} {path} [ {path} {term} ]",
        "( {term} {term} ) {path} {term}",
        "<<( {term} {iri} {term} )>> {path} {term}",
    ],
    "path": [
        "{iri}",
        "?p",
        "a",
        "^{iri}",
        "{iri}/{iri}",
        "({iri}|^{iri})*",
        "!({iri}|a)",
        "{iri}+",
    ],
    "term": ["?s", "?o", "{iri}", "{literal}", "_:b", "[]"],
    "iri": [
        "<http://a/b>",
        "a:b",
        "rdfs:label",
        "<https://w3id.org/nosograph/graph/hpo>",
        "<urn:\\u0041>",
        "<>",
        "nos:x",
        "<http://[::1>",
    ],
    "literal": [
        "'x'",
        '"\\n"',
        "'''a'b'''",
        "1",
        "-1.5e300",
        "'x'@en--ltr",
        "true",
        "'9'^^<http://www.w3.org/2001/XMLSchema#date>",
        "99999999999999999999999999",
    ],
    "expr": [
        "?s",
        "{literal}",
        "{expr} + {expr}",
        "{expr} < {expr}",
        "!{expr}",
        "REGEX(STR({expr}), '(a+)+$')",
        "IF({expr}, {expr}, {expr})",
        "COALESCE({expr}, {expr})",
        "SUBSTR({literal}, {expr}, {expr})",
        "REPLACE({literal}, '{{', '$9')",
        "{expr} IN ({expr}, {expr})",
        "<urn:f>({expr})",
        "CONCAT({expr}, {expr})",
        "SUM({expr})",
        "BNODE({expr})",
        "STRDT({literal}, {iri})",
    ],
    "mods": [
        "",
        "",
        "LIMIT 10",
        "LIMIT 99999999999999999999",
        "OFFSET -1",
        "ORDER BY DESC({expr}) ?s",
        "GROUP BY ?s HAVING({expr})",
        "VALUES ?s {{ {iri} }}",
    ],
}
DEEPEST = 5
NONSENSE = (
    "\0",
    "\ufeff",
    "\U0001f9e0",
    "{" * 300,
    "(" * 3_000,
    "'",
    "\\u{0}",
    "\\uD800",
    "#",
    "<",
)
ACCEPTS = (
    "*/*",
    "text/csv",
    "application/sparql-results+json",
    "text/turtle;q=0.1",
    "a/b",
    ";;;q=,",
    "application/ld+json, */*;q=2",
)
BODIES = (
    "application/sparql-query",
    "application/sparql-update",
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/json",
    "\u00ff/\u00ff",
)
PARAMETERS = ("timeout", "default-graph-uri", "named-graph-uri", "query", "update", "graph", "x")
PATHS = ("/sparql", "/sparql", "/sparql", "/update", "/rdf-graph-store", "/queries", "/sparql/x")
Request = tuple[str, str, bytes | None, dict[str, str]]


def grow(chance: random.Random, symbol: str, depth: int = 0) -> str:
    """Derive a text from the grammar; deep down, the first derivation, which is a short one."""
    options = GRAMMAR[symbol]
    chosen = chance.choice(options) if depth < DEEPEST else options[0]
    if depth > DEEPEST + 3:
        return "{}" if symbol == "group" else "?s"
    pieces = chosen.replace("{{", "\1").replace("}}", "\2").split("{")
    grown = [pieces[0]]
    for piece in pieces[1:]:
        name, _, rest = piece.partition("}")
        grown += [grow(chance, name, depth + 1), rest]
    return "".join(grown).replace("\1", "{").replace("\2", "}")


def bent(chance: random.Random, query: str) -> str:
    """Return a query with a piece left out, doubled or put in."""
    at = chance.randrange(len(query) + 1)
    end = min(len(query), at + chance.randrange(1, 9))
    match chance.randrange(4):
        case 0:
            return query[:at] + query[end:]
        case 1:
            return query[:end] + query[at:]
        case 2:
            return query[:at] + chance.choice(NONSENSE) + query[at:]
        case _:
            return query


def request(chance: random.Random) -> Request:
    """Return one made-up request."""
    query = bent(chance, grow(chance, "query"))
    headers = {"Accept": chance.choice(ACCEPTS)}
    parameters = [("query", query)] if chance.random() < 0.9 else []
    while chance.random() < 0.3:
        parameters.append((chance.choice(PARAMETERS), chance.choice([query, "1", "urn:g", "é"])))
    encoded = urlencode(parameters, errors="surrogatepass")
    path = chance.choice(PATHS)
    match chance.randrange(4):
        case 0 | 1:
            return "GET", f"{path}?{encoded}"[:8_000], None, headers
        case 2:
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            return "POST", path, encoded.encode(), headers | form
        case _:
            kind = chance.choice(BODIES).encode().decode("latin-1")
            method = chance.choice(["POST", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
            body = query.encode("utf-8", "surrogatepass") + chance.choice([b"", b"\xff\xfe"])
            target = f"{path}?{quote(chance.choice(PARAMETERS))}=%ff%00"
            return method, target, body, headers | {"Content-Type": kind}


def requests(number: int) -> Iterator[Request]:
    chance = random.Random(SEED)  # noqa: S311 - the same every time
    return (request(chance) for _ in range(number))


def send(connect: Callable[[], http.client.HTTPConnection], sent: Request) -> tuple[int, bytes]:
    """Return the answer; one that broke off at its deadline as far as it came."""
    connection = connect()
    try:
        connection.request(*sent)
        response = connection.getresponse()
        try:
            return response.status, response.read()
        except http.client.IncompleteRead as part:
            return response.status, part.partial
    finally:
        connection.close()


def fuzz(whole: Any, number: int) -> set[int]:
    statuses = set()
    for sent in requests(number):
        status, body = send(whole.connect, sent)
        statuses.add(status)
        assert status < 500 or status in (501, 503), f"{status} for {sent}"
        assert b"Traceback" not in body, sent
    return statuses


def test_bent_queries_make_no_error_of_ours(whole: Any) -> None:
    assert {200, 400} <= fuzz(whole, 400)
    assert whole.is_ready()


@pytest.mark.slow
def test_ten_thousand_bent_queries_make_no_error_of_ours(whole: Any) -> None:
    fuzz(whole, 10_000)
    assert whole.is_ready()


def test_the_grammar_makes_queries_that_are_understood(whole: Any) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same every time
    queries = [grow(chance, "query") for _ in range(100)]
    target = "/sparql?timeout=1&query="
    answers = [send(whole.connect, ("GET", target + quote(q), None, {})) for q in queries]
    assert sum(status == 200 for status, _ in answers) >= 10
