"""A service that is started to be measured, and what it takes of the machine."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from nosograph.errors import Overloaded

READY_SECONDS = 120.0
KIBIBYTES_A_MEBIBYTE = 1024
ANONYMOUS = re.compile(r"RssAnon:\s*(\d+) kB")
PARENT = re.compile(r"PPid:\s*(\d+)")
ACCEPTED = "application/sparql-results+json, application/n-triples"
READ_BYTES = 2**16


@dataclass(frozen=True, slots=True)
class Served:
    """A running service: its port and main process."""

    port: int
    pid: int

    def connect(self, address: str = "127.0.0.1") -> HTTPConnection:
        """Return a connection that comes from an address of the loopback network."""
        return HTTPConnection("127.0.0.1", self.port, timeout=120, source_address=(address, 0))

    def processes(self) -> list[int]:
        """Return the processes of the service."""
        parents = {int(entry.name): parent_of(entry) for entry in Path("/proc").glob("[0-9]*")}
        found = {self.pid}
        while new := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= new
        return sorted(found)

    def memory_mb(self) -> dict[int, float]:
        """Return the memory of each process that is no file's, in MiB."""
        return {pid: anonymous_mb(pid) for pid in self.processes()}


@contextmanager
def served(home: Path, **settings: object) -> Iterator[Served]:
    """Serve the current release on a free port with one process that answers."""
    port = free_port()
    command = [sys.executable, "-m", "nosograph", "serve", "--port", str(port), "--workers", "1"]
    given = {f"NOSOGRAPH_{name.upper()}": str(value) for name, value in settings.items()}
    environ = {**inherited(), **given, "NOSOGRAPH_HOME": str(home)}
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) as process:
        try:
            service = Served(port, process.pid)
            await_ready(service)
            yield service
        finally:
            process.terminate()


def inherited() -> dict[str, str]:
    """Return what a child process needs to find the same package."""
    return {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def await_ready(service: Served) -> None:
    """Wait until a service answers."""
    deadline = time.monotonic() + READY_SECONDS
    while not is_ready(service):
        if time.monotonic() > deadline:
            raise Overloaded("the service did not start")
        time.sleep(0.1)


def is_ready(service: Served) -> bool:
    """Tell whether a service answers now."""
    with closing(service.connect()) as connection:
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False


def ask_sparql(
    connection: HTTPConnection, query: str, timeout: int = 0, path: str = "/sparql"
) -> tuple[int, int]:
    """Return the status and size of the answer to a query; the answer goes nowhere."""
    headers = {"Content-Type": "application/sparql-query", "Accept": ACCEPTED}
    target = f"{path}?timeout={timeout}" if timeout else path
    connection.request("POST", target, query.encode(), headers)
    response = connection.getresponse()
    size = 0
    while part := response.read(READ_BYTES):
        size += len(part)
    return response.status, size


def ask_differential(connection: HTTPConnection, text: str) -> int:
    """Return the status of the answer to a presentation."""
    body, headers = json.dumps({"text": text}), {"Content-Type": "application/json"}
    connection.request("POST", "/api/differential", body, headers)
    response = connection.getresponse()
    response.read()
    return response.status


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def parent_of(process: Path) -> int:
    """Return the parent of a process, 0 where it has ended."""
    found = PARENT.search(status_of(process))
    return int(found[1]) if found else 0


def anonymous_mb(pid: int) -> float:
    """Return the memory of a process that is no file's, 0 where it has ended."""
    found = ANONYMOUS.search(status_of(Path(f"/proc/{pid}")))
    return int(found[1]) / KIBIBYTES_A_MEBIBYTE if found else 0.0


def status_of(process: Path) -> str:
    """Return what the kernel says of a process, nothing where it has ended."""
    try:
        return (process / "status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
