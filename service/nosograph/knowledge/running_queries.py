"""The queries under way: each can be stopped, from any process of the service, at any moment.

A running query is a file in a folder that the processes of one service share; whoever removes the
file stops the query. Its name is a digest, so that the folder does not tell how to stop it. The
file is written before anybody can know the name: at once where the client chose it, otherwise when
an answer begins to flow, and in any case at the first look at the query.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep
from typing import Protocol

from nosograph.domain.sparql import SparqlRequest
from nosograph.errors import (
    NosographError,
    QueryNameTaken,
    QueryStopped,
    QueryTimeout,
    UnknownRunningQuery,
)
from nosograph.knowledge.fair_queue import Ticket

# How often it is looked whether a query is to be stopped: far below what a client can tell apart.
LOOK_SECONDS = 0.1
# Long enough that others' short queries are done, short beside the deadline that is begun anew.
RETURN_SECONDS = 5
#: The header in which a client learns, or chooses, the name to stop its query by.
QUERY_ID = "X-Query-Id"
#: 128 bits, which nobody guesses.
NAME_BYTES = 16


class Evaluation(Protocol):
    """What evaluates a query, and can be ended."""

    def kill(self) -> None:
        """End it, whatever it is doing."""


class RunningQuery:
    """A query from its arrival to its end; ``release`` gives back what it holds."""

    def __init__(
        self, request: SparqlRequest, seconds: float, release: Callable[[RunningQuery, bool], None]
    ) -> None:
        self.chosen = bool(request.id)
        self.name = request.id or secrets.token_urlsafe(NAME_BYTES)
        self.published = False
        self.seconds = seconds
        self.deadline = monotonic() + seconds
        self.abandoned = request.abandoned
        self.ticket: Ticket | None = None
        self.evaluation: Evaluation | None = None
        self.reason: NosographError | None = None
        self._ended = False
        self._release = release
        self._changing = threading.Lock()

    def hold(self, ticket: Ticket) -> bool:
        """Hold a ticket for a place; false where the query was stopped meanwhile."""
        with self._changing:
            if not self._ended:
                self.ticket = ticket
            return not self._ended

    def assign(self, evaluation: Evaluation) -> bool:
        """Hold what evaluates it; false where the query was stopped meanwhile."""
        with self._changing:
            if not self._ended:
                self.evaluation = evaluation
            return not self._ended

    def placed(self) -> bool:
        """Tell whether it has its place, and was not stopped."""
        return self.ticket is not None and self.ticket.granted and self.reason is None

    def left(self) -> float:
        """Return how many seconds there are until the deadline."""
        return max(0.0, self.deadline - monotonic())

    def end(self, fit: bool = False, reason: NosographError | None = None) -> None:
        """Give back what it holds, once; ``fit``: what evaluated it can answer others."""
        with self._changing:
            if self._ended:
                return
            self._ended = True
            self.reason = reason
        self._release(self, fit)

    def reason_to_stop(self, file: Path) -> NosographError | None:
        """Return why it must not go on, if so."""
        if monotonic() > self.deadline:
            return QueryTimeout(self.seconds)
        if self.abandoned():
            return QueryStopped("the client hung up")
        if self.published and not file.exists():
            return QueryStopped("the query was stopped on request")
        if self.ticket and self.ticket.revoked:
            return QueryStopped(
                "the query gave way to those of clients that had used less time", RETURN_SECONDS
            )
        return None


class RunningQueries:
    """The queries of this process, watched by a thread, and their files among all processes'."""

    def __init__(self, folder: Path | None, before_look: Callable[[], None] = lambda: None) -> None:
        self._before_look = before_look
        self._own = None if folder else tempfile.TemporaryDirectory(prefix="nosograph-")
        self._folder = Path(self._own.name) if self._own else Path(folder or "")
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._forget_dead()
        self._running: set[RunningQuery] = set()
        self._changing = threading.Lock()
        self._any = threading.Event()
        self._closed = False
        threading.Thread(target=self._watch, name="stops queries", daemon=True).start()

    def enter(self, query: RunningQuery) -> None:
        """Watch a query; refuse a name under which another runs."""
        if query.chosen:
            self._write(query.name)
            query.published = True
        with self._changing:
            self._running.add(query)
            if not self._any.is_set():
                self._any.set()

    def publish(self, query: RunningQuery) -> None:
        """Make a query known to the other processes, if it still runs."""
        with self._changing, suppress(OSError):
            if query in self._running and not (query.published or self._closed):
                self._write(query.name)
                query.published = True

    def leave(self, query: RunningQuery) -> None:
        """Forget a query that has ended."""
        with self._changing:
            self._running.discard(query)
        if query.published:
            self._file(query.name).unlink(missing_ok=True)

    def stop(self, name: str) -> None:
        """Let a query be stopped, whichever process runs it."""
        try:
            self._file(name).unlink()
        except FileNotFoundError:
            raise UnknownRunningQuery from None

    def count(self) -> int:
        """Return how many queries run or wait, in every process."""
        with self._changing:
            unpublished = sum(not query.published for query in self._running)
        return unpublished + sum(1 for _ in self._folder.iterdir())

    def close(self) -> None:
        """Stop watching."""
        with self._changing:
            self._closed = True
            self._any.set()
            if self._own:
                self._own.cleanup()

    def _file(self, name: str) -> Path:
        return self._folder / sha256(name.encode()).hexdigest()

    def _write(self, name: str) -> None:
        try:
            file = os.open(self._file(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            raise QueryNameTaken from None
        os.write(file, str(os.getpid()).encode())
        os.close(file)

    def _forget_dead(self) -> None:
        """Remove what a process that was killed left behind."""
        for file in self._folder.iterdir():
            with suppress(OSError, ValueError):
                if not Path(f"/proc/{int(file.read_text())}").exists():
                    file.unlink()

    def _watch(self) -> None:
        while not self._closed:
            self._any.wait()
            sleep(LOOK_SECONDS)
            with self._changing:
                running = tuple(self._running)
                if not running and not self._closed:
                    self._any.clear()
            self._before_look()
            self._look_at(running)

    def _look_at(self, running: tuple[RunningQuery, ...]) -> None:
        for query in running:
            self.publish(query)
            if reason := query.reason_to_stop(self._file(query.name)):
                query.end(reason=reason)
