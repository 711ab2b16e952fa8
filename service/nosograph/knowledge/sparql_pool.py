"""Public queries in child processes that are stopped at a deadline and within a memory limit."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nosograph.domain.sparql import SparqlAnswer, SparqlRequest
from nosograph.errors import (
    BrokenAnswer,
    InvalidQuery,
    InvalidRelease,
    NosographError,
    Overloaded,
)
from nosograph.knowledge.admission import Share
from nosograph.knowledge.admitted_endpoint import AdmittedEndpoint
from nosograph.knowledge.outside import Outside
from nosograph.knowledge.running_queries import QUERY_ID, Evaluation, RunningQuery
from nosograph.knowledge.sparql_process import START_SECONDS, Bounds, SparqlProcess
from nosograph.knowledge.sparql_worker import END, FAILURE, PIECE, REFUSAL

# A parser's message can quote its whole grammar.
MESSAGE_CHARACTERS = 500
# What the two ends of a socket take and give without waiting for each other.
AT_ONCE_BYTES = 2**14


class SparqlPool(AdmittedEndpoint):
    """A bounded number of query processes over read-only stores; safe to share by threads.

    ``place`` is asked for the folder of the store before each query.
    """

    def __init__(
        self,
        place: Callable[[], Path],
        workers: int,
        bounds: Bounds,
        share: Share,
        runtime: Path | None = None,
        outside: Outside | None = None,
    ) -> None:
        self._place = place
        self._bounds = bounds
        super().__init__(workers, share, runtime, outside)
        self._idle: list[SparqlProcess] = []
        self._all: set[SparqlProcess] = set()
        self._changing = threading.Lock()
        self._closed = False
        self._open_first()

    def _refuse(self, request: SparqlRequest) -> None:
        if self._closed:
            raise Overloaded("the service is stopping")

    def close(self) -> None:
        """Kill every query process."""
        with self._changing:
            self._closed = True
            processes, self._all = self._all, set()
        for process in processes:
            process.kill()
        super().close()

    def _begin(self, running: RunningQuery, request: SparqlRequest) -> SparqlAnswer:
        process, message = self._take(), self._message(request, running.seconds)
        return self._asked(running, request, process, message).answer()

    def _hand_over(self, running: RunningQuery, request: SparqlRequest) -> Asked | None:
        message = self._message(request, running.seconds)
        process = self._take_ready() if len(message) <= AT_ONCE_BYTES else None
        return self._asked(running, request, process, message) if process else None

    def _asked(
        self, running: RunningQuery, request: SparqlRequest, process: SparqlProcess, message: bytes
    ) -> Asked:
        if not running.assign(process):
            self._give_back(process, True)
            raise running.reason or Overloaded("the query was stopped")
        pieces = Pieces(running, process)
        pieces.ask(message)
        return Asked(running, process, pieces, request.accept, self._admission.publish)

    def _message(self, request: SparqlRequest, seconds: float) -> bytes:
        return json.dumps(
            {
                "store": str(self._place()),
                "query": request.query,
                "union": request.union,
                "base": request.base,
                "media_type": request.accept,
                "default_graphs": request.default_graphs,
                "named_graphs": request.named_graphs,
                "seconds": seconds,
            }
        ).encode()

    def _take(self) -> SparqlProcess:
        """Return a process; whoever holds a place finds one idle or may start one."""
        while True:
            with self._changing:
                process = self._idle.pop() if self._idle else None
            if process is None:
                return self._hire()
            if process.alive():
                return process
            self._dismiss(process)

    def _take_ready(self) -> SparqlProcess | None:
        """Return a process that waits for a query, if there is one."""
        with self._changing:
            process = self._idle.pop() if self._idle else None
        if process is None or (process.alive() and process.is_ready()):
            return process
        self._give_back(process, process.alive())
        return None

    def _give_back(self, process: Evaluation, fit: bool) -> None:
        if not isinstance(process, SparqlProcess):
            raise TypeError(process)
        if not fit:
            self._replace(process)
            return
        with self._changing:
            self._idle.append(process)

    def _replace(self, process: SparqlProcess) -> None:
        """Put a new process in place of one that is ended; where none starts, the next asks."""
        self._dismiss(process)
        try:
            hired = self._hire()
        except Overloaded:
            return
        with self._changing:
            # The last to be taken: it has yet to open the store.
            self._idle.insert(0, hired)

    def _dismiss(self, process: SparqlProcess) -> None:
        process.kill()
        with self._changing:
            self._all.discard(process)

    def _hire(self) -> SparqlProcess:
        with self._changing:
            if self._closed:
                raise Overloaded("the service is stopping")
            try:
                process = SparqlProcess(self._place(), self._bounds)
            except OSError:
                raise Overloaded("no query process could be started") from None
            self._all.add(process)
        return process

    def _open_first(self) -> None:
        process = self._hire()
        try:
            process.await_ready(START_SECONDS)
        except (EOFError, OSError):
            self.close()
            raise InvalidRelease(["the store cannot be opened for queries"]) from None
        self._give_back(process, True)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that a process evaluates."""

    running: RunningQuery
    process: SparqlProcess
    pieces: Pieces
    media_type: str
    publish: Callable[[RunningQuery], None]

    @property
    def descriptor(self) -> int:
        """What can be read from once something of the answer is there, or nothing more comes."""
        return self.process.descriptor

    def has_arrived(self) -> bool:
        """Tell whether the first piece is there, all of it."""
        return self.process.has_sent(AT_ONCE_BYTES)

    def answer(self) -> SparqlAnswer:
        """Wait for the first piece, or raise what refuses the query."""
        self.pieces.fetch_first()
        if self.pieces.length is None:
            self.publish(self.running)
        headers = {QUERY_ID: self.running.name}
        return SparqlAnswer(self.pieces, self.media_type, headers, self.pieces.length)


class Pieces(Iterator[bytes]):
    """The pieces of one answer as they come; whoever stops reading early closes them."""

    def __init__(self, running: RunningQuery, process: SparqlProcess) -> None:
        self._running = running
        self._process = process
        self._first: bytes | None = None
        self._complete = False

    @property
    def length(self) -> int | None:
        """The size of the answer in bytes, where all of it is there."""
        return len(self._first or b"") if self._complete else None

    def ask(self, message: bytes) -> None:
        """Have a request evaluated."""
        try:
            self._process.ask(message)
        except (EOFError, OSError):
            raise self._lost() from None

    def fetch_first(self) -> None:
        """Wait until the first piece is there, or what refuses the request."""
        try:
            mark, content = self._process.receive()
        except (EOFError, OSError):
            raise self._lost() from None
        if mark != PIECE:
            self._running.end(fit=True)
        if mark == REFUSAL:
            raise InvalidQuery(content.decode("utf-8", "replace")[:MESSAGE_CHARACTERS])
        self._complete = mark == END
        self._first = content

    def _lost(self) -> NosographError:
        self._running.end()
        lost = Overloaded("the query ended its process, likely at its memory limit")
        return self._running.reason or lost

    def __next__(self) -> bytes:
        """Return the next piece; raise what broke the answer off."""
        if self._first is not None:
            piece, self._first = self._first, None
            return piece
        if self._complete:
            raise StopIteration
        return self._following()

    def _following(self) -> bytes:
        try:
            mark, content = self._process.receive()
        except (EOFError, OSError):
            self._running.end()
            raise self._running.reason or BrokenAnswer("the answer broke off") from None
        if mark == PIECE:
            return content
        self._running.end(fit=True)
        if mark == FAILURE:
            raise BrokenAnswer("the answer broke off")
        self._complete = True
        if content:
            return content
        raise StopIteration

    def close(self) -> None:
        """Stop the query if it still runs."""
        self._running.end()
