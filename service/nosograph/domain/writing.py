"""What a client asks to be written, and what can be told from an update without evaluating it.

What is protected does not hang on this reading: an update is evaluated where the graphs of a
release are not. It is here to say early, and in words, what would not be done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from nosograph.domain.identifiers import GRAPH
from nosograph.domain.written_names import depth_change, iri_at, operations, pieces
from nosograph.errors import InvalidQuery, ProtectedGraph, UnmetPrecondition

# RFC 3987 asks for a scheme; the rest is what SPARQL's IRIREF forbids.
ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20]*")
# Before a graph's name: SPARQL 1.1 Update, grammar rules 31 to 46 and 52.
BEFORE_GRAPH = ("graph", "using", "named", "with", "into", "to", "add", "copy", "move", "silent")


class GraphEdit(StrEnum):
    """What is done to one graph, in the verbs of the Graph Store Protocol."""

    PUT = "put"
    POST = "post"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """An update, the IRI that relative IRIs are resolved against, and the protocol's data set."""

    text: str
    base: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GraphDocument:
    """A graph as it is sent."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Precondition:
    """What must be so at the moment of a change: the graph is there or not, no write came since.

    ``revision`` is how many writes led to what the client has seen; None where that is all one.
    """

    exists: bool | None = None
    revision: int | None = None

    def require(self, exists: bool, revision: int) -> None:
        """Raise ``UnmetPrecondition`` unless it is so."""
        if self.exists not in (None, exists):
            raise UnmetPrecondition("the graph exists" if exists else "the graph does not exist")
        if self.revision not in (None, revision):
            raise UnmetPrecondition("something was written since")


@dataclass(frozen=True, slots=True)
class GraphChange:
    """An edit of one graph; ``graph`` is None for the default graph."""

    edit: GraphEdit
    graph: str | None
    base: str
    documents: tuple[GraphDocument, ...] = ()
    precondition: Precondition = Precondition()


def is_protected(graph: str) -> bool:
    """Tell whether a graph belongs to the release, which nobody writes.

    >>> is_protected("https://w3id.org/nosograph/graph/hpo")
    True
    """
    return graph.startswith(GRAPH)


def refuse_protected(graphs: Iterable[str]) -> None:
    """Refuse graphs of the release, naming the first."""
    for graph in graphs:
        if is_protected(graph):
            raise ProtectedGraph(graph)


def prepared(request: UpdateRequest) -> str:
    """Return the text to evaluate: its data set stands in it, and no graph of the release does."""
    refuse_protected((*request.using, *request.using_named))
    refuse_protected(graphs_named(request.text, request.base))
    if not request.using and not request.using_named:
        return request.text
    return with_dataset(request.text, request.using, request.using_named)


def graphs_named(text: str, base: str) -> Iterator[str]:
    r"""Yield the graphs that an update names.

    >>> list(graphs_named("PREFIX x: <http://x/> CLEAR GRAPH x:a.b\\-c; DROP GRAPH<d>", "http://y/"))
    ['http://x/a.b-c', 'http://y/d']
    """
    for operation in operations(text, base):
        for piece in pieces(text, operation.start):
            if piece.end() > operation.end:
                break
            if piece.lastgroup != "word" or not piece.group().lower().endswith(BEFORE_GRAPH):
                continue
            if found := iri_at(text, piece.end(), operation.names):
                yield found[0]


def with_dataset(text: str, using: tuple[str, ...], using_named: tuple[str, ...]) -> str:
    """Write the protocol's data set into every operation that has a pattern.

    >>> with_dataset("INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", ("http://x/",), ())
    'INSERT { ?s ?p 1 } USING <http://x/> WHERE { ?s ?p ?o }'
    """
    clauses = "".join(f"USING <{require_iri(graph)}> " for graph in using)
    clauses += "".join(f"USING NAMED <{require_iri(graph)}> " for graph in using_named)
    parts, end = [], 0
    for start, stop, shorthand in patterns(text):
        before = text[end:start]
        parts += [before, shorthand_template(text, stop) if shorthand else "", clauses]
        end = start
    return "".join((*parts, text[end:]))


def require_iri(text: str) -> str:
    """Return a graph's name where it is an absolute IRI, else refuse it.

    >>> require_iri("http://x/a")
    'http://x/a'
    """
    if not ABSOLUTE_IRI.fullmatch(text):
        raise InvalidQuery("a graph is named by an absolute IRI")
    return text


def patterns(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where each WHERE outside braces begins and ends, and whether DELETE is before it."""
    before, depth = "", 0
    for piece in pieces(text):
        depth += depth_change(piece.group())
        word = piece.group().lower() if piece.lastgroup == "word" and not depth else ""
        if word.startswith(("using", "with")):
            raise InvalidQuery("give the data set by parameters or by USING and WITH, not by both")
        if word.endswith("where"):
            yield piece.start(), piece.end(), before.endswith("delete")
        before = word


def shorthand_template(text: str, start: int) -> str:
    """Return the pattern of DELETE WHERE, which takes no data set, as the template that it is."""
    depth = 0
    for piece in pieces(text, start):
        depth += depth_change(piece.group())
        if piece.group() == "}" and depth == 0:
            return f"{text[start : piece.end()].strip()} "
    return ""
