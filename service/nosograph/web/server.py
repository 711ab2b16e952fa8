"""The production server."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from nosograph.web.app import Application
from nosograph.web.asking import TRUSTED_PROXIES
from nosograph.web.gateway import Gateway

# For whatever is no query, beside a thread for each query that runs or waits: one that has its
# place must never wait for a thread that waits for a place. Waiting threads cost others nothing.
THREADS = 24
# A stopping worker finishes its requests, the longest of which a query's deadline ends.
STOP_SECONDS = 35


def serve(factory: Callable[[], Application], host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT; each worker process builds its own application.

    ``factory`` is a module-level function or a part of one, so that it can be handed to new
    processes. No access log is written: a query string may hold what a patient said.
    """
    server = Server(
        target="nosograph",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        # Over HTTP/2 an answer that breaks off would take other answers with it.
        http=HTTPModes.http1,
        workers=workers,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
    )
    server.serve(target_loader=partial(gateway, factory), wrap_loader=False)


def gateway(factory: Callable[[], Application]) -> Gateway:
    """Build the application of one server process."""
    app = factory()
    return Gateway(
        app,
        THREADS + app.queries,
        app.prompt,
        body_bytes=app.config["MAX_CONTENT_LENGTH"],
        trusted_proxies=app.config[TRUSTED_PROXIES],
    )
