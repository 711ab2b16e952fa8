"""The process in which one query at a time is evaluated; it can be killed at any moment.

Over an inherited socket a request comes in as JSON, and a reply goes out as one mark and the body.
"""

from __future__ import annotations

import json
import os
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat, Store

from nosograph.domain.sparql import dataset_graphs, is_update, mentions_federation
from nosograph.errors import InvalidQuery
from nosograph.knowledge.isolation import deny_network, limit_memory

ANSWER, REFUSAL = b"+", b"-"
# Behind whatever else the machine does: interactive answers come first.
NICENESS = 10
# The parent kills at the deadline; this alarm ends the process if the parent is gone.
GRACE_SECONDS = 1.0


class Evaluator:
    """A read-only store that answers one request at a time."""

    def __init__(self, store: Store, isolated: bool) -> None:
        self._store = store
        self._isolated = isolated
        self._graphs = frozenset(
            graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)
        )

    def evaluate(self, request: dict[str, Any]) -> bytes:
        """Return the serialised result of a request, or refuse it."""
        query = request["query"]
        if not self._isolated and mentions_federation(query):
            raise InvalidQuery("this machine cannot shut SERVICE out: the word is refused")
        try:
            results = self._store.query(query, **self._dataset(request))
            return _serialise(results, request["media_type"])
        except (SyntaxError, ValueError, RuntimeError) as refusal:
            raise InvalidQuery(_reason(query, refusal)) from refusal

    def _dataset(self, request: dict[str, Any]) -> dict[str, Any]:
        default, named = request["default_graphs"], request["named_graphs"]
        in_query = dataset_graphs(request["query"])
        self._require_known([*default, *named, *in_query])
        if default or named:
            return {"default_graph": _nodes(default), "named_graphs": _nodes(named)}
        return {"use_default_graph_as_union": not in_query}

    def _require_known(self, graphs: list[str]) -> None:
        unknown = next((graph for graph in graphs if graph not in self._graphs), None)
        if unknown is not None:
            raise InvalidQuery(f"unknown graph: {unknown}")


def _nodes(graphs: list[str]) -> list[NamedNode]:
    return [NamedNode(graph) for graph in graphs]


def _reason(query: str, refusal: Exception) -> str:
    if isinstance(refusal, SyntaxError) and is_update(query):
        return "updates are refused"
    return str(refusal)


def _serialise(results: Any, media_type: str) -> bytes:
    graph = isinstance(results, QueryTriples)
    known = RdfFormat if graph else QueryResultsFormat
    chosen = known.from_media_type(media_type)
    if chosen is None:
        raise InvalidQuery(f"this query's result cannot be written as {media_type}")
    return bytes(results.serialize(format=chosen))


def reply(evaluator: Evaluator, request: bytes) -> bytes:
    """Answer one request, never later than its deadline and a moment."""
    message = json.loads(request)
    signal.setitimer(signal.ITIMER_REAL, message["seconds"] + GRACE_SECONDS)
    try:
        return ANSWER + evaluator.evaluate(message)
    except InvalidQuery as refusal:
        return REFUSAL + str(refusal).encode("utf-8", "replace")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def main(store_path: str, descriptor: str, memory: str) -> None:
    """Answer requests on an inherited descriptor until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    isolated = deny_network()
    evaluator = Evaluator(Store.read_only(store_path), isolated)
    limit_memory(int(memory))
    with Connection(int(descriptor)) as parent, suppress(EOFError, ConnectionError):
        parent.send_bytes(ANSWER)
        while True:
            parent.send_bytes(reply(evaluator, parent.recv_bytes()))
