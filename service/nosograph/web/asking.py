"""How pages and catalogue routes ask the graphs: as any client does, in the killable pool."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app, request

from nosograph.domain.sparql import SparqlRequest, never
from nosograph.web.clients import ABANDONED, client_address
from nosograph.web.service import Service

#: The setting of the application that says how many proxies stand before it.
TRUSTED_PROXIES = "TRUSTED_PROXIES"


def answer_of(service: Service, text: str, media_type: str) -> bytes:
    """Return the whole answer of a query, which takes its place among those of its client."""
    return service.sparql.query(of_client(SparqlRequest(text, media_type))).read()


def of_client(asked: SparqlRequest) -> SparqlRequest:
    """Return a query as one of the client at hand, which stops when that hangs up."""
    return replace(
        asked,
        client=client_address(current_app.config[TRUSTED_PROXIES]),
        abandoned=request.environ.get(ABANDONED, never),
    )
