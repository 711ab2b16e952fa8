"""The tiny world behind every kind of store: embedded, and on real SPARQL servers."""

from __future__ import annotations

import http.client
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep

import pyoxigraph as ox
import pytest

from nosograph.knowledge.graph_store import GraphStore, query_endpoint
from nosograph.knowledge.release import Release, current_release
from nosograph.knowledge.store import EmbeddedStore, RemoteStore, Store

STARTED_WITHIN = 60.0
ELSEWHERE = "https://example.org/graph"
STATEMENTS = f"""
<https://example.org/a> <https://example.org/says> "plain" <{ELSEWHERE}> .
<https://example.org/a> <https://example.org/says> "deutsch: Krämpfe"@de <{ELSEWHERE}> .
<https://example.org/a> <https://example.org/says> "a \\"b\\" \\\\ \\n c" <{ELSEWHERE}> .
<https://example.org/a> <https://example.org/counts>
  "7"^^<http://www.w3.org/2001/XMLSchema#integer> <{ELSEWHERE}> .
<https://example.org/a> <https://example.org/knows> <https://example.org/b> <{ELSEWHERE}> .
""" + "".join(
    f'<https://example.org/item/{number}> <https://example.org/number> "{number:04}" '
    f"<{ELSEWHERE}> .\n"
    for number in range(3_000)
)
VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = .
NumberOfBuffers = 2000
MaxDirtyBuffers = 1200
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
"""
#: 512: the file is N-Quads, each statement goes to its own graph.
LOAD = "DB.DBA.TTLP_MT(file_to_string_output('{file}'), '', 'urn:none', 512); checkpoint;"
RequireProgram = Callable[[str], str]


@pytest.fixture(scope="session")
def mini_release(mini_home: Path) -> Release:
    return current_release(mini_home)


@pytest.fixture(scope="session")
def dump(mini_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tiny world as N-Quads, with a graph that tries the store itself."""
    path = tmp_path_factory.mktemp("dump") / "dump.nq"
    source = ox.Store.read_only(str(mini_release.store))
    source.dump(output=str(path), format=ox.RdfFormat.N_QUADS)
    with path.open("a", encoding="utf-8") as file:
        file.write(STATEMENTS.replace("\n  ", " "))
    return path


@pytest.fixture(scope="session")
def loaded(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an Oxigraph store on disk with the dump."""
    folder = tmp_path_factory.mktemp("loaded") / "store"
    store = ox.Store(str(folder))
    store.bulk_load(path=str(dump), format=ox.RdfFormat.N_QUADS)
    store.flush()
    return folder


@pytest.fixture(scope="session", params=["embedded", "oxigraph", "virtuoso"])
def store(
    request: pytest.FixtureRequest, loaded: Path, dump: Path, require_program: RequireProgram
) -> Iterator[Store]:
    """Return each adapter in turn over the same statements."""
    if request.param == "embedded":
        yield EmbeddedStore(loaded)
        return
    serve = {"oxigraph": oxigraph, "virtuoso": virtuoso}[request.param]
    with serve(dump, require_program) as endpoint:
        yield RemoteStore(endpoint)


@pytest.fixture(params=["oxigraph", "virtuoso"])
def graph_store(
    request: pytest.FixtureRequest, tmp_path: Path, require_program: RequireProgram
) -> Iterator[GraphStore]:
    """Return each server in turn, empty, to be written to."""
    serve = {"oxigraph": empty_oxigraph, "virtuoso": empty_virtuoso}[request.param]
    with serve(tmp_path, require_program) as made:
        yield made


@contextmanager
def empty_oxigraph(folder: Path, require_program: RequireProgram) -> Iterator[GraphStore]:
    program, port = require_program("oxigraph"), free_port()
    serve = [program, "serve", "--location", str(folder / "o"), "--bind", f"127.0.0.1:{port}"]
    with running(serve, folder, port):
        address = f"http://127.0.0.1:{port}/store"
        yield GraphStore(address, query_endpoint(address))


@contextmanager
def empty_virtuoso(folder: Path, require_program: RequireProgram) -> Iterator[GraphStore]:
    program, port = require_program("virtuoso-t"), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(sql=free_port(), http=port))
    serve = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with running(serve, folder, port):
        address = f"http://127.0.0.1:{port}/sparql-graph-crud-auth"
        yield GraphStore(address, query_endpoint(address), "dba:dba")


@contextmanager
def oxigraph(dump: Path, require_program: RequireProgram) -> Iterator[str]:
    program, port = require_program("oxigraph"), free_port()
    folder = dump.parent / "oxigraph"
    load = [program, "load", "--location", str(folder), "--file", str(dump)]
    subprocess.run(load, check=True, capture_output=True, timeout=STARTED_WITHIN)
    serve = [program, "serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with running(serve, folder, port):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def virtuoso(dump: Path, require_program: RequireProgram) -> Iterator[str]:
    program, isql = require_program("virtuoso-t"), require_program("isql-vt")
    sql, port = free_port(), free_port()
    folder = dump.parent / "virtuoso"
    folder.mkdir()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(sql=sql, http=port))
    (folder / dump.name).write_bytes(dump.read_bytes())
    serve = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with running(serve, folder, port):
        load = [isql, f"127.0.0.1:{sql}", "dba", "dba", f"exec={LOAD.format(file=dump.name)}"]
        subprocess.run(load, cwd=folder, check=True, capture_output=True, timeout=STARTED_WITHIN)
        yield f"http://127.0.0.1:{port}/sparql"


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """Run a server until its port answers, and end it by its own process id."""
    with (
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as process,
    ):
        try:
            assert starts(process, port), f"{command[0]} did not start"
            yield
        finally:
            process.kill()


def starts(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = monotonic() + STARTED_WITHIN
    while process.poll() is None and monotonic() < deadline:
        if answers(port):
            return True
        sleep(0.05)
    return False


def answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
