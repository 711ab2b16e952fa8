"""SERVICE: who may be asked, at which address, and what becomes of the answer."""

from __future__ import annotations

import json
from functools import partial
from ipaddress import ip_address
from time import monotonic
from typing import Any

import pyoxigraph as ox
import pytest
from tests.knowledge.elsewhere import WRITTEN_NAMES, Answering, outside, serving

from nosograph.errors import InvalidQuery, Overloaded
from nosograph.knowledge.federation import Federation
from nosograph.knowledge.outside import Outside, is_public
from nosograph.knowledge.writable import time_left

BASE = "http://base.example/sparql"
NAMES = {"head": {"vars": ["s", "name"]}}
ROWS = [
    {
        "s": {"type": "uri", "value": "http://example.org/1"},
        "name": {"type": "literal", "value": 'a "b" \\ \n }', "xml:lang": "de"},
    },
    {"s": {"type": "uri", "value": "http://example.org/2"}},
]

BODY = json.dumps({**NAMES, "results": {"bindings": ROWS}}).encode()
elsewhere = partial(serving, Answering, body=BODY, media_type="application/sparql-results+json")


def ask(port: int, query: str, seconds: float = 5, **given: Any) -> list[ox.QuerySolution]:
    """Answer a query whose PORT is put in, over an empty store."""
    query = query.replace("PORT", str(port))
    federated = Federation(outside(port, **given))
    resolved = federated.resolved(query, federated.allowed(query, BASE), time_left(seconds))
    found = ox.Store().query(resolved)
    assert isinstance(found, ox.QuerySolutions)
    return list(found)


SERVICE = "SERVICE <http://elsewhere.example:PORT/sparql>"
SIMPLE = f"SELECT * {{ {SERVICE} {{ ?s <http://example.org/name> ?name }} }}"


def test_solutions_of_elsewhere_are_joined() -> None:
    with elsewhere() as (port, asked):
        query = SIMPLE.replace("?name }", "?name } VALUES ?s { <http://example.org/1> }")
        (row,) = ask(port, query)
    assert row["name"] == ox.Literal('a "b" \\ \n }', language="de")
    assert len(asked) == 1


def test_an_unbound_variable_stays_unbound() -> None:
    with elsewhere() as (port, _):
        assert [row["name"] for row in ask(port, SIMPLE)][1] is None


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ {SERVICE} {{ ?s ?p '}}' . # }}\n ?s ?p '''}}''' . ?s ?p ?o }} }}",
        "PREFIX e: <http://elsewhere.example:PORT/> PREFIX a: <http://a/> "
        "SELECT * { SERVICE e:sparql { ?s a:b ?o OPTIONAL { ?s ?p ?o } } }",
        "BASE <http://elsewhere.example:PORT/> select * { service silent <sparql> { ?s ?p ?o } }",
        r"PREFIX e.e: <http://elsewhere.example:PORT/> SELECT*{SERVICE SILENT e.e:a\'b{?s ?p ?o}}",
        "SELECT * { SERVICE <//elsewhere.example:PORT/sparql> { ?s ?p ?o } }",
        f"PREFIX e: <http://e/> SELECT * {{ {SERVICE} {{ ?s e:a\\'b ?o . ?s e:a.b\\#c ?o }} }}",
        f"SELECT * {{ {{ SELECT ?s {{ {SERVICE} {{ ?s ?p ?o }} }} }} UNION {{ ?s ?p ?o }} }}",
    ],
)
def test_every_way_of_writing_a_clause_is_understood(query: str) -> None:
    with elsewhere() as (port, asked):
        assert len(ask(port, query)) == 2
    assert ox.Store().query(asked[0]) is not None


@pytest.mark.parametrize(("name", "path"), WRITTEN_NAMES)
def test_the_address_is_the_one_that_the_engine_reads(name: str, path: str) -> None:
    host = "http://elsewhere.example:1/"
    prologue = f"PREFIX e: <http://other.example/> PREFIX e: <{host}> BASE <{host}>"
    query = f"{prologue} SELECT * {{ SERVICE {name} {{ ?s ?p ?o }} }}"
    (clause,) = Federation(outside(1)).allowed(query, BASE)
    assert clause.target == host + path


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT * { SERVICE <http://other.example/sparql> { ?s ?p ?o } }", "may not be asked"),
        ("SELECT * { SERVICE <http://elsewhere.example/> { ?s ?p ?o } }", "may not be asked"),
        ("SELECT * { SERVICE <http://u@elsewhere.example:PORT/> { } }", "may not be asked"),
        ("SELECT * { SERVICE <http://elsewhere.example:PORT@other.example/> { } }", "may not"),
        ("SELECT * { SERVICE <http://[> { ?s ?p ?o } }", "cannot be resolved"),
        ("BASE <http://[> SELECT * { SERVICE <x> { ?s ?p ?o } }", "cannot be resolved"),
        ("PREFIX e: <http://[> SELECT * { SERVICE e:x { ?s ?p ?o } }", "cannot be resolved"),
        ("SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }", "only http"),
        ("SELECT * { SERVICE ?where { ?s ?p ?o } }", "not a variable"),
        (f"SELECT * {{ {SERVICE} {{ {SERVICE} {{ ?s ?p ?o }} }} }}", "inside a SERVICE"),
        (f"SELECT * {{ {SERVICE} {{ ?s ?p ?o }} ", None),
        (f"SELECT * {{ {SERVICE} {{ ?s ?p ?o ", "not complete"),
        (f"SELECT * {{ {SERVICE}", "not complete"),
        ("SELECT * { SERVICE", "not complete"),
        (r"SELECT * { S\u0045RVICE <http://elsewhere.example:PORT/> { } }", "refused"),
        (f"SELECT * {{ ?s ?p true{SERVICE} {{ ?s ?p ?o }} }}", "refused"),
        (f"SELECT * {{ FILTER(?a<?b)#>\n {SERVICE} {{ ?s ?p ?o }} }}", "white space"),
    ],
)
def test_what_is_not_allowed_or_not_certain_is_refused(query: str, why: str | None) -> None:
    with elsewhere() as (port, asked):
        with pytest.raises((InvalidQuery, SyntaxError), match=why):
            ask(port, query)
        assert why is None or not asked


def test_nobody_is_asked_unless_listed_and_the_refusal_says_how_to_allow_it() -> None:
    federated = Federation(Outside(()))
    with pytest.raises(InvalidQuery, match="NOSOGRAPH_FEDERATION_HOSTS"):
        federated.allowed("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", BASE)
    assert federated.allowed("SELECT * { ?s ?p 'customer service' }", BASE) == ()


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["9.9.9.9", "10.0.0.1"], ["::1"], ["169.254.169.254"], []],
)
def test_a_name_that_leads_inside_is_refused(addresses: list[str]) -> None:
    with elsewhere() as (port, asked):
        with pytest.raises(InvalidQuery, match="not a public one"):
            ask(port, SIMPLE, resolve=lambda *_: addresses, allows=is_public)
        assert not asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
    ],
)
def test_addresses_behind_this_machine_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909"]
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_the_name_is_looked_up_once_so_that_it_cannot_change_its_mind() -> None:
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["192.0.2.1"]

    with elsewhere() as (port, _):
        assert len(ask(port, SIMPLE, resolve=resolve)) == 2
    assert looked_up == ["elsewhere.example"]


@pytest.mark.parametrize("status", [204, 206, 301, 302, 307, 308, 401, 404, 429, 500, 503])
def test_a_redirect_or_refusal_is_no_answer(status: int) -> None:
    sent = {"Location": "http://127.0.0.1:1/"} if 300 < status < 400 else {}
    with elsewhere(status=status, headers_sent=sent) as (port, asked):
        with pytest.raises(Overloaded):
            ask(port, SIMPLE)
        assert len(asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        BODY[:-4],
        BODY[:-40],
    ],
)
def test_an_answer_that_cannot_be_read_to_its_end_is_no_answer(body: bytes) -> None:
    with elsewhere(body=body) as (port, _), pytest.raises(Overloaded):
        ask(port, SIMPLE)


def test_an_answer_shorter_than_announced_is_no_answer() -> None:
    sent = {"Content-Length": "9999"}
    with elsewhere(headers_sent=sent) as (port, _), pytest.raises(Overloaded):
        ask(port, SIMPLE)


def test_too_much_is_refused_and_not_cut() -> None:
    with elsewhere() as (port, _), pytest.raises(InvalidQuery, match="more than can be joined"):
        ask(port, SIMPLE, most_bytes=100)


def test_an_answer_that_drips_is_given_up() -> None:
    with elsewhere(drip=0.05) as (port, _), pytest.raises(Overloaded):
        ask(port, SIMPLE, seconds=0.5)


def test_headers_that_drip_are_given_up_at_the_same_time() -> None:
    begun = monotonic()
    with elsewhere(header_drip=0.05) as (port, _), pytest.raises(Overloaded):
        ask(port, SIMPLE, seconds=0.5)
    assert monotonic() - begun < 2


def test_the_clauses_of_a_query_share_one_deadline() -> None:
    clause = f"{SERVICE.replace('SERVICE', 'SERVICE SILENT')} {{ ?s ?p ?o }} "
    begun = monotonic()
    with elsewhere(header_drip=0.05) as (port, asked):
        assert len(ask(port, f"SELECT * {{ {clause * 4} }}", seconds=0.5)) == 1
    assert monotonic() - begun < 1.5
    assert len(asked) == 1


def test_silent_goes_on_without_who_does_not_answer() -> None:
    with elsewhere(status=500) as (port, _):
        assert len(ask(port, SIMPLE.replace("SERVICE", "SERVICE SILENT"))) == 1


def test_blank_nodes_of_elsewhere_are_refused() -> None:
    rows = [{"s": {"type": "bnode", "value": "b0"}}]
    body = json.dumps({**NAMES, "results": {"bindings": rows}}).encode()
    with elsewhere(body=body) as (port, _), pytest.raises(InvalidQuery, match="blank nodes"):
        ask(port, SIMPLE)
