"""A service that a browser visits: started as a process, stopped by its id."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

STARTED_WITHIN = 90.0
STOPPED_WITHIN = 40.0


@dataclass(frozen=True)
class Served:
    """A service that runs: where, and its process."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Stop it and wait; its workers go with it."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(STOPPED_WITHIN)


@contextmanager
def served(home: Path, workers: int = 1) -> Iterator[Served]:
    """Serve a release on a free port while the context lasts."""
    port = free_port()
    command = [sys.executable, "-m", "nosograph", "serve", "--port", str(port)]
    environ = {**os.environ, "NOSOGRAPH_HOME": str(home)}
    with subprocess.Popen([*command, "--workers", str(workers)], env=environ) as process:
        service = Served(port, process)
        try:
            wait_until_ready(service)
            yield service
        finally:
            if process.poll() is None:
                service.stop()


def wait_until_ready(service: Served) -> None:
    """Return when the service answers; raise where it ends or takes too long."""
    deadline = monotonic() + STARTED_WITHIN
    while not is_ready(service.port):
        if service.process.poll() is not None or monotonic() > deadline:
            raise TimeoutError("the service did not start")
        sleep(0.1)


def is_ready(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except OSError:
            return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
