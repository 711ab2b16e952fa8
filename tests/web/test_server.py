from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

import pytest

SERVICE = Path(__file__).resolve().parents[2] / "service"
STARTED_WITHIN = 20.0
PROGRAM = """
import sys
from nosograph.domain.sparql import SparqlAnswer
from nosograph.web.app import create_app
from nosograph.web.server import serve
from nosograph.web.service import Limits, Service

class Rote:
    def release(self): return "r1"
    def ready(self): return True
    def query(self, request): return SparqlAnswer(iter([b"{}"]), request.accept)

def application():
    return create_app(Service(Rote(), Rote(), Rote()), Limits(body_bytes=10_000))

if __name__ == "__main__":
    serve(application, "127.0.0.1", int(sys.argv[1]), 1)
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def is_ready(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except OSError:
            return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    program, port = tmp_path / "program.py", free_port()
    program.write_text(PROGRAM)
    environ = {**os.environ, "PYTHONPATH": str(SERVICE)}
    with subprocess.Popen([sys.executable, program, str(port)], env=environ) as process:
        deadline = monotonic() + STARTED_WITHIN
        while not is_ready(port) and monotonic() < deadline:
            sleep(0.05)
        yield process, port
        # Killed, it would leave its workers behind.
        process.terminate()


def test_it_serves_and_stops_gracefully(server: tuple[subprocess.Popen[bytes], int]) -> None:
    process, port = server
    assert is_ready(port)
    process.send_signal(signal.SIGTERM)
    assert process.wait(STARTED_WITHIN) == 0


def test_a_streamed_body_has_the_same_limit(server: tuple[subprocess.Popen[bytes], int]) -> None:
    _, port = server
    headers = {"Content-Type": "application/json"}
    chunks = (b"x" * 5_000 for _ in range(4))
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("POST", "/api/differential", chunks, headers, encode_chunked=True)
        response = connection.getresponse()
        assert response.status == 413
        assert response.headers["Content-Type"] == "application/problem+json"
