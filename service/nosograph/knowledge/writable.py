"""Writing into graphs of one's own, beside the graphs of a release."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any

from nosograph.domain.sparql import refuse_federation
from nosograph.domain.writing import GraphChange, UpdateRequest
from nosograph.errors import (
    InvalidDocument,
    InvalidInput,
    InvalidQuery,
    Overloaded,
    ProtectedGraph,
    QuerySyntax,
    QueryTimeout,
    UnknownGraph,
    UnmetPrecondition,
)
from nosograph.knowledge.loading import Loading
from nosograph.knowledge.outside import Outside
from nosograph.knowledge.rdf_document import Document
from nosograph.knowledge.writable_snapshots import Snapshots

REPLY_BYTES = 65_536
# A million written statements are carried over in about a minute.
ADOPT_SECONDS = 1_800.0
PACKAGE_ROOT = str(Path(__file__).parents[2])
# The package may have been found on a path that a new interpreter does not know.
START_WORKER = """
import sys
sys.path.append(sys.argv.pop(1))
from nosograph.knowledge.writable_worker import main
main(*sys.argv[1:])
"""


class Writable:
    """What is written in a home, on top of a release; safe to share by threads and processes.

    Each process has one that writes for it, started at its first write. ``seconds`` is the time
    limit of a write, ``memory_bytes`` what it may take beyond the opened store. ``outside`` is what
    LOAD may fetch, nothing unless said otherwise.
    """

    def __init__(
        self,
        home: Path,
        release: str,
        store: Path,
        seconds: float,
        memory_bytes: int,
        outside: Outside | None = None,
    ) -> None:
        self._loading = Loading(outside or Outside(()))
        self._release = release
        self._store = store
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        # A query may wait as long as it may run; a client that reads slowly takes longer.
        reading = 4 * seconds
        self._snapshots = Snapshots(home, reading)
        self._arguments = (PACKAGE_ROOT, str(home), release, str(store), str(reading))
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def place(self) -> Path:
        """Return the store that a query opens now."""
        return self._snapshots.place(self._store)

    def revision(self) -> int:
        """Return how many writes led to what queries see now."""
        return self._snapshots.revision()

    def adopt(self) -> None:
        """Stand what was written on the release in service, where it stood on another."""
        published = self._snapshots.current()
        if published and published.release != self._release:
            self._ask({"act": "adopt"}, (), ADOPT_SECONDS)
            self.close()

    def update(self, request: UpdateRequest) -> None:
        """Do a whole update, or refuse it; when this returns, every query sees it, and it lasts.

        Of one that cannot be parsed and whose LOAD is refused, the former is said.
        """
        refuse_federation(request.text)
        documents = self._documents(request)
        types = [document and document.media_type for document in documents]
        message = {"act": "update", **asdict(request), "media_types": types}
        self._ask(message, [document.body if document else b"" for document in documents])

    def _documents(self, request: UpdateRequest) -> list[Document | None]:
        """Return the documents that an update loads; nobody is asked for one that is none."""
        try:
            found = self._loading.allowed(request)
        except InvalidQuery:
            self._parse(request)
            raise
        if found:
            self._parse(request)
        return self._loading.documents(found, time_left(self._seconds))

    def _parse(self, request: UpdateRequest) -> None:
        self._ask({"act": "parse", **asdict(request)}, ())

    def change(self, change: GraphChange) -> bool:
        """Edit one graph, and return whether it is new; lasting as ``update``."""
        documents = change.documents
        message = {
            "act": "change",
            "edit": change.edit,
            "graph": change.graph,
            "base": change.base,
            "precondition": asdict(change.precondition),
            "media_types": [document.media_type for document in documents],
        }
        return self._ask(message, [document.body for document in documents])

    def close(self) -> None:
        """End the process that writes, whatever it is doing."""
        if self._connection:
            self._connection.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = self._connection = None

    def _ask(
        self, message: dict[str, Any], documents: Sequence[bytes], seconds: float | None = None
    ) -> bool:
        with self._taking_turns():
            reply = self._exchange(message, documents, seconds or self._seconds)
        if "refused" in reply:
            raise refusal(reply)
        return bool(reply["made"])

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=self._seconds):
            raise Overloaded("other writes are waiting")
        try:
            yield
        finally:
            self._turn.release()

    def _exchange(self, message: dict[str, Any], documents: Sequence[bytes], seconds: float) -> Any:
        fit = False
        try:
            connection = self._connection or self._start()
            connection.send_bytes(json.dumps(message | {"seconds": seconds}).encode())
            for document in documents:
                connection.send_bytes(document)
            if not connection.poll(seconds):
                raise QueryTimeout(seconds)
            reply = json.loads(connection.recv_bytes(REPLY_BYTES))
            fit = True
        except (EOFError, OSError):
            raise Overloaded(
                "the writing process ended: too much memory, or too deep a nesting"
            ) from None
        finally:
            if not fit:
                self.close()
        return reply

    def _start(self) -> Connection:
        ours, theirs = socket.socketpair()
        with theirs:
            descriptor = theirs.fileno()
            arguments = (*self._arguments, str(descriptor), str(self._memory_bytes))
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", START_WORKER, *arguments],
                stdin=subprocess.DEVNULL,
                pass_fds=(descriptor,),
                process_group=0,
            )
        self._connection = Connection(ours.detach())
        return self._connection


def time_left(seconds: float) -> Callable[[], float]:
    """Return what tells how many of so many seconds from now are left."""
    deadline = monotonic() + seconds
    return lambda: max(0.0, deadline - monotonic())


REFUSALS: dict[str, type[InvalidInput]] = {
    kind.__name__: kind
    for kind in (
        InvalidDocument,
        InvalidQuery,
        ProtectedGraph,
        QuerySyntax,
        UnknownGraph,
        UnmetPrecondition,
    )
}


def refusal(reply: dict[str, Any]) -> InvalidInput:
    """Return the exception that the writing process raised."""
    return REFUSALS[reply["refused"]](*reply["with"])
