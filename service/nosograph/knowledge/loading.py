"""LOAD, done before the engine sees an update: documents of hosts that are listed.

The process that writes has no network. Each LOAD is fetched here, by the rules for other servers,
and what its document says takes its place as INSERT DATA: in the order of the update, whole or not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from nosograph.domain.sparql import TOKEN, is_uncertain, mentions
from nosograph.domain.writing import UpdateRequest, refuse_protected, require_iri
from nosograph.errors import InvalidQuery, NosographError
from nosograph.knowledge.federation import is_piece, is_word, prefixes
from nosograph.knowledge.outside import Outside
from nosograph.knowledge.rdf_document import statements

# Each is a request to another server.
MOST_DOCUMENTS = 8
HEADERS = {
    "Accept": "application/n-triples, text/turtle, application/rdf+xml;q=0.9",
    "User-Agent": "nosograph",
}
REFUSED = "LOAD is refused: NOSOGRAPH_FEDERATION_HOSTS lists whose documents may be loaded"
Match = re.Match[str]


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
    pieces = [piece for piece in TOKEN.finditer(request.text) if is_piece(piece)]
    words = [piece for piece in pieces if is_word(piece, "load")]
    if words and any(is_uncertain(p.group()) for p in pieces if p.lastgroup == "iri"):
        raise InvalidQuery("beside LOAD, write white space around < in comparisons")
    names = {"": request.base, **based_prefixes(pieces, request.base)}
    depth = 0
    for index, piece in enumerate(pieces):
        depth += {"{": 1, "}": -1}.get(piece.group(), 0)
        if depth == 0 and is_word(piece, "load"):
            yield load_at(pieces, index, names)


def based_prefixes(pieces: list[Match], base: str) -> dict[str, str]:
    """Return what prefixes and base stand for, relative to the address that was asked."""
    return {name: urljoin(base, address) for name, address in prefixes(pieces).items()}


def load_at(pieces: list[Match], index: int, names: dict[str, str]) -> Load:
    """Return the operation that begins at a piece."""
    at = index + 1
    silent = at < len(pieces) and is_word(pieces[at], "silent")
    at += silent
    source, end = iri_at(pieces, at, names), at
    graph = None
    if at + 1 < len(pieces) and is_word(pieces[at + 1], "into"):
        if at + 2 >= len(pieces) or not is_word(pieces[at + 2], "graph"):
            raise InvalidQuery("LOAD … INTO takes GRAPH and a name")
        end = at + 3
        graph = require_iri(iri_at(pieces, end, names))
    return Load(pieces[index].start(), pieces[end].end(), source, graph, silent)


def iri_at(pieces: list[Match], at: int, names: dict[str, str]) -> str:
    """Return the IRI that a piece is."""
    piece = pieces[at] if at < len(pieces) else None
    if piece is not None and piece.lastgroup == "iri":
        return urljoin(names[""], piece.group()[1:-1])
    prefix, colon, local = piece.group().partition(":") if piece is not None else ("", "", "")
    if not colon or f"{prefix}:" not in names:
        raise InvalidQuery("LOAD takes the address of a document")
    return names[f"{prefix}:"] + local
