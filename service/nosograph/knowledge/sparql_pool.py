"""Public queries in child processes that are stopped at a deadline and within a memory limit."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

from nosograph.domain.sparql import SparqlAnswer, SparqlRequest, mentions
from nosograph.errors import InvalidRelease, Overloaded
from nosograph.knowledge.admission import Share
from nosograph.knowledge.admitted_endpoint import AdmittedEndpoint
from nosograph.knowledge.fetched_graphs import PREFIX
from nosograph.knowledge.fetching import Fetching
from nosograph.knowledge.outside import Outside
from nosograph.knowledge.running_queries import Evaluation, RunningQuery
from nosograph.knowledge.scratch_folder import sweep
from nosograph.knowledge.sparql_pieces import AT_ONCE_BYTES, Asked, Pieces
from nosograph.knowledge.sparql_process import START_SECONDS, Bounds, SparqlProcess


class SparqlPool(AdmittedEndpoint):
    """A bounded number of query processes over read-only stores; safe to share by threads.

    ``place`` is asked for the folder of the store before each query. ``folder`` is where fetched
    documents may lie while they stand beside its graphs: on the same file system.
    """

    def __init__(
        self,
        place: Callable[[], Path],
        workers: int,
        bounds: Bounds,
        share: Share,
        runtime: Path | None = None,
        outside: Outside | None = None,
        folder: Path | None = None,
    ) -> None:
        self._fetching = Fetching(outside or Outside(()), folder)
        self._place = place
        self._bounds = bounds
        super().__init__(workers, share, runtime, outside)
        self._idle: list[SparqlProcess] = []
        self._all: set[SparqlProcess] = set()
        self._changing = threading.Lock()
        self._closed = False
        self._sweep()
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
        self._sweep()
        super().close()

    def _begin(self, running: RunningQuery, request: SparqlRequest) -> SparqlAnswer:
        process, message = self._take(), self._message(request, running.seconds)
        return self._asked(running, request, process, message).answer()

    def _hand_over(self, running: RunningQuery, request: SparqlRequest) -> Asked | None:
        if self._may_fetch(request):
            return None
        message = self._message(request, running.seconds)
        process = self._take_ready() if len(message) <= AT_ONCE_BYTES else None
        return self._asked(running, request, process, message) if process else None

    def _asked(
        self, running: RunningQuery, request: SparqlRequest, process: SparqlProcess, message: bytes
    ) -> Asked:
        if not running.assign(process):
            self._give_back(process, True)
            raise running.reason or Overloaded("the query was stopped")
        pieces = Pieces(running, process, self._fetching)
        pieces.ask(message)
        return Asked(running, process, pieces, request.accept, self._admission.publish)

    def _may_fetch(self, request: SparqlRequest) -> bool:
        """Tell whether documents may have to be fetched from elsewhere for a query."""
        named = request.default_graphs or request.named_graphs or mentions(request.query, "from")
        return bool(self._fetching.outside.hosts and named)

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
        self._sweep()
        with self._changing:
            self._all.discard(process)

    def _sweep(self) -> None:
        """Remove the documents of queries whose process has ended."""
        if self._fetching.folder:
            sweep(self._fetching.folder, PREFIX)

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
