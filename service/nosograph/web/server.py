"""The production server."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

# Twice and more the queries that a pool of usual size runs and keeps waiting, so that slow queries
# never take every thread; a thread that waits costs the others nothing.
THREADS = 32
# A stopping worker finishes its requests, the longest of which a query's deadline ends.
STOP_SECONDS = 35


def serve(factory: Callable[[], Flask], host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT; each worker process builds its own application.

    ``factory`` is a module-level function, so that it can be handed to new processes. No access
    log is written: a query string may hold what a patient said.
    """
    server = Server(
        target=f"{factory.__module__}:{factory.__name__}",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
    )
    server.serve(target_loader=factory, wrap_loader=False)
