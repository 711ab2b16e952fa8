"""The engine's own HTTP server over the same store, to measure what HTTP itself adds."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nosograph.cohort.served import READY_SECONDS, Served, free_port
from nosograph.errors import Overloaded

PROGRAM = "oxigraph"
QUERY_PATH = "/query"
ABSENT = f"not measured: {PROGRAM} is not installed (extra `test`)"


@contextmanager
def engine_server(store: Path) -> Iterator[Served | None]:
    """Serve a store with the engine's own server, nothing where that is not installed."""
    program = found()
    if program is None:
        yield None
        return
    port = free_port()
    command = [program, "serve-read-only", "--union-default-graph"]
    place = ["--location", str(store), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen([*command, *place], stderr=subprocess.DEVNULL) as process:
        try:
            await_listening(port)
            yield Served(port, process.pid)
        finally:
            process.terminate()


def found() -> str | None:
    """Return the program, of the interpreter's environment first."""
    beside = str(Path(sys.executable).parent)
    return shutil.which(PROGRAM, path=os.pathsep.join((beside, os.defpath)))


def await_listening(port: int) -> None:
    """Wait until somebody listens on a port."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Overloaded("the engine's server did not start")
