"""Writing: whole, lasting, seen at once, and never into a graph of the release."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nosograph.domain.identifiers import GRAPH
from nosograph.domain.sparql import SparqlRequest
from nosograph.domain.writing import GraphChange, GraphDocument, GraphEdit, UpdateRequest
from nosograph.errors import (
    InvalidDocument,
    InvalidInput,
    InvalidQuery,
    InvalidRelease,
    ProtectedGraph,
    QuerySyntax,
    QueryTimeout,
    UnknownGraph,
)
from nosograph.knowledge import writable_graphs
from nosograph.knowledge.admission import Share
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.knowledge.sparql_process import Bounds
from nosograph.knowledge.writable import Writable
from nosograph.knowledge.writable_graphs import WritableGraphs
from nosograph.knowledge.writable_snapshots import Snapshot, Snapshots

SERVICE = Path(__file__).resolve().parents[2] / "service"
SOURCE = f"{GRAPH}hpo"
BASE = "http://example.org/"
MINE = f"{BASE}mine"
NODE = ox.NamedNode(f"{BASE}a")
STATEMENTS = frozenset(
    ox.Quad(NODE, NODE, ox.Literal(str(n)), ox.NamedNode(SOURCE)) for n in range(3)
)
ENDLESS = (
    "INSERT DATA { <a> <b> 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 } ; INSERT { <a> <b> ?n } WHERE { "
    + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(14))
    + " BIND(RAND() AS ?n) }"
)


def made_store(path: Path) -> Path:
    store = ox.Store(str(path))
    store.extend(STATEMENTS)
    store.flush()
    return path


@pytest.fixture(scope="session")
def release_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_store(tmp_path_factory.mktemp("release") / "store")


@pytest.fixture
def writable(tmp_path: Path, release_store: Path) -> Iterator[Writable]:
    made = open_writable(tmp_path, release_store)
    yield made
    made.close()


def open_writable(home: Path, store: Path, release: str = "r1", seconds: float = 20) -> Writable:
    return Writable(home, release, store, seconds=seconds, memory_bytes=256 * 2**20)


def update(writable: Writable | WritableGraphs, text: str) -> None:
    writable.update(UpdateRequest(text, BASE))


def put(writable: Writable, graph: str | None, turtle: str) -> bool:
    documents = (GraphDocument(turtle.encode(), "text/turtle"),)
    return writable.change(GraphChange(GraphEdit.PUT, graph, BASE, documents))


def content(writable: Writable) -> frozenset[ox.Quad]:
    return frozenset(ox.Store.read_only(str(writable.place())))


def written(writable: Writable) -> set[str]:
    return set(map(text_of, content(writable) - STATEMENTS))


def text_of(quad: ox.Quad) -> str:
    return quad.object.value if isinstance(quad.object, ox.Literal) else str(quad.object)


def test_nothing_is_made_before_something_is_written(writable: Writable, tmp_path: Path) -> None:
    assert content(writable) == STATEMENTS
    assert writable.revision() == 0
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_is_seen_beside_the_release_at_once(writable: Writable) -> None:
    update(writable, "INSERT DATA { <a> <b> 'x' . GRAPH <mine> { <a> <b> 'y' } }")
    assert written(writable) == {"x", "y"}
    assert content(writable) > STATEMENTS
    assert writable.revision() == 1


def test_a_later_write_goes_on_from_an_earlier_one(writable: Writable) -> None:
    update(writable, "INSERT DATA { GRAPH <mine> { <a> <b> 'x', 'y' } }")
    update(writable, "DELETE WHERE { GRAPH <mine> { ?s ?p 'x' } }")
    assert written(writable) == {"y"}


def test_a_write_that_changes_nothing_makes_no_new_state(writable: Writable) -> None:
    update(writable, "INSERT DATA { <a> <b> 'x' }")
    update(writable, "INSERT DATA { <a> <b> 'x' }")
    assert writable.revision() == 1


def test_an_empty_graph_is_kept_and_dropped(writable: Writable) -> None:
    assert put(writable, MINE, "")
    assert not put(writable, MINE, "")
    assert ox.NamedNode(MINE) in ox.Store.read_only(str(writable.place())).named_graphs()
    update(writable, "DROP GRAPH <mine>")
    assert ox.NamedNode(MINE) not in ox.Store.read_only(str(writable.place())).named_graphs()


def test_a_graph_is_put_added_to_and_deleted(writable: Writable) -> None:
    assert put(writable, MINE, "<a> <b> 'x', 'y' .")
    assert not put(writable, MINE, "<a> <b> 'z' .")
    assert written(writable) == {"z"}
    added = (GraphDocument(b"<a> <b> 'w' .", "text/turtle"),) * 2
    writable.change(GraphChange(GraphEdit.POST, MINE, BASE, added))
    assert written(writable) == {"w", "z"}
    writable.change(GraphChange(GraphEdit.DELETE, MINE, BASE))
    assert written(writable) == set()
    with pytest.raises(UnknownGraph):
        writable.change(GraphChange(GraphEdit.DELETE, MINE, BASE))


def test_blank_nodes_of_two_documents_are_not_one(writable: Writable) -> None:
    document = GraphDocument(b"_:x <b> 'x' .", "text/turtle")
    writable.change(GraphChange(GraphEdit.POST, MINE, BASE, (document, document)))
    assert len(content(writable) - STATEMENTS) == 2


def test_an_update_that_fails_half_way_changes_nothing(writable: Writable) -> None:
    update(writable, "INSERT DATA { <a> <b> 'x' }")
    with pytest.raises(InvalidQuery, match="does not exist"):
        update(writable, "INSERT DATA { <a> <b> 'y' } ; DROP GRAPH <none>")
    update(writable, "INSERT DATA { <a> <b> 'z' }")
    assert written(writable) == {"x", "z"}


def test_what_cannot_be_read_says_where_and_not_what(writable: Writable) -> None:
    with pytest.raises(QuerySyntax) as refused:
        update(writable, "INSERT DATA {\n <a> secret }")
    assert refused.value.line == 2
    assert "secret" not in str(refused.value)
    with pytest.raises(InvalidDocument) as unread:
        put(writable, MINE, "<a> <b> secret .")
    assert str(unread.value) == "line 1, column 9 cannot be read"


HOSTILE = [
    "DROP ALL",
    "CLEAR ALL",
    "CLEAR NAMED",
    "DROP NAMED",
    f"DROP GRAPH <{SOURCE}>",
    f"DROP SILENT GRAPH <{SOURCE}>",
    f"CLEAR SILENT GRAPH <{SOURCE}>",
    f"CREATE SILENT GRAPH <{GRAPH}new>",
    f"COPY <mine> TO <{SOURCE}>",
    f"COPY SILENT DEFAULT TO <{SOURCE}>",
    f"MOVE <{SOURCE}> TO <mine>",
    f"MOVE SILENT GRAPH <{SOURCE}> TO DEFAULT",
    f"ADD <mine> TO <{SOURCE}>",
    f"INSERT DATA {{ GRAPH <{SOURCE}> {{ <a> <b> 'new' }} }}",
    f"DELETE DATA {{ GRAPH <{SOURCE}> {{ <{BASE}a> <{BASE}a> '1' }} }}",
    f"DELETE WHERE {{ GRAPH <{SOURCE}> {{ ?s ?p ?o }} }}",
    "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
    "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    f"WITH <{SOURCE}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    f"WITH <{SOURCE}> INSERT {{ <a> <b> 'new' }} WHERE {{}}",
    f"INSERT {{ GRAPH ?g {{ <a> <b> 'new' }} }} WHERE {{ BIND(IRI('{SOURCE}') AS ?g) }}",
    f"INSERT {{ GRAPH ?g {{ <a> <b> 'new' }} }} WHERE {{ VALUES ?g {{ <{SOURCE}> }} }}",  # noqa: S608
    f"BASE <{GRAPH}> INSERT DATA {{ GRAPH <hpo> {{ <a> <b> 'new' }} }}",
    f"PREFIX g: <{GRAPH}> INSERT DATA {{ GRAPH g:hpo {{ <a> <b> 'new' }} }}",
    f"PREFIX WITH: <{GRAPH}> INSERT DATA {{ GRAPH WITH:hpo {{ <a> <b> 'new' }} }}",
    f"INSERT DATA {{ GRAPH <{GRAPH}hp\\u006F> {{ <a> <b> 'new' }} }}",
    f"INSERT DATA {{GRAPH<{SOURCE}>{{<a><b>'new'}}}}",
    f"INSERT DATA {{ GRAPH # >\n <{SOURCE}> {{ <a> <b> 'new' }} }}",
]


@pytest.fixture
def graphs(tmp_path: Path, release_store: Path) -> Iterator[WritableGraphs]:
    made = WritableGraphs(Snapshots(tmp_path, 60), "r1", release_store)
    yield made
    made.close()


def require_untouched(home: Path) -> None:
    snapshots = Snapshots(home, 60)
    published = snapshots.current()
    if published:
        store = ox.Store.read_only(str(snapshots.path(published)))
        protected = {graph.value for graph in store.named_graphs() if GRAPH in graph.value}
        assert protected == {SOURCE}
        found = store.quads_for_pattern(None, None, None, ox.NamedNode(SOURCE))
        assert frozenset(found) == STATEMENTS


@pytest.mark.parametrize("text", HOSTILE)
def test_no_update_reaches_a_graph_of_the_release_even_unread(
    text: str, graphs: WritableGraphs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writable_graphs, "prepared", lambda request: request.text)
    update(graphs, "INSERT DATA { GRAPH <mine> { <a> <b> 'x' } }")
    with suppress(InvalidInput):
        update(graphs, text)
    require_untouched(tmp_path)


@pytest.mark.parametrize("text", [text for text in HOSTILE if "'new'" in text])
def test_whoever_would_write_into_a_graph_of_the_release_is_told(
    text: str, graphs: WritableGraphs
) -> None:
    with pytest.raises(ProtectedGraph):
        update(graphs, text)


def test_no_graph_of_the_release_is_edited(writable: Writable) -> None:
    for edit in GraphEdit:
        with pytest.raises(ProtectedGraph):
            writable.change(GraphChange(edit, SOURCE, BASE))


GRAPHS = st.sampled_from(["<mine>", f"<{SOURCE}>", f"<{GRAPH}new>", "<other>"])
TARGETS = st.one_of(GRAPHS.map("GRAPH {}".format), st.sampled_from(["DEFAULT", "NAMED", "ALL"]))
PLACES = st.one_of(GRAPHS, st.just("DEFAULT"))
BLOCKS = st.one_of(
    st.builds("GRAPH {} {{ ?s ?p ?o }}".format, st.one_of(GRAPHS, st.just("?g"))),
    st.just("?s ?p ?o"),
)
TAKEN = "BIND(IRI(CONCAT('https://w3id.org/nosograph/graph/', 'hpo')) AS ?g)"
PATTERNS = st.one_of(
    BLOCKS, st.just(f"?s ?p ?o {TAKEN}"), st.just(f"GRAPH ?h {{ ?s ?p ?o }} {TAKEN}")
)
SILENT = st.sampled_from(["", "SILENT "])
OPERATIONS = st.one_of(
    st.builds("{} {}{}".format, st.sampled_from(["DROP", "CLEAR"]), SILENT, TARGETS),
    st.builds("CREATE {}GRAPH {}".format, SILENT, GRAPHS),
    st.builds(
        "{} {}{} TO {}".format, st.sampled_from(["ADD", "COPY", "MOVE"]), SILENT, PLACES, PLACES
    ),
    st.builds("INSERT DATA {{ GRAPH {} {{ <a> <b> 'new' }} }}".format, GRAPHS),
    st.builds("DELETE {{ {} }} WHERE {{ {} }}".format, BLOCKS, PATTERNS),
    st.builds("INSERT {{ {} }} WHERE {{ {} }}".format, BLOCKS, PATTERNS),
    st.builds("WITH {} INSERT {{ {} }} WHERE {{ {} }}".format, GRAPHS, BLOCKS, PATTERNS),
    st.builds("DELETE WHERE {{ {} }}".format, BLOCKS),
)


FIRST = "INSERT DATA { GRAPH <mine> { <a> <b> 'x' } <a> <b> 'y' }"


@pytest.fixture(scope="session")
def fuzzed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzzed")


@pytest.fixture(scope="session")
def fuzzed(fuzzed_home: Path, release_store: Path) -> Iterator[WritableGraphs]:
    made = WritableGraphs(Snapshots(fuzzed_home, 0), "r1", release_store)
    yield made
    made.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(operations=st.lists(OPERATIONS, min_size=1, max_size=4))
def test_no_mix_of_operations_reaches_a_graph_of_the_release(
    operations: list[str], fuzzed: WritableGraphs, fuzzed_home: Path
) -> None:
    unread = patch.object(writable_graphs, "prepared", lambda request: request.text)
    with unread, suppress(InvalidInput):
        update(fuzzed, " ; ".join([FIRST, *operations]))
    require_untouched(fuzzed_home)


def test_nothing_is_fetched(writable: Writable) -> None:
    with pytest.raises(InvalidQuery, match="LOAD is refused: NOSOGRAPH_FEDERATION_HOSTS lists"):
        update(writable, "LOAD <http://127.0.0.1:1/x>")
    with pytest.raises(InvalidQuery, match="SERVICE is refused"):
        update(writable, "INSERT { <a> <b> ?o } WHERE { SERVICE <http://h/> { ?s ?p ?o } }")
    update(writable, "LOAD SILENT <file:///etc/hostname>")
    assert written(writable) == set()


def test_without_isolation_the_words_that_fetch_are_refused(
    tmp_path: Path, release_store: Path
) -> None:
    graphs = WritableGraphs(Snapshots(tmp_path, 60), "r1", release_store, isolated=False)
    with pytest.raises(InvalidQuery, match="cannot shut LOAD out"):
        update(graphs, r"LO\u0041D <http://127.0.0.1:1/x>")


def test_processes_and_threads_take_turns(tmp_path: Path, release_store: Path) -> None:
    writers = [open_writable(tmp_path, release_store) for _ in range(2)]

    def write(n: int) -> None:
        update(writers[n % 2], f"INSERT DATA {{ <a> <b> 'w{n}' }}")
        assert f"w{n}" in written(writers[(n + 1) % 2])

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(12)))
    assert written(writers[0]) == {f"w{n}" for n in range(12)}
    assert writers[1].revision() == 12
    for writer in writers:
        writer.close()


def test_a_query_process_sees_what_was_just_written(writable: Writable) -> None:
    pool = SparqlPool(writable.place, workers=1, bounds=Bounds(256 * 2**20), share=Share(10))
    media_type = "text/csv"
    for n in range(3):
        update(writable, f"INSERT DATA {{ GRAPH <mine> {{ <a> <b> 'w{n}' }} }}")
        asked = SparqlRequest(f"ASK {{ ?s ?p 'w{n}' }}", "application/sparql-results+json")
        assert b"true" in pool.query(asked).read()
    named = SparqlRequest("SELECT * { ?s ?p ?o }", media_type, default_graphs=(MINE,))
    assert pool.query(named).read().count(b"\n") == 4
    pool.close()


def test_an_endless_update_is_stopped_and_the_next_is_done(
    tmp_path: Path, release_store: Path
) -> None:
    writable = open_writable(tmp_path, release_store, seconds=2)
    with pytest.raises(QueryTimeout):
        update(writable, ENDLESS)
    writable._seconds = 20
    update(writable, "INSERT DATA { <a> <b> 'x' }")
    assert written(writable) == {"x"}
    writable.close()


def test_what_was_written_moves_to_a_new_release(tmp_path: Path, release_store: Path) -> None:
    old = open_writable(tmp_path, release_store)
    update(old, "INSERT DATA { <a> <b> 'x' . GRAPH <mine> { <a> <b> 'y' } }")
    old.close()
    store = ox.Store(str(tmp_path / "newer"))
    newer = ox.Quad(NODE, NODE, ox.Literal("newer"), ox.NamedNode(f"{GRAPH}hpoa"))
    store.add(newer)
    store.flush()
    del store
    new = open_writable(tmp_path, tmp_path / "newer", release="r2")
    new.adopt()
    assert written(new) == {"x", "y", "newer"}
    assert content(new).isdisjoint(STATEMENTS)
    update(new, "INSERT DATA { <a> <b> 'z' }")
    assert written(new) == {"x", "y", "z", "newer"}
    new.close()


def test_replaced_states_go_when_no_query_can_read_them(
    tmp_path: Path, release_store: Path
) -> None:
    graphs = WritableGraphs(Snapshots(tmp_path, seconds=0), "r1", release_store)
    for n in range(4):
        update(graphs, f"INSERT DATA {{ <a> <b> 'w{n}' }}")
    kept = {path.name for path in (tmp_path / "written" / "snapshots").iterdir()}
    assert kept <= {"3", "4"}


def test_what_a_process_left_unpublished_is_no_hindrance(
    writable: Writable, tmp_path: Path
) -> None:
    update(writable, "INSERT DATA { <a> <b> 'x' }")
    (tmp_path / "written" / "snapshots" / "2").mkdir()
    update(writable, "INSERT DATA { <a> <b> 'y' }")
    assert written(writable) == {"x", "y"}


def test_a_home_without_links_is_copied_to(
    tmp_path: Path, release_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*paths: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    graphs = WritableGraphs(Snapshots(tmp_path, 60), "r1", release_store)
    update(graphs, "INSERT DATA { <a> <b> 'x' }")
    require_untouched(tmp_path)
    graphs.close()


def test_a_broken_pointer_is_said(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, 60)
    with snapshots.alone():
        (tmp_path / "written" / "current").write_text("{}")
    with pytest.raises(InvalidRelease, match="cannot be read"):
        snapshots.current()
    assert Snapshot(1, "r") == Snapshot(1, "r")


WRITES_UNTIL_KILLED = """
import sys
from pathlib import Path
from nosograph.domain.writing import UpdateRequest
from nosograph.knowledge.writable import Writable
home, store, first = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
writable = Writable(home, "r1", store, seconds=20, memory_bytes=256 * 2**20)
for n in range(first, first + 1000):
    pair = f"<a> <b> 'w{n}' . GRAPH <mine> {{ <a> <b> 'w{n}' }}"
    writable.update(UpdateRequest(f"INSERT DATA {{ {pair} }}", "http://example.org/"))
    print(n, writable._process.pid, flush=True)
"""


def test_what_was_acknowledged_outlasts_a_killed_process(
    tmp_path: Path, release_store: Path
) -> None:
    first = 0
    for kill_after in (3, 1, 5, 2):
        first = write_until_killed(tmp_path, release_store, first, kill_after)
        writable = open_writable(tmp_path, release_store)
        found = content(writable) - STATEMENTS
        numbers = [int(text_of(quad).removeprefix("w")) for quad in found]
        assert set(numbers) >= set(range(first))
        assert all(numbers.count(number) == 2 for number in numbers)
        first = max(numbers) + 1
        writable.close()


def write_until_killed(home: Path, store: Path, first: int, acknowledged: int) -> int:
    """Kill a process that writes, and the one that writes for it; return how far it had come."""
    command = [sys.executable, "-c", WRITES_UNTIL_KILLED, str(home), str(store), str(first)]
    environ = {**os.environ, "PYTHONPATH": str(SERVICE)}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(acknowledged):
            number, writer = map(int, process.stdout.readline().split())
        os.kill(writer, signal.SIGKILL)
        process.kill()
        late = [int(line.split()[0]) for line in process.stdout if line.strip()]
    return max([number, *late]) + 1
