"""Public queries in child processes that are stopped at a deadline and within a memory limit."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from nosograph.domain.sparql import SparqlAnswer, SparqlRequest
from nosograph.errors import BrokenAnswer, InvalidQuery, InvalidRelease, Overloaded
from nosograph.knowledge.admission import Share
from nosograph.knowledge.admitted_endpoint import AdmittedEndpoint
from nosograph.knowledge.outside import Outside
from nosograph.knowledge.running_queries import QUERY_ID, Evaluation, RunningQuery
from nosograph.knowledge.sparql_process import START_SECONDS, Bounds, SparqlProcess
from nosograph.knowledge.sparql_worker import END, FAILURE, PIECE, REFUSAL

# A parser's message can quote its whole grammar.
MESSAGE_CHARACTERS = 500


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
        process = self._take()
        if not running.assign(process):
            self._give_back(process, True)
            raise running.reason or Overloaded("the query was stopped")
        pieces = Pieces(running, process)
        pieces.ask(self._message(request, running.seconds))
        if pieces.length is None:
            self._admission.publish(running)
        return SparqlAnswer(pieces, request.accept, {QUERY_ID: running.name}, pieces.length)

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
        """Have a request evaluated until the first piece is there, or what refuses it."""
        try:
            self._process.ask(message)
            mark, content = self._process.receive()
        except (EOFError, OSError):
            self._running.end()
            lost = Overloaded("the query ended its process, likely at its memory limit")
            raise self._running.reason or lost from None
        if mark != PIECE:
            self._running.end(fit=True)
        if mark == REFUSAL:
            raise InvalidQuery(content.decode("utf-8", "replace")[:MESSAGE_CHARACTERS])
        self._complete = mark == END
        self._first = content

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
