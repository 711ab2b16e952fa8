"""What is told from a query's text: its form, its graphs, and whether it may reach out."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, Store

from nosograph.domain.data_set import dataset_graphs
from nosograph.domain.sparql import (
    QueryForm,
    is_changing,
    is_update,
    query_form,
    refuse_federation,
)
from nosograph.domain.written_names import pieces
from nosograph.errors import InvalidQuery

# Every spelling below but the last two was evaluated by pyoxigraph 0.5.13 as a SERVICE clause.
FEDERATED = [
    "SELECT * { SERVICE <http://h/> { ?s ?p ?o } }",
    "select * { service silent <http://h/> { ?s ?p ?o } }",
    "SELECT * { sErViCe<http://h/>{ ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<http://h/> { ?s ?p ?o } }",
    "SELECT * { # a comment\n SERVICE # another\n <http://h/> { ?s ?p ?o } }",
    "PREFIX x: <http://h/> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "PREFIX SERVICE: <http://h/> SELECT * { SERVICE SERVICE: { ?s ?p ?o } }",
    "PREFIX x: <http://h/> SELECT * { SERVICEx:y { ?s ?p ?o } }",
    "SELECT * { BIND(<http://h/> AS ?x) SERVICE?x{ ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<http://h/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<http://h/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p 'x'@en.SERVICE<http://h/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p '''a''b'''.SERVICE<http://h/>{ ?s ?p ?o } }",
    "SELECT * { FILTER EXISTS{}SERVICE<http://h/>{ ?s ?p ?o } }",
    # `<` as a comparison: read as an IRI it would swallow or unbalance what follows.
    "SELECT * { ?a ?b ?c FILTER(?a<?b)SERVICE#>\n<http://h/>{ ?s ?p ?o } }",
    "SELECT * { BIND('x' AS ?x) FILTER(?x<'#>')SERVICE<http://h/>{} FILTER(?x<'>') }",
    "PREFIX x: <http://h/> SELECT * { ?a ?b ?c FILTER(?a<x:b#>'''\n)SERVICE<http://h/>{}#'''\n}",
    "PREFIX x: <http://h/> SELECT * { ?s ?p x:.SERVICE<http://h/>{ ?s ?p ?o } }",
    r"SELECT * { ?s ?p ?o \u0053ERVICE <http://h/> { ?s ?p ?o } }",
    r"SELECT * { S\u0045RVICE <http://h/> { ?s ?p ?o } }",
]

LOCAL = [
    "SELECT * { ?s ?p 'customer service' }",
    "SELECT * { ?s ?p '''SERVICE <http://h/> {}''' }",
    "SELECT * { ?service ?p $SERVICE }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://h/> {}",
    "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a sd:Service }",
    "SELECT * { ?s ?p <http://example.org/service/a-(b)#c> FILTER(?s < ?p) }",
    "SELECT * { ?s ?p ?o }",
    r"SELECT * { ?s ?p '\u0053omething else' }",
]


@pytest.mark.parametrize("query", FEDERATED)
def test_federation_is_refused_in_every_spelling(query: str) -> None:
    with pytest.raises(InvalidQuery, match="SERVICE is refused"):
        refuse_federation(query)


@pytest.mark.parametrize("query", LOCAL)
def test_the_word_elsewhere_is_no_federation(query: str) -> None:
    refuse_federation(query)


REFUSED_PORT = "<http://127.0.0.1:9/>"
SPELLINGS = ["{}SERVICE{}{}{{}}{}", "BIND(1 AS ?a) FILTER(?a<{})SERVICE{}{}{{}}{}"]
PIECES = st.lists(
    st.sampled_from(
        [
            *("SERVICE", "silent ", "BIND(1 AS ?x)", "FILTER EXISTS", "OPTIONAL", "UNION"),
            *("{", "}", "{}", ")", " ", "\n", "#", "#>\n", "'", '"', "'''", "\\", ".", ";", "-"),
            *(">", ">'", "<", "?a<?b", "<'", "<x:b#", "=", "&&"),
            *("x:", "x:a", "?x", "?s ?p ", "'y'", "@en", "1", "true"),
        ]
    ),
    max_size=5,
).map("".join)


@settings(max_examples=1_000, deadline=None)
@given(st.sampled_from(SPELLINGS), PIECES, st.sampled_from(["", " ", "#\n"]), PIECES)
def test_whatever_the_engine_would_send_out_is_refused(
    spelling: str, before: str, space: str, after: str
) -> None:
    clause = spelling.format(before, space, REFUSED_PORT, after)
    query = f"PREFIX x: <http://x/> SELECT * {{ {clause} }}"
    try:
        solutions = Store().query(query)
        assert isinstance(solutions, QuerySolutions)
        list(solutions)
    except OSError:  # it got as far as the port, which its client refuses by number
        with pytest.raises(InvalidQuery):
            refuse_federation(query)
    except (SyntaxError, RuntimeError):
        return


@given(st.text(alphabet="SERVICEservice<>?:#'\"\\ \n{}()ax/", max_size=60))
def test_no_text_breaks_the_reading(noise: str) -> None:
    query = f"SELECT * {{ {noise}"
    try:
        refuse_federation(query)
        query_form(query)
        dataset_graphs(query)
    except InvalidQuery:
        return


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", QueryForm.SELECT),
        ("select?x{}", QueryForm.SELECT),
        ("# ASK\nCONSTRUCT WHERE {}", QueryForm.CONSTRUCT),
        ("PREFIX ask: <http://select/> BASE <http://ask/> DESCRIBE ask:x", QueryForm.DESCRIBE),
        ("ASK{}", QueryForm.ASK),
        ("ASKWHERE{}", QueryForm.ASK),
        ("INSERT DATA {}", None),
        ("", None),
    ],
)
def test_a_query_form_is_told(query: str, form: QueryForm | None) -> None:
    assert query_form(query) is form


@pytest.mark.parametrize("update", ["LOAD <http://h/>", "clear all", "PREFIX x: <y> DROP ALL"])
def test_an_update_is_told(update: str) -> None:
    assert is_update(update)


@pytest.mark.parametrize("repeated", ["a1", "é", "a-", "a.", "1"])
def test_a_long_text_without_a_space_is_read_in_time_that_grows_with_its_length(
    repeated: str,
) -> None:
    begun = process_time()
    assert query_form(repeated * 20_000) is None
    assert len(list(pieces(repeated * 20_000))) >= 20_000
    assert process_time() - begun < 3


def test_a_query_is_told_to_change_in_time_that_grows_with_its_length() -> None:
    begun = process_time()
    assert not any(is_changing(piece * 50_000) for piece in ("now", "rand x #", "uuid \n x"))
    assert process_time() - begun < 2
