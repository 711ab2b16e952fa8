"""Where a query that cannot be parsed is said to be wrong, with what the engine says of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from nosograph.domain.query_errors import located
from nosograph.errors import InvalidQuery, QuerySyntax

UNREADABLE = "what begins here cannot be read"
MISPLACED = "this cannot stand here"
MISSING = "something is missing at the end"
UNCLOSED = "the string that begins here does not end"

# What is wrong stands behind the mark, or in the statement or expression that begins there.
QUERIES = [
    ("§SELEC *\nWHERE {?s ?p ?o}", UNREADABLE),
    ("§INSERT DATA { <a:a> <a:b> <a:c> }", UNREADABLE),
    ("§PREFIX x <http://x/> SELECT * {}", UNREADABLE),
    ("PREFIX x: §http://x/ SELECT * {}", MISPLACED),
    ("SELECT §{ ?s ?p ?o }", UNREADABLE),
    ("SELECT §(?s) {?s ?p ?o}", UNREADABLE),
    ("SELECT (?x + 1§) {}", UNREADABLE),
    ("SELECT DISTINCT §{ ?s ?p ?o }", MISPLACED),
    ("SELECT (COUNT(§?s AS ?n) { ?s ?p ?o }", UNREADABLE),
    ("SELECT * FROM §{ ?s ?p ?o }", UNREADABLE),
    ("SELECT * WHERE §?s ?p ?o", MISPLACED),
    ("SELECT * {\n FILTER(?s = §)\n}\n\n\n# end", UNREADABLE),
    ("SELECT * { ?s ?p ?o . FILTER §?o > 3 }", UNREADABLE),
    ("SELECT * { ?s ?p ?o . §FILTR(?o > 3) }", UNREADABLE),
    ("SELECT * { ?s ?p ?o . §OPTONAL { ?s ?p ?o } }", UNREADABLE),
    ("SELECT * { ?s ?p ?o . FILTER(lang(?o) =§= 'en') }", UNREADABLE),
    ("SELECT * { ?s ?p ?o . FILTER(§foo(?o)) }", UNREADABLE),
    ("SELECT * { ?s ?p ?o . BIND(3 §?x) }", UNREADABLE),
    ("SELECT * { ?s ?p ?o . BIND(3 AS §x) }", MISPLACED),
    ("SELECT * { VALUES ?x { 1 2 §?y } }", UNREADABLE),
    ("SELECT * { VALUES (?x ?y) { (1§) } }", UNREADABLE),
    ("SELECT * { §GRAPH { ?s ?p ?o } }", UNREADABLE),
    ("SELECT * { ?s ?p ?o §MINUS ?s }", UNREADABLE),
    ("SELECT * { ?s ?p ?o §,, ?x }", UNREADABLE),
    ("SELECT * { §?s ?p }", UNREADABLE),
    ("SELECT * { §?s 3 ?o }", UNREADABLE),
    ("SELECT * { §<a b> ?p ?o }", UNREADABLE),
    ("SELECT * {\n  ?s ?p ?o .\n  # a comment with FILTER\n  §?s ?p \n}", UNREADABLE),
    ("SELECT * {\r\n  ?s ?p ?o .\r\n  ?é ?p \r\n§}", MISPLACED),
    ("SELECT ?x { §?x a [ }", UNREADABLE),
    ("SELECT ?x { ?x a ( 1 2 §}", MISPLACED),
    ("SELECT * { SELECT ?x { §?x ?p } }", UNREADABLE),
    ("SELECT * { ?s ?p 'x'§^^ }", UNREADABLE),
    ("SELECT * { ?s ?p §'\\q' }", MISPLACED),
    ("SELECT * { ?s ?p §'abc }", UNCLOSED),
    ('SELECT * {\n ?s ?p §"""abc\n }', UNCLOSED),
    ("SELECT * { ?s ?p ?o } ORDER §?s", UNREADABLE),
    ("SELECT * { ?s ?p ?o } GROUP §?s", UNREADABLE),
    ("SELECT * { ?s ?p ?o } HAVING §?s", UNREADABLE),
    ("SELECT * { ?s ?p ?o } LIMIT §x", MISPLACED),
    ("SELECT * { ?s ?p ?o } LIMIT §-1", MISPLACED),
    ("SELECT * { ?s ?p ?o } LIMIT 10 §LIMIT 20", UNREADABLE),
    ("SELECT * { ?s ?p ?o } LIMIT§", MISSING),
    ("SELECT * { ?s ?p ?o §", MISSING),
    ("SELECT * { ?s ?p§", MISSING),
    ("DESCRIBE§", MISSING),
    ("SELECT * { ?s ?p ?o }§}", MISPLACED),
    ("SELECT * { ?s ?p ?o }\n OFFSET§", MISSING),
    ("§hello", MISPLACED),
    ("§# only", "there is no query"),
    ("§", "there is no query"),
    ("SELECT ?s { ?s §x:a ?o }", "the prefix x: is not declared"),
    ("SELECT * {\n ?s §rdfs:label ?l .\n}", "the prefix rdfs: is not declared"),
    ("PREFIX a: <a:a>\nSELECT * { ?s a:b ?o ;\n §:c ?d }", "the prefix : is not declared"),
    ("SELECT ?s { ?s ?p ?o } GROUP BY §?o", "the SELECT contains a variable that is unbound"),
]
UPDATES = [
    ("§INSRT DATA {}", UNREADABLE),
    ("DELETE WHERE { ?s ?p §}", MISPLACED),
    ("DROP §GRAF <x:x>", UNREADABLE),
    ("INSERT DATA { <a:a> <a:b> <a:c> } ; §foo", UNREADABLE),
    ("INSERT DATA { <a:a> <a:b> §x:y }", "the prefix x: is not declared"),
    ("INSERT DATA { ?s <a:a> <a:b> §}", "variables are not allowed in INSERT DATA"),
]


def refused(text: str, update: bool = False) -> QuerySyntax:
    """Return what is said of a text that the engine cannot parse."""
    store = Store()
    with pytest.raises(SyntaxError) as refusal:
        store.update(text) if update else store.query(text)
    said = located(InvalidQuery(str(refusal.value)), text)
    assert isinstance(said, QuerySyntax)
    return said


def unmarked(marked: str) -> tuple[str, int, int]:
    """Return a text without its mark, and the line and column where that stood."""
    before, _, after = marked.partition("§")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize(
    ("marked", "reason", "update"),
    [(*case, False) for case in QUERIES] + [(*case, True) for case in UPDATES],
)
def test_an_error_names_the_piece_that_cannot_be_read(
    marked: str, reason: str, update: bool
) -> None:
    text, line, column = unmarked(marked)
    said = refused(text, update)
    assert (said.line, said.column) == (line, column)
    assert said.reason.startswith(reason)


def test_what_could_stand_there_is_said_where_it_is_little() -> None:
    assert refused("SELECT * WHERE ?s ?p ?o").reason == f'{MISPLACED}; "{{" could'
    assert refused("SELECT * {} ORDER ?s").reason.endswith("; BY, among others, could stand here")
    assert refused("SELECT * { ?s ?p").reason == MISSING


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="SELECT *{}()?sp:o.'\"<>#\n\\é^@", max_size=40))
def test_every_error_names_a_place_in_the_text(noise: str) -> None:
    text = f"SELECT * {{ {noise}"
    try:
        Store().query(text)
    except SyntaxError as refusal:
        said = located(InvalidQuery(str(refusal)), text)
        assert isinstance(said, QuerySyntax)
        lines = text.split("\n")
        assert 1 <= said.line <= len(lines)
        assert 1 <= said.column <= len(lines[said.line - 1]) + 1
        assert "unreported" not in said.reason
        assert "not found" not in said.reason
