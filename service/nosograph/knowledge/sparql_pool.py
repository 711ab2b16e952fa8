"""Public queries in child processes that are stopped at a deadline and within a memory limit."""

from __future__ import annotations

import json
import queue
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic

from nosograph.domain.sparql import SparqlAnswer, SparqlRequest, refuse_federation
from nosograph.errors import InvalidQuery, InvalidRelease, Overloaded, QueryTimeout

# Opening a store takes 0.05 s at 20 MB; a busy machine starting Python takes far longer.
START_SECONDS = 30.0
# Requests that wait for each worker; past it a client is told to come back.
WAITING_PER_WORKER = 4
# A parser's message can quote its whole grammar.
MESSAGE_CHARACTERS = 500
PACKAGE_ROOT = str(Path(__file__).parents[2])
# The package may have been found on a path that a new interpreter does not know.
START_WORKER = """
import sys
sys.path.append(sys.argv.pop(1))
from nosograph.knowledge.sparql_worker import main
main(*sys.argv[1:])
"""


class SparqlWorker:
    """The parent's end of one query process."""

    def __init__(self, store_path: Path, memory_bytes: int) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = _start(store_path, theirs.fileno(), memory_bytes)
        self._memory_bytes = memory_bytes
        self._connection = Connection(ours.detach())
        self._ready = False

    def await_ready(self, seconds: float) -> None:
        """Wait until the process has opened the store."""
        if not self._ready:
            self._receive(seconds)
            self._ready = True

    def ask(self, request: bytes, seconds: float) -> bytes:
        """Return the reply, or raise ``TimeoutError`` at the deadline, ``EOFError`` at its end."""
        self.await_ready(START_SECONDS)
        self._connection.send_bytes(request)
        return self._receive(seconds)

    def _receive(self, seconds: float) -> bytes:
        if not self._connection.poll(seconds):
            raise TimeoutError
        return self._connection.recv_bytes(self._memory_bytes)

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._connection.close()


def _start(store_path: Path, descriptor: int, memory_bytes: int) -> subprocess.Popen[bytes]:
    arguments = (PACKAGE_ROOT, str(store_path), str(descriptor), str(memory_bytes))
    return subprocess.Popen(
        [sys.executable, "-P", "-c", START_WORKER, *arguments],
        stdin=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        process_group=0,
    )


class SparqlPool:
    """A bounded number of query processes over one read-only store; safe to share by threads.

    ``memory_bytes`` is what a query may take beyond the opened store.
    """

    def __init__(
        self, store_path: Path, workers: int, cap_seconds: float, memory_bytes: int
    ) -> None:
        self._store_path = store_path
        self._cap_seconds = cap_seconds
        self._memory_bytes = memory_bytes
        self._places = threading.BoundedSemaphore(workers * (1 + WAITING_PER_WORKER))
        self._idle: queue.LifoQueue[SparqlWorker | None] = queue.LifoQueue()
        self._all: set[SparqlWorker] = set()
        self._changing = threading.Lock()
        self._closed = False
        for _ in range(workers):
            self._idle.put(self._hire())
        self._await_ready()

    def query(self, request: SparqlRequest) -> SparqlAnswer:
        """Answer a query completely, or refuse it; never later than twice its time limit."""
        if self._closed:
            raise Overloaded("the service is stopping")
        refuse_federation(request.query)
        seconds = min(request.timeout or self._cap_seconds, self._cap_seconds)
        body = self._evaluate(_message(request, seconds), seconds)
        return SparqlAnswer(body, request.accept)

    def close(self) -> None:
        """Kill every query process."""
        with self._changing:
            self._closed = True
            workers, self._all = self._all, set()
        for worker in workers:
            worker.kill()

    def _evaluate(self, message: bytes, seconds: float) -> bytes:
        if not self._places.acquire(blocking=False):
            raise Overloaded("too many queries are waiting")
        try:
            return self._on_idle_worker(message, seconds)
        finally:
            self._places.release()

    def _on_idle_worker(self, message: bytes, seconds: float) -> bytes:
        worker = self._take(seconds)
        fit = False
        try:
            reply = worker.ask(message, seconds)
            fit = True
        except TimeoutError:
            raise QueryTimeout(seconds) from None
        except (EOFError, OSError):
            raise Overloaded("the query ended its process, likely at its memory limit") from None
        finally:
            self._idle.put(worker if fit else self._replacement(worker))
        return _body(reply)

    def _take(self, seconds: float) -> SparqlWorker:
        try:
            worker = self._idle.get(timeout=seconds)
        except queue.Empty:
            raise Overloaded("every query process is busy") from None
        if worker is None:
            worker = self._hire_or_leave_vacant()
        if worker is None:
            self._idle.put(None)
            raise Overloaded("no query process could be started")
        return worker

    def _replacement(self, worker: SparqlWorker) -> SparqlWorker | None:
        worker.kill()
        with self._changing:
            self._all.discard(worker)
        return self._hire_or_leave_vacant()

    def _hire_or_leave_vacant(self) -> SparqlWorker | None:
        try:
            return self._hire()
        except (OSError, Overloaded):
            return None

    def _hire(self) -> SparqlWorker:
        with self._changing:
            if self._closed:
                raise Overloaded("the service is stopping")
            worker = SparqlWorker(self._store_path, self._memory_bytes)
            self._all.add(worker)
        return worker

    def _await_ready(self) -> None:
        deadline = monotonic() + START_SECONDS
        try:
            for worker in self._all:
                worker.await_ready(max(0.0, deadline - monotonic()))
        except (EOFError, OSError, TimeoutError):
            self.close()
            raise InvalidRelease(["the store cannot be opened for queries"]) from None


def _message(request: SparqlRequest, seconds: float) -> bytes:
    return json.dumps(
        {
            "query": request.query,
            "media_type": request.accept,
            "default_graphs": request.default_graphs,
            "named_graphs": request.named_graphs,
            "seconds": seconds,
        }
    ).encode()


def _body(reply: bytes) -> bytes:
    if reply[:1] == b"-":
        raise InvalidQuery(reply[1:].decode("utf-8", "replace")[:MESSAGE_CHARACTERS])
    return reply[1:]
