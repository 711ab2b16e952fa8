"""LOAD, done before the engine sees an update: documents of hosts that are listed.

The process that writes has no network. Each LOAD is fetched here, by the rules for other servers,
and what its document says takes its place as INSERT DATA: in the order of the update, whole or not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nosograph.domain.sparql import mentions
from nosograph.domain.writing import UpdateRequest, refuse_protected, require_iri
from nosograph.domain.written_names import (
    SPACE,
    Match,
    Names,
    declared,
    iri_at,
    pieces,
    refuse_uncertain,
)
from nosograph.errors import InvalidQuery, NosographError
from nosograph.knowledge.outside import Outside
from nosograph.knowledge.rdf_document import statements

# Each is a request to another server.
MOST_DOCUMENTS = 8
HEADERS = {
    "Accept": "application/n-triples, text/turtle, application/rdf+xml;q=0.9",
    "User-Agent": "nosograph",
}
REFUSED = "LOAD is refused: NOSOGRAPH_FEDERATION_HOSTS lists whose documents may be loaded"
TAKES = "LOAD takes the address of a document, and INTO GRAPH and a name"
LOAD = re.compile(rf"{SPACE}(?P<load>(?i:load)){SPACE}(?P<silent>(?i:silent))?")
INTO = re.compile(rf"{SPACE}(?i:into){SPACE}(?i:graph)")
ENDED = re.compile(rf"{SPACE}(?:;|\Z)")


@dataclass(frozen=True, slots=True)
class Load:
    """A LOAD: where it stands, the document, the graph it goes to, and whether it may fail."""

    start: int
    end: int
    source: str
    graph: str | None
    silent: bool


class Loading:
    """Replaces the LOAD operations of updates by what their documents say."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def resolved(self, request: UpdateRequest, left: Callable[[], float]) -> str:
        """Return the text of an update without LOAD, or refuse it before anyone is asked.

        ``left`` tells the seconds that there are for all documents.
        What a document cannot be read for ends the update, unless its LOAD is SILENT.
        """
        if not mentions(request.text, "load"):
            return request.text
        found = tuple(loads(request))
        if len(found) > MOST_DOCUMENTS:
            raise InvalidQuery(f"at most {MOST_DOCUMENTS} LOAD operations")
        refuse_protected(tuple(load.graph for load in found if load.graph))
        for load in found:
            if not load.silent:
                self._require_allowed(load)
        text = request.text
        for load in reversed(found):
            inserted = self._inserted(load, left())
            text = f"{text[: load.start]}{inserted}{text[load.end :]}"
        return text

    def _require_allowed(self, load: Load) -> None:
        if not self._outside.hosts:
            raise InvalidQuery(REFUSED)
        self._outside.require_listed(load.source)

    def _inserted(self, load: Load, seconds: float) -> str:
        """Return the operation that inserts a document; one without effect where it may fail."""
        try:
            self._require_allowed(load)
            document = self._outside.document(load.source, HEADERS, seconds)
            said = " ".join(
                f"{quad.subject} {quad.predicate} {quad.object} ."
                for quad in statements(document, load.source)
            )
        except NosographError:
            if load.silent:
                return "INSERT DATA {}"
            raise
        if load.graph is None:
            return f"INSERT DATA {{ {said} }}"
        return f"INSERT DATA {{ GRAPH <{load.graph}> {{ {said} }} }}"


def loads(request: UpdateRequest) -> Iterator[Load]:
    """Yield the LOAD operations of an update; refuse what may be read in two ways."""
    refuse_uncertain(request.text, "LOAD")
    names: Names = {"": request.base}
    for start in operations(request.text):
        names, start = declared(request.text, start, names)
        if keyword := LOAD.match(request.text, start):
            yield load_at(request.text, keyword, names)


def operations(text: str) -> Iterator[int]:
    """Yield where the operations of an update begin, with the declarations before each."""
    yield 0
    depth = 0
    for piece in pieces(text):
        depth += {"{": 1, "}": -1}.get(piece.group(), 0)
        if piece.group() == ";" and not depth:
            yield piece.end()


def load_at(text: str, keyword: Match, names: Names) -> Load:
    """Return the operation that begins with a keyword."""
    source, end = require_iri_at(text, keyword.end(), names)
    graph = None
    if into := INTO.match(text, end):
        graph, end = require_iri_at(text, into.end(), names)
        require_iri(graph)
    if not ENDED.match(text, end):
        raise InvalidQuery(TAKES)
    return Load(keyword.start("load"), end, source, graph, keyword["silent"] is not None)


def require_iri_at(text: str, start: int, names: Names) -> tuple[str, int]:
    """Return the IRI that stands at a place, and where it ends."""
    found = iri_at(text, start, names)
    if found is None:
        raise InvalidQuery(TAKES)
    return found
