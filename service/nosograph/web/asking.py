"""How pages and catalogue routes ask the graphs: as any client does, in the killable pool."""

from __future__ import annotations

from nosograph.domain.sparql import SparqlRequest
from nosograph.web.service import Service


def answer_of(service: Service, text: str, media_type: str) -> bytes:
    """Return the whole answer of a query."""
    return service.sparql.query(SparqlRequest(text, media_type)).read()
