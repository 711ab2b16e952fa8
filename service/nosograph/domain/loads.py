"""The LOAD operations of an update: which documents it wants, and for which graphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nosograph.domain.sparql import mentions
from nosograph.domain.writing import require_iri
from nosograph.domain.written_names import (
    SPACE,
    Match,
    Names,
    iri_at,
    operations,
    refuse_uncertain,
)
from nosograph.errors import InvalidQuery

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


def loads(text: str, base: str) -> Iterator[Load]:
    """Yield the LOAD operations of an update; refuse what may be read in two ways.

    >>> [(load.source, load.graph) for load in loads("LOAD <a> INTO GRAPH <b>", "http://x/")]
    [('http://x/a', 'http://x/b')]
    """
    if not mentions(text, "load"):
        return
    found = tuple(keywords(text, base))
    if found:
        refuse_uncertain(text, "LOAD")
    for keyword, names in found:
        yield load_at(text, keyword, names)


def keywords(text: str, base: str) -> Iterator[tuple[Match, Names]]:
    """Yield where operations begin as LOAD, and what names stand for there."""
    for operation in operations(text, base):
        if keyword := LOAD.match(text, operation.start):
            yield keyword, operation.names


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
