"""The whole service over the tiny world, on a real socket, to be sent anything."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

SERVICE = Path(__file__).resolve().parents[2] / "service"
STARTED_WITHIN = 90.0


@dataclass(frozen=True)
class Whole:
    """A service that runs, with its log."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def is_ready(self) -> bool:
        with closing(self.connect()) as connection:
            try:
                connection.request("GET", "/health/ready")
                return connection.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                return False

    def processes(self) -> set[str]:
        """Return the processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return set(children.read_text().split())


@pytest.fixture(scope="session")
def whole(mini_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """Return the service; at the end, it must have survived without a stack trace."""
    log = tmp_path_factory.mktemp("fuzz") / "log"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    environ = {
        **os.environ,
        "PYTHONPATH": str(SERVICE),
        "NOSOGRAPH_HOME": str(mini_home),
        "NOSOGRAPH_QUERY_TIMEOUT": "2",
        "NOSOGRAPH_MAX_BODY_BYTES": "20000",
    }
    command = [sys.executable, "-m", "nosograph", "serve", "--port", str(port), "--workers", "1"]
    with (
        log.open("wb") as sink,
        subprocess.Popen(command, env=environ, stdout=sink, stderr=sink) as process,
    ):
        service, deadline = Whole(port, process, log), monotonic() + STARTED_WITHIN
        while not service.is_ready() and monotonic() < deadline:
            sleep(0.1)
        started = service.processes()
        yield service
        ready, survived = service.is_ready(), service.processes() == started
        process.send_signal(signal.SIGTERM)
    assert ready, "the service no longer answers"
    assert survived, "a process of the service was replaced"
    assert "Traceback" not in log.read_text(errors="replace")
