"""LOAD, fetched before the engine sees an update: documents of hosts that are listed.

The process that writes has no network. Each document is fetched here, by the rules for other
servers, and read there, where memory and time are bounded and only a write is lost with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nosograph.domain.loads import Load, loads
from nosograph.domain.writing import UpdateRequest, refuse_protected
from nosograph.errors import InvalidQuery, NosographError
from nosograph.knowledge.outside import Outside
from nosograph.knowledge.rdf_document import Document

# Each is a request to another server.
MOST_DOCUMENTS = 8
HEADERS = {
    "Accept": "application/n-triples, text/turtle, application/rdf+xml;q=0.9",
    "User-Agent": "nosograph",
}
REFUSED = "LOAD is refused: NOSOGRAPH_FEDERATION_HOSTS lists whose documents may be loaded"


class Loading:
    """Fetches the documents that updates load."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def allowed(self, request: UpdateRequest) -> tuple[Load, ...]:
        """Return the LOAD operations of an update, or refuse it before anyone is asked."""
        found = tuple(loads(request.text, request.base))
        if len(found) > MOST_DOCUMENTS:
            raise InvalidQuery(f"at most {MOST_DOCUMENTS} LOAD operations")
        refuse_protected(tuple(load.graph for load in found if load.graph))
        for load in found:
            if not load.silent:
                self._require_allowed(load)
        return found

    def documents(self, found: Sequence[Load], left: Callable[[], float]) -> list[Document | None]:
        """Return the document of each LOAD; None for what a SILENT one does not get.

        ``left`` tells the seconds that there are for all of them.
        """
        return [self._document(load, left()) for load in found]

    def _document(self, load: Load, seconds: float) -> Document | None:
        try:
            self._require_allowed(load)
            return self._outside.document(load.source, HEADERS, seconds)
        except NosographError:
            if load.silent:
                return None
            raise

    def _require_allowed(self, load: Load) -> None:
        if not self._outside.hosts:
            raise InvalidQuery(REFUSED)
        self._outside.require_listed(load.source)
