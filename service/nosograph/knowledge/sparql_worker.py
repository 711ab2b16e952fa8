"""The process in which one query at a time is evaluated; it can be killed at any moment.

Over an inherited socket a request comes in as JSON, and a reply goes out in pieces, each a mark and
content: pieces and the end, or a refusal before them, or a failure after some; or graphs that are
wanted, after which the request may come again with their documents behind it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from contextlib import AbstractContextManager, nullcontext, suppress
from multiprocessing.connection import Connection
from typing import Any

from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat, Store

from nosograph.domain.data_set import dataset_graphs
from nosograph.domain.sparql import is_update, mentions_federation
from nosograph.errors import InvalidDocument, InvalidQuery
from nosograph.knowledge.fetched_graphs import Documents, store_beside, store_in_memory
from nosograph.knowledge.isolation import deny_network, limit_memory
from nosograph.knowledge.rdf_document import Document

PIECE, END, REFUSAL, FAILURE, WANTED = b"+", b".", b"-", b"!", b"?"
# Fewer and larger pieces were not faster; an answer below this comes whole, or as a refusal.
PIECE_BYTES = 2**16
# A query that computes for longer than this goes on when nothing else wants the processor.
SINK_SECONDS = 0.25
# The engine goes as deep as a query nests: some 6,000 braces, where 8 MB bear 800.
STACK_BYTES = 2**26
# The parent kills at the deadline; this alarm ends the process if the parent is gone.
GRACE_SECONDS = 1.0


class Evaluator:
    """A read-only store that answers one request at a time."""

    def __init__(self, place: str, isolated: bool, memory: int) -> None:
        self._isolated = isolated
        self._memory = memory
        self._open(place)

    def _open(self, place: str) -> None:
        self._place = place
        self._store = Store.read_only(place)
        self._graphs = frozenset(
            graph.value for graph in self._store.named_graphs() if isinstance(graph, NamedNode)
        )
        limit_memory(self._memory + STACK_BYTES)

    def evaluate(
        self, request: dict[str, Any], documents: Documents, reply: Reply
    ) -> tuple[str, ...]:
        """Write the result of a request, or refuse it.

        Where it names graphs that are neither here nor documents, they are returned instead.
        """
        query = request["query"]
        if request["store"] != self._place:
            self._open(request["store"])
        if not self._isolated and mentions_federation(query):
            raise InvalidQuery("this machine cannot shut SERVICE out: the word is refused")
        try:
            graphs = _graphs(request)
            if wanted := self._wanted(graphs, documents):
                _require_sound(request)
                return wanted
            with self._over(graphs, documents, request) as store:
                dataset = _dataset(request, graphs)
                results = store.query(query, base_iri=request["base"] or None, **dataset)
                _serialise(results, request["media_type"], reply)
        except ConnectionError:
            raise
        except (SyntaxError, ValueError, RuntimeError, OSError) as refusal:
            # An OSError: a format that has no room for what was found, a triple term say.
            raise InvalidQuery(_reason(query, refusal)) from refusal
        return ()

    def _wanted(self, graphs: tuple[str, ...], documents: Documents) -> tuple[str, ...]:
        unknown = (name for name in graphs if name not in self._graphs and name not in documents)
        return tuple(dict.fromkeys(unknown))

    def _over(
        self, graphs: tuple[str, ...], documents: Documents, request: dict[str, Any]
    ) -> AbstractContextManager[Store]:
        """Give the store that has the graphs: this one, documents, or both."""
        if not documents:
            return nullcontext(self._store)
        if self._graphs.isdisjoint(graphs):
            return nullcontext(store_in_memory(documents))
        return store_beside(self._place, request["folder"], documents)


def _graphs(request: dict[str, Any]) -> tuple[str, ...]:
    """Return the graphs of a data set; one that the protocol gives stands for that of the query."""
    given = (*request["default_graphs"], *request["named_graphs"])
    try:
        return given or dataset_graphs(request["query"], request["base"])
    except InvalidQuery:
        _require_sound(request)
        raise


def _require_sound(request: dict[str, Any]) -> None:
    """Raise what the engine says of a query that it cannot read."""
    Store().query(request["query"], base_iri=request["base"] or None)


def _dataset(request: dict[str, Any], graphs: tuple[str, ...]) -> dict[str, Any]:
    default, named = request["default_graphs"], request["named_graphs"]
    if default or named:
        return {"default_graph": _nodes(default), "named_graphs": _nodes(named)}
    return {"use_default_graph_as_union": request["union"] and not graphs}


def _nodes(graphs: list[str]) -> list[NamedNode]:
    # The engine reads a graph that is given twice twice.
    return [NamedNode(graph) for graph in dict.fromkeys(graphs)]


def _reason(query: str, refusal: Exception) -> str:
    if isinstance(refusal, SyntaxError) and is_update(query):
        return "updates are refused"
    return str(refusal)


def _serialise(results: Any, media_type: str, reply: Reply) -> None:
    graph = isinstance(results, QueryTriples)
    known = RdfFormat if graph else QueryResultsFormat
    chosen = known.from_media_type(media_type)
    if chosen is None:
        raise InvalidQuery(f"this query's result cannot be written as {media_type}")
    results.serialize(output=reply, format=chosen)


class Reply:
    """What the engine writes an answer to: a file that sends pieces to the parent."""

    def __init__(self, parent: Connection) -> None:
        self._parent = parent
        self._parts: list[bytes] = []
        self._size = 0
        self._begun = False

    def write(self, data: bytes) -> int:
        """Take a part of the answer."""
        self._parts.append(data)
        self._size += len(data)
        if self._size >= PIECE_BYTES:
            self._send(PIECE)
            self._begun = True
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces go out when they are large enough."""

    def end(self) -> None:
        """Send what is left."""
        self._send(END)

    def want(self, graphs: tuple[str, ...]) -> None:
        """Say which graphs are not here."""
        self._parts = [json.dumps(graphs).encode()]
        self._send(WANTED)

    def refuse(self, reason: str) -> None:
        """Say why there is no answer, or none to the end."""
        self._parts = [reason.encode("utf-8", "replace")]
        self._send(FAILURE if self._begun else REFUSAL)

    def _send(self, mark: bytes) -> None:
        self._parent.send_bytes(b"".join((mark, *self._parts)))
        self._parts, self._size = [], 0


def answer(evaluator: Evaluator, request: bytes, parent: Connection, sinks: bool) -> None:
    """Answer one request, never later than its deadline and a moment."""
    message = json.loads(request)
    documents = {
        graph: Document(parent.recv_bytes(), media_type)
        for graph, media_type in message.get("documents", ())
    }
    signal.setitimer(signal.ITIMER_REAL, message["seconds"] + GRACE_SECONDS)
    signal.setitimer(signal.ITIMER_VIRTUAL, SINK_SECONDS if sinks else 0)
    reply = Reply(parent)
    try:
        if wanted := evaluator.evaluate(message, documents, reply):
            reply.want(wanted)
        else:
            reply.end()
    except (InvalidDocument, InvalidQuery) as refusal:
        reply.refuse(str(refusal))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


class Serving(threading.Thread):
    """Answers requests until the parent hangs up or a long query has sunk this thread.

    A thread that has sunk cannot rise again without privilege, so a new one takes over.
    """

    def __init__(self, evaluator: Evaluator, parent: Connection, sinks: bool) -> None:
        super().__init__(daemon=True)
        self._sinks = sinks
        self._evaluator = evaluator
        self._parent = parent
        self.sunk = False
        self.hung_up = False

    def run(self) -> None:
        """Answer one request after the other."""
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGVTALRM})
        try:
            while not self.sunk:
                answer(self._evaluator, self._parent.recv_bytes(), self._parent, self._sinks)
        except (EOFError, ConnectionError):
            self.hung_up = True

    def sink(self, *_: object) -> None:
        """Let this thread run only when nothing else wants to."""
        thread = self.native_id
        if sys.platform == "linux" and thread:
            self.sunk = True
            os.setpriority(os.PRIO_PROCESS, thread, 19)
            os.sched_setscheduler(thread, os.SCHED_IDLE, os.sched_param(0))


def main(store_path: str, descriptor: str, memory: str, niceness: str) -> None:
    """Answer requests on an inherited descriptor until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(int(niceness))
    isolated = deny_network()
    threading.stack_size(STACK_BYTES)
    evaluator = Evaluator(store_path, isolated, int(memory))
    with Connection(int(descriptor)) as parent, suppress(EOFError, ConnectionError):
        parent.send_bytes(END)
        serve(evaluator, parent, sinks=int(niceness) > 0)


def serve(evaluator: Evaluator, parent: Connection, sinks: bool) -> None:
    """Answer in one thread at a time; any failure that is not foreseen ends the process."""
    while True:
        serving = Serving(evaluator, parent, sinks)
        signal.signal(signal.SIGVTALRM, serving.sink)
        serving.start()
        serving.join()
        if not serving.sunk or serving.hung_up:
            return
