"""Graphs of a data set that are documents of elsewhere: fetched for one query, and then gone."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.knowledge.elsewhere import BOMB, TURTLE, Documents, elsewhere, outside

from nosograph.domain.identifiers import GRAPH
from nosograph.domain.sparql import SparqlRequest
from nosograph.errors import InvalidQuery, NosographError, Overloaded, QueryStopped
from nosograph.knowledge import fetched_graphs
from nosograph.knowledge.admission import Share
from nosograph.knowledge.outside import Outside, is_public
from nosograph.knowledge.rdf_document import Document
from nosograph.knowledge.scratch_folder import make_folder, sweep
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.knowledge.sparql_process import Bounds

JSON = "application/sparql-results+json"
OURS, EMPTY = "http://mine/g", "http://mine/empty"
SELECT = "SELECT"
COUNT = f"{SELECT} (COUNT(*) AS ?n)"
ALL = "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
# Three to the thirtieth power solutions.
ENDLESS = "{" + "".join(f"?s{n} ?p{n} ?o{n} . " for n in range(30)) + "}"
LARGE = b"".join(b"<http://e/%d> <http://e/p> 1 ." % number for number in range(2_000))
#: What a server does at each path.
BEHAVIOURS: dict[str, dict[str, Any]] = {
    "/status": {"status": 404},
    "/redirect": {"status": 302, "headers_sent": {"Location": "/doc"}},
    "/html": {"media_type": "text/html"},
    "/broken": {"body": b"<a> <b> ."},
    "/graphs": {"media_type": "application/trig", "body": b"<g> { <a> <b> <c> }"},
    "/large": {"body": LARGE},
    **{f"/blank?{number}": {"body": b"_:b <http://e/p> 1 ."} for number in (1, 2)},
    "/cut": {"headers_sent": {"Content-Length": "500"}},
    "/slow": {"drip": 0.2},
    "/bomb": {"media_type": "application/rdf+xml", "body": BOMB},
}


@dataclass(frozen=True)
class World:
    """Another server, what it was asked, and an endpoint that may ask it."""

    port: int
    seen: list[str]
    home: Path
    pool: SparqlPool

    def at(self, path: str) -> str:
        return f"http://elsewhere.example:{self.port}/{path}"

    def rows(self, query: str, **given: Any) -> list[dict[str, str]]:
        answer = self.pool.query(SparqlRequest(query, JSON, **given))
        rows = json.loads(answer.read())["results"]["bindings"]
        return [{name: value["value"] for name, value in row.items()} for row in rows]

    def count(self, query: str, **given: Any) -> int:
        return int(self.rows(query, **given)[0]["n"])

    def left_behind(self) -> list[Path]:
        return list((self.home / "fetched").glob("*"))


@contextmanager
def endpoint(home: Path, allowed: Outside, folder: Path | None) -> Iterator[SparqlPool]:
    bounds, share = Bounds(256 * 2**20), Share(20)
    made = SparqlPool(lambda: home / "store", 1, bounds, share, outside=allowed, folder=folder)
    with closing(made):
        yield made


class ByPath(Documents):
    """A server that behaves as the path says."""

    def do_GET(self) -> None:  # noqa: N802
        for name, value in BEHAVIOURS.get(self.path, {}).items():
            setattr(self, name, value)
        super().do_GET()


@pytest.fixture(scope="module")
def documents() -> dict[str, bytes]:
    return {"/doc": TURTLE, "/other": b"<http://e/a> <http://e/q> <http://e/b> .", "/none": b""}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, documents: dict[str, bytes]) -> Iterator[World]:
    home = tmp_path_factory.mktemp("home")
    with elsewhere(ByPath, bodies=documents) as (port, seen):
        make_store(home / "store", f"http://elsewhere.example:{port}/kept")
        with endpoint(home, outside(port, most_bytes=50_000), home / "fetched") as pool:
            yield World(port, seen, home, pool)


@pytest.fixture(autouse=True)
def _forget(request: pytest.FixtureRequest) -> None:
    if "world" in request.fixturenames:
        request.getfixturevalue("world").seen.clear()


def make_store(place: Path, kept: str) -> None:
    """Make a store with two statements in one graph, one in another, and an empty graph."""
    store = ox.Store(str(place))
    for name, graph in (("a", OURS), ("b", OURS), ("kept", kept)):
        subject, says = ox.NamedNode(f"http://e/{name}"), ox.NamedNode("http://e/p")
        store.add(ox.Quad(subject, says, ox.NamedNode("http://e/a"), ox.NamedNode(graph)))
    store.add_graph(ox.NamedNode(EMPTY))
    store.flush()


def test_each_way_to_name_a_graph_fetches_the_document(world: World) -> None:
    doc, host = world.at("doc"), world.at("")
    named = "{ GRAPH ?g { ?s ?p ?o } }"
    assert world.count(f"{COUNT} FROM <{doc}> {{ ?s ?p ?o }}") == 3
    assert world.count(f"{COUNT} FROM NAMED <{doc}> {named}") == 3
    assert world.count(f"{COUNT} {{ ?s ?p ?o }}", default_graphs=(doc,)) == 3
    assert world.count(f"{COUNT} {named}", named_graphs=(doc,)) == 3
    assert world.count(f"PREFIX e: <{host}> {COUNT} FROM e:doc {{ ?s ?p ?o }}") == 3
    assert world.count(f"{COUNT} FROM <doc> {{ ?s ?p ?o }}", base=f"{host}sparql") == 3
    assert world.seen == ["/doc"] * 6


def test_relative_names_in_a_document_are_resolved_against_its_address(world: World) -> None:
    (row,) = world.rows(f"{SELECT} ?s FROM <{world.at('doc')}> {{ ?s ?p 'x\"y'@de }}")
    assert row["s"] == f"{world.at('doc')}#a"


def test_a_document_stands_beside_graphs_of_the_store(world: World) -> None:
    query = f"{SELECT} ?s FROM <{world.at('other')}> FROM <{OURS}> {{ ?s ?p ?o . ?o ?q ?r }}"
    assert Counter(row["s"] for row in world.rows(query)) == Counter(
        ["http://e/a"] * 3 + ["http://e/b"] * 2
    )
    assert world.left_behind() == []


def test_it_is_visible_to_its_query_alone(world: World) -> None:
    doc = world.at("doc")
    for beside in ("", f"FROM <{OURS}>"):
        assert world.count(f"{COUNT} FROM <{doc}> {beside} {{ ?s ?p ?o }}") >= 3
        assert world.count(f"{COUNT} {{ GRAPH <{doc}> {{ ?s ?p ?o }} }}") == 0
        assert world.count(f"{COUNT} {ALL}", union=False) == 3
        assert world.count(f"{COUNT} {ALL}", default_graphs=(OURS,)) == 2
    assert world.seen == ["/doc", "/doc"]


def test_an_answer_over_documents_is_not_to_be_kept(world: World) -> None:
    query = f"ASK FROM <{world.at('doc')}> {{}}"
    assert world.pool.query(SparqlRequest(query, JSON)).headers["Cache-Control"] == "no-store"
    assert "Cache-Control" not in world.pool.query(SparqlRequest("ASK {}", JSON)).headers


def test_a_graph_that_the_store_has_is_never_fetched(world: World) -> None:
    assert world.count(f"{COUNT} FROM <{world.at('kept')}> {{ ?s ?p ?o }}") == 1
    assert world.count(f"{COUNT} FROM <{EMPTY}> {{ ?s ?p ?o }}") == 0
    assert world.seen == []


def test_what_the_protocol_overrides_is_not_fetched(world: World) -> None:
    query = f"{COUNT} FROM <{world.at('doc')}> FROM <http://nowhere.example/> {{ ?s ?p ?o }}"
    assert world.count(query, default_graphs=(OURS,)) == 2
    assert world.seen == []


def test_a_document_that_says_nothing_is_an_empty_graph(world: World) -> None:
    query = f"{SELECT} ?g FROM NAMED <{world.at('none')}> {{ GRAPH ?g {{}} }}"
    assert [row["g"] for row in world.rows(query)] == [world.at("none")]


@pytest.mark.parametrize(
    ("path", "error", "why"),
    [
        ("status", Overloaded, "status 404"),
        ("redirect", Overloaded, "status 302"),
        ("html", InvalidQuery, "text/html, which is no RDF"),
        ("broken", InvalidQuery, "cannot be parsed: Parser error at line 1"),
        ("graphs", InvalidQuery, "Named graphs are not allowed"),
        ("large", InvalidQuery, "more than can be joined"),
        ("bomb", Overloaded, "memory limit"),
        ("cut", Overloaded, "broke off|did not answer"),
        ("slow", Overloaded, "stopped|did not answer"),
    ],
)
@pytest.mark.parametrize("beside", ["", f"FROM <{OURS}>"], ids=["alone", "beside"])
def test_what_cannot_be_read_whole_is_no_graph(
    world: World, path: str, error: type[NosographError], why: str, beside: str
) -> None:
    query = f"{COUNT} FROM <{world.at(path)}> {beside} {{ ?s ?p ?o }}"
    with pytest.raises(error, match=why):
        world.count(query, timeout=1 if path == "slow" else None)
    assert world.seen == [f"/{path}"]
    assert world.left_behind() == []
    assert world.count(f"{COUNT} {ALL}", union=False) == 3


@pytest.mark.parametrize(
    "graph",
    [
        "http://other.example/doc",
        "http://elsewhere.example/doc",
        "http://u@elsewhere.example:PORT/doc",
        "file:///etc/hostname",
        "urn:x:y",
        f"{GRAPH}unknown",
        "no IRI",
        "http://elsewhere.example:PORT/a b",
    ],
)
def test_only_listed_hosts_are_asked(world: World, graph: str) -> None:
    graph = graph.replace("PORT", str(world.port))
    for given_ in ({"default_graphs": (graph,)}, {"named_graphs": (world.at("doc"), graph)}):
        with pytest.raises(InvalidQuery, match="unknown graph: "):
            world.count(f"{COUNT} {{ ?s ?p ?o }}", **given_)
    assert world.seen == []


def test_our_own_names_are_not_fetched_wherever_they_lead(tmp_path: Path) -> None:
    make_store(tmp_path / "store", OURS)
    allowed = Outside(("w3id.org",), resolve=lambda *_: pytest.fail("looked up"))
    with endpoint(tmp_path, allowed, None) as pool:
        query = f"ASK FROM <{GRAPH}unknown> {{}}"
        with pytest.raises(InvalidQuery, match="service's own are not fetched"):
            pool.query(SparqlRequest(query, JSON))


def test_by_default_it_is_refused_and_said_how_to_allow_it(world: World, tmp_path: Path) -> None:
    make_store(tmp_path / "store", OURS)
    queries = f"ASK FROM <{world.at('doc')}> {{}}", f"ASK FROM NAMED <{world.at('doc')}> {{}}"
    with endpoint(tmp_path, Outside(()), tmp_path / "fetched") as pool:
        for query in queries:
            with pytest.raises(InvalidQuery, match="NOSOGRAPH_FEDERATION_HOSTS"):
                pool.query(SparqlRequest(query, JSON))
        for request in (
            SparqlRequest("ASK {}", JSON, default_graphs=(world.at("doc"),)),
            SparqlRequest("ASK {}", JSON, named_graphs=(world.at("doc"),)),
        ):
            with pytest.raises(InvalidQuery, match="NOSOGRAPH_FEDERATION_HOSTS"):
                pool.query(request)
        assert not (tmp_path / "fetched").exists()
    assert world.seen == []


def test_only_public_addresses_are_asked(world: World, tmp_path: Path) -> None:
    make_store(tmp_path / "store", OURS)
    query = f"ASK FROM <{world.at('doc')}> {{}}"
    with (
        endpoint(tmp_path, outside(world.port, allows=is_public), None) as pool,
        pytest.raises(InvalidQuery, match="not a public one"),
    ):
        pool.query(SparqlRequest(query, JSON))
    assert world.seen == []


@pytest.mark.parametrize("folder", [None, "a file/fetched"])
def test_a_document_stands_beside_a_store_only_where_a_folder_can_be_made(
    world: World, tmp_path: Path, folder: str | None
) -> None:
    make_store(tmp_path / "store", OURS)
    (tmp_path / "a file").touch()
    query = f"ASK FROM <{world.at('doc')}> {{}}"
    with endpoint(tmp_path, outside(world.port), tmp_path / folder if folder else None) as pool:
        assert b"true" in pool.query(SparqlRequest(query, JSON)).read()
        with pytest.raises(InvalidQuery, match="cannot stand beside"):
            pool.query(SparqlRequest(query.replace("FROM", f"FROM <{OURS}> FROM"), JSON))
        assert b"true" in pool.query(SparqlRequest("ASK {}", JSON)).read()


@pytest.mark.parametrize("query", ["SELECT * FROM <DOC> {", "SELECT * FROM DOC {}", "ASK FROM {}"])
def test_of_a_query_that_is_none_that_is_said_and_nobody_is_asked(world: World, query: str) -> None:
    with pytest.raises(InvalidQuery, match="error at"):
        world.rows(query.replace("DOC", world.at("doc")))
    assert world.seen == []


def test_too_many_documents_are_refused(world: World) -> None:
    graphs = tuple(world.at(f"doc?{number}") for number in range(9))
    with pytest.raises(InvalidQuery, match="at most 8 documents"):
        world.count(f"{COUNT} {{ ?s ?p ?o }}", default_graphs=graphs)
    assert world.seen == []


def test_too_many_statements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetched_graphs, "MOST_STATEMENTS", 2)
    document = Document(TURTLE, "text/turtle")
    with pytest.raises(InvalidQuery, match="2 statements in one query at most"):
        fetched_graphs.store_in_memory({"http://e/doc": document})


def test_blank_nodes_of_two_documents_are_not_one(world: World) -> None:
    graphs = world.at("blank?1"), world.at("blank?2")
    assert world.count(f"{COUNT} {{ ?s ?p ?o }}", default_graphs=graphs) == 2


@pytest.mark.parametrize("beside", ["", f"FROM <{OURS}>"], ids=["alone", "beside"])
def test_a_query_that_is_stopped_leaves_nothing_behind(world: World, beside: str) -> None:
    query, name = f"{COUNT} FROM <{world.at('doc')}> {beside} {ENDLESS}", "a-chosen-name-of-it"
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(world.count, query, id=name)
        wait_until(lambda: world.seen and (world.left_behind() or not beside))
        world.pool.stop(name)
        with pytest.raises(QueryStopped):
            asked.result()
    wait_until(lambda: not world.left_behind())
    assert world.count(f"{COUNT} {ALL}", union=False) == 3


def wait_until(condition: Callable[[], object], seconds: float = 15) -> None:
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline
        sleep(0.01)


def test_what_a_dead_process_left_is_removed_and_what_is_in_use_is_not(tmp_path: Path) -> None:
    path, descriptor = make_folder(tmp_path, "query-")
    sweep(tmp_path, "query-")
    assert path.is_dir()
    os.close(descriptor)
    sweep(tmp_path, "query-")
    assert list(tmp_path.iterdir()) == []


def test_where_links_cannot_be_made_nothing_is_copied(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    beside = fetched_graphs.store_beside(str(world.home / "store"), str(tmp_path), {})
    with pytest.raises(InvalidQuery, match="takes no links"):
        beside.__enter__()
    assert list(tmp_path.iterdir()) == []


TERMS = [f"<http://e/{name}>" for name in "abpq"] + ['"x"', '"x"@en', "1", "1.0"]
STATEMENT = st.tuples(
    st.sampled_from(TERMS[:4]), st.sampled_from(TERMS[2:4]), st.sampled_from(TERMS)
).map(lambda parts: " ".join(parts) + " .")
DOCUMENT = st.lists(STATEMENT, max_size=5).map("\n".join)
PATTERNS = st.sampled_from(
    [
        ALL,
        "{ ?s ?p ?o }",
        "{ ?s ?p ?o . ?o ?q ?r }",
        "{ ?s ?p ?o MINUS { GRAPH ?g { ?s ?p ?o } } }",
        "{ GRAPH ?g { ?s ?p ?o . ?t ?p ?o } }",
        "{ ?s <http://e/p>+ ?o OPTIONAL { GRAPH ?g { ?o ?q ?r } } }",
        "{ GRAPH ?g {} }",
    ]
)
ROLES = st.lists(
    st.tuples(st.booleans(), st.sampled_from(["doc", "other", OURS, EMPTY])), min_size=1, max_size=4
)


@settings(deadline=None, max_examples=60)
@given(st.tuples(DOCUMENT, DOCUMENT), PATTERNS, ROLES, st.booleans())
def test_an_answer_is_the_engines_over_the_same_graphs_in_memory(
    world: World,
    documents: dict[str, bytes],
    texts: tuple[str, str],
    pattern: str,
    roles: list[tuple[bool, str]],
    in_query: bool,
) -> None:
    documents["/doc"], documents["/other"] = (text.encode() for text in texts)
    memory = ox.Store()
    memory.extend(ox.Store.read_only(str(world.home / "store")))
    memory.add_graph(ox.NamedNode(EMPTY))
    for name in ("doc", "other"):
        graph = ox.NamedNode(world.at(name))
        memory.add_graph(graph)
        memory.load(documents[f"/{name}"], format=ox.RdfFormat.TURTLE, to_graph=graph)
    graphs = [(named, name if ":" in name else world.at(name)) for named, name in roles]
    if not in_query:
        # A default graph that the protocol names twice is read once; the engine reads it twice.
        graphs = list(dict.fromkeys(graphs))
    clauses = "".join(f" FROM {'NAMED ' * named}<{graph}>" for named, graph in graphs)
    query = f"SELECT *{clauses} {pattern}"
    expected = memory.query(query)
    assert isinstance(expected, ox.QuerySolutions)
    names = [variable.value for variable in expected.variables]
    given_: dict[str, Any] = {}
    if not in_query:
        query = f"SELECT * {pattern}"
        given_["default_graphs"] = tuple(graph for named, graph in graphs if not named)
        given_["named_graphs"] = tuple(graph for named, graph in graphs if named)
    found = world.rows(query, **given_)
    assert Counter(frozenset(row.items()) for row in found) == Counter(
        frozenset((name, row[name].value) for name in names if row[name]) for row in expected
    )
