"""Documents that a query names as graphs, fetched for it alone by the rules for other servers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nosograph.domain.identifiers import NOS
from nosograph.domain.writing import require_iri
from nosograph.errors import InvalidQuery
from nosograph.knowledge.loading import HEADERS, MOST_DOCUMENTS
from nosograph.knowledge.outside import Outside
from nosograph.knowledge.rdf_document import Document

OWN = "names of this service's own are not fetched"


@dataclass(frozen=True, slots=True)
class Fetching:
    """Fetches documents; ``folder`` is where they may lie while they stand beside a store."""

    outside: Outside
    folder: Path | None = None

    def documents(self, graphs: Sequence[str], left: Callable[[], float]) -> dict[str, Document]:
        """Return the documents of unknown graphs, or refuse them all before anyone is asked.

        ``left`` tells the seconds that there are for all of them.
        """
        for graph in graphs:
            self._require_allowed(graph)
        if len(graphs) > MOST_DOCUMENTS:
            raise InvalidQuery(f"at most {MOST_DOCUMENTS} documents are fetched for a query")
        return {graph: self.outside.document(graph, HEADERS, left()) for graph in graphs}

    def _require_allowed(self, graph: str) -> None:
        try:
            require_iri(graph)
            if graph.startswith(NOS):
                raise InvalidQuery(OWN)
            self.outside.require_listed(graph)
        except InvalidQuery as refusal:
            raise InvalidQuery(f"unknown graph: {graph} ({refusal})") from None
