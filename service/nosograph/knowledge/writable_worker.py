"""The process that writes; it can be killed at any moment, and what it had not published is gone.

Over an inherited socket a request comes in as JSON, after it one by one the documents of a change
or of the LOADs of an update, of which one without a media type is none; a reply goes out as JSON.
"""

from __future__ import annotations

import json
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from nosograph.domain.writing import (
    GraphChange,
    GraphDocument,
    GraphEdit,
    Precondition,
    UpdateRequest,
)
from nosograph.errors import InvalidInput, ProtectedGraph, QuerySyntax
from nosograph.knowledge.isolation import deny_network, limit_memory
from nosograph.knowledge.rdf_document import Document
from nosograph.knowledge.writable_graphs import WritableGraphs
from nosograph.knowledge.writable_snapshots import Snapshots

# The parent kills at the deadline; this alarm ends the process if the parent is gone.
GRACE_SECONDS = 1.0


def act(graphs: WritableGraphs, message: dict[str, Any], documents: list[bytes]) -> bool:
    """Do what a message asks; return whether it made a graph."""
    match message.pop("act"):
        case "update":
            types = message.pop("media_types")
            given = zip(documents, types, strict=True)
            fetched = [Document(body, type_) if type_ else None for body, type_ in given]
            graphs.update(UpdateRequest(**message), fetched)
            return False
        case "parse":
            graphs.parse(UpdateRequest(**message))
            return False
        case "change":
            message["edit"] = GraphEdit(message["edit"])
            message["precondition"] = Precondition(**message["precondition"])
            types = message.pop("media_types")
            sent = (GraphDocument(*pair) for pair in zip(documents, types, strict=True))
            return graphs.change(GraphChange(**message, documents=tuple(sent)))
        case _:
            graphs.adopt()
            return False


def reply(graphs: WritableGraphs, message: dict[str, Any], documents: list[bytes]) -> bytes:
    """Answer one request, never later than its deadline and a moment."""
    signal.setitimer(signal.ITIMER_REAL, message.pop("seconds") + GRACE_SECONDS)
    try:
        return json.dumps({"made": act(graphs, message, documents)}).encode()
    except InvalidInput as refusal:
        return json.dumps(
            {"refused": type(refusal).__name__, "with": refusal_parts(refusal)}
        ).encode()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def refusal_parts(refusal: InvalidInput) -> list[str | int]:
    """Return what an exception is made from."""
    match refusal:
        case QuerySyntax():
            return [refusal.line, refusal.column, refusal.reason]
        case ProtectedGraph():
            return [refusal.graph]
        case _:
            return [str(refusal)]


def main(home: str, release: str, store: str, reading: str, descriptor: str, memory: str) -> None:
    """Write for the parent on the other end of an inherited descriptor until it hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    snapshots = Snapshots(Path(home), float(reading))
    graphs = WritableGraphs(snapshots, release, Path(store), isolated=deny_network())
    limit_memory(int(memory))
    with Connection(int(descriptor)) as parent, suppress(EOFError, ConnectionError):
        while True:
            message = json.loads(parent.recv_bytes())
            documents = [parent.recv_bytes() for _ in message.get("media_types", ())]
            parent.send_bytes(reply(graphs, message, documents))
    graphs.close()
