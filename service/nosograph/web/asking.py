"""How pages and catalogue routes ask the graphs: as any client does, in the killable pool."""

from __future__ import annotations

from flask import current_app

from nosograph.domain.sparql import SparqlRequest
from nosograph.web.clients import of_client
from nosograph.web.service import Service

#: The setting of the application that says how many proxies stand before it.
TRUSTED_PROXIES = "TRUSTED_PROXIES"


def answer_of(service: Service, text: str, media_type: str) -> bytes:
    """Return the whole answer of a query, which takes its place among those of its client."""
    return service.sparql.query(as_asked(text, media_type)).read()


def as_asked(text: str, media_type: str, timeout: float | None = None) -> SparqlRequest:
    """Return a query of the client at hand."""
    asked = SparqlRequest(text, media_type, timeout=timeout)
    return of_client(asked, current_app.config[TRUSTED_PROXIES])
