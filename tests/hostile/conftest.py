"""A service on a real socket, with its query processes, to be treated badly."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

SERVICE = Path(__file__).resolve().parents[2] / "service"
STARTED_WITHIN = 60.0
PEOPLE = 300
PROGRAM = """
import sys
from pathlib import Path
from nosograph.knowledge.admission import Share
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.knowledge.sparql_process import Bounds
from nosograph.web.app import create_app
from nosograph.web.server import serve
from nosograph.web.service import Limits, Service

port, store, runtime = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])

class Rote:
    def release(self): return "r1"
    def ready(self): return True

def application():
    pool = SparqlPool(lambda: store, 2, Bounds(256 * 2**20), Share(20), runtime)
    return create_app(Service(Rote(), pool, Rote()), Limits(body_bytes=20_000, trusted_proxies=1))

if __name__ == "__main__":
    serve(application, "127.0.0.1", port, 2)
"""


@dataclass(frozen=True)
class Running:
    """A service that runs: where, and its main process."""

    port: int
    process: subprocess.Popen[bytes]
    opened: list[http.client.HTTPConnection] = field(default_factory=list)

    def connect(self, timeout: float = 30) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, query: str, client: str = "", name: str = "", **parameters: str) -> Any:
        """Send a query over a connection of its own; return the response, which is not read."""
        sent = {"X-Forwarded-For": client, "X-Query-Id": name}
        headers = {key: value for key, value in sent.items() if value}
        connection = self.connect()
        self.opened.append(connection)
        target = "/sparql?" + urlencode({"query": query, **parameters})
        connection.request("GET", target, headers=headers)
        return connection.getresponse()

    def running(self) -> int:
        with closing(self.connect()) as connection:
            connection.request("GET", "/queries")
            return int(json.loads(connection.getresponse().read())["queries"])

    def stop(self, name: str) -> int:
        with closing(self.connect()) as connection:
            connection.request("DELETE", f"/queries/{name}")
            return connection.getresponse().status

    def await_running(self, number: int, seconds: float = 10) -> float:
        """Wait until so many queries run; return how long that took."""
        start = monotonic()
        while self.running() != number:
            assert monotonic() - start < seconds, f"not {number} queries but {self.running()}"
            sleep(0.02)
        return monotonic() - start


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def is_ready(service: Running) -> bool:
    with closing(service.connect(5)) as connection:
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except OSError:
            return False


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "store"
    store = Store(str(path))
    knows, graph = NamedNode("http://example.org/knows"), NamedNode("http://example.org/people")
    store.extend(
        Quad(NamedNode(f"http://example.org/{n}"), knows, Literal(str(n)), graph)
        for n in range(PEOPLE)
    )
    store.flush()
    return path


@pytest.fixture
def service(whole_run: Running) -> Iterator[Running]:
    """Return the service; hang up on it after the test."""
    yield whole_run
    while whole_run.opened:
        whole_run.opened.pop().close()
    whole_run.await_running(0)


@pytest.fixture(scope="session")
def whole_run(people: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder, port = tmp_path_factory.mktemp("service"), free_port()
    program = folder / "program.py"
    program.write_text(PROGRAM)
    environ = {**os.environ, "PYTHONPATH": str(SERVICE)}
    command = [sys.executable, str(program), str(port), str(people), str(folder / "running")]
    with subprocess.Popen(command, env=environ) as process:
        service, deadline = Running(port, process), monotonic() + STARTED_WITHIN
        while not is_ready(service) and monotonic() < deadline:
            sleep(0.05)
        yield service
        process.terminate()
