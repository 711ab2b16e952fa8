"""The data set that is read from a query's text is the one that the engine reads."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nosograph.domain.data_set import dataset_graphs
from nosograph.errors import InvalidQuery

BASE = "http://x/sparql"
GRAPHS = tuple(f"http://{host}/{name}" for host in "xy" for name in ("a", "a.ttl", "b-é", "%61"))


@pytest.mark.parametrize(
    ("query", "graphs"),
    [
        ("SELECT * { ?s ?p 'from' }", ()),
        ("SELECT * FROM <http://x/a> { ?s ?p ?o }", ("http://x/a",)),
        ("SELECT*FROM<http://x/a>{}", ("http://x/a",)),
        ("ASKFROM<http://x/a>{}", ("http://x/a",)),
        ("SELECT * FROM NAMED<http://x/a>FROM<http://x/b> {}", ("http://x/a", "http://x/b")),
        ("SELECT * FROMNAMED<http://x/a> {}", ("http://x/a",)),
        ("SELECT * FROM # c\n <http://x/a> {}", ("http://x/a",)),
        (r"SELECT * FROM <http://x/\u0061> {}", ("http://x/a",)),
        ("PREFIX : <http://x/> SELECT * FROM :a {}", ("http://x/a",)),
        (r"PREFIX a.b: <http://x/> SELECT * FROM a.b:c.d\/e {}", ("http://x/c.d/e",)),
        ('VERSION "1.2" PREFIX x:<http://x/>SELECT*FROM x:a{}', ("http://x/a",)),
        ("PREFIX named: <http://x/> SELECT * FROM named:a {}", ("http://x/a",)),
        ("PREFIX : <http://x/> SELECT * FROM named:a {}", ("http://x/a",)),
        (
            "BASE <http://x/> PREFIX y: <z/> SELECT * FROM <a> FROM y:b {}",
            ("http://x/a", "http://x/z/b"),
        ),
        ("CONSTRUCT { ?s ?p 'FROM <a>' } FROM <http://x/a> WHERE {}", ("http://x/a",)),
        ("PREFIX from: <http://x/> DESCRIBE from:b FROM <http://x/a>", ("http://x/a",)),
        ("PREFIX from: <http://x/> SELECT (from:f(1) AS ?x) FROM <http://x/a> {}", ("http://x/a",)),
        ("SELECT * FROM <a> { ?s ?p ?o }", ("http://x/a",)),
        ("SELECT ?from { ?from ?p 'x'@from , <a> }", ()),
    ],
)
def test_the_graphs_of_a_query_are_told(query: str, graphs: tuple[str, ...]) -> None:
    assert dataset_graphs(query, BASE) == graphs


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX x: <http://x/> SELECT * FROMx:a {}",
        "PREFIX x: <http://x/> PREFIX fromx: <http://y/> SELECT * FROMx:a {}",
        "SELECT * FROM ?x {}",
        "SELECT * FROM x:a {}",
    ],
)
def test_what_cannot_be_read_with_certainty_is_refused(query: str) -> None:
    with pytest.raises(InvalidQuery, match=r"FROM"):
        dataset_graphs(query)


def everywhere() -> ox.Store:
    """Return a store whose graphs each say their own name."""
    store = ox.Store()
    for graph in GRAPHS:
        node = ox.NamedNode(graph)
        store.add(ox.Quad(node, ox.NamedNode("http://p"), node, node))
    return store


SPACES = st.sampled_from(["", " ", "\n", " # FROM <http://y/a>\n"])
NAMES = st.sampled_from(
    [
        *("<a>", "<http://y/a.ttl>", r"<\u0061>", "x:a", "x:a.ttl", "x:", "x:a.", "x:%61"),
        *("a.b:b-é", r"x:b\-é", ":a", "from:a", "fromx:a", "named:a", "NAMED:a", "namedx:a"),
    ]
)
CLAUSE = st.tuples(
    st.sampled_from(["FROM", "from", "FROM NAMED", "FROMNAMED", "From # c\nnamed"]), SPACES, NAMES
).map("".join)
DECLARATIONS = """\
PREFIX x: <http://x/>
prefix a.b:<http://y/>
PREFIX : </>
PREFIX from: <http://x/>
PREFIX named: <http://y/>
PREFIX fromx: <http://y/>
BASE <http://y/b/>
BASE <..>
PREFIX namedx: <http://y/> # PREFIX x: <http://y/>"""
PROLOGUE = st.lists(st.sampled_from(DECLARATIONS.splitlines()), max_size=6, unique=True).map(
    "\n".join
)
FORM = st.sampled_from(
    ["SELECT ?o", "SELECT ?o ", "SELECT DISTINCT ?o #\n", "SELECT (1 AS ?z) ?o "]
)


@settings(deadline=None, max_examples=300)
@given(PROLOGUE, FORM, st.lists(st.tuples(CLAUSE, SPACES).map("".join), min_size=1, max_size=3))
@example("PREFIX x: <http://x/>", "SELECT ?o ", ["FROM NAMEDx:a"])
def test_it_is_the_data_set_of_the_engine(prologue: str, form: str, clauses: list[str]) -> None:
    pattern = "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    query = f"{prologue}\n{form}{''.join(clauses)}{pattern}"
    try:
        answer = everywhere().query(query, base_iri=BASE)
    except SyntaxError:
        return
    assert isinstance(answer, ox.QuerySolutions)
    try:
        read = dataset_graphs(query, BASE)
    except InvalidQuery:
        return
    assert {row["o"].value for row in answer} == set(read) & set(GRAPHS)
