"""Problems as pages, for who reads with a browser: what went wrong, and where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template, request

from nosograph.web.linked_pages import HUMP
from nosograph.web.negotiation import negotiate

#: Paths of protocols, whose clients read problem documents whatever they accept.
PROTOCOLS = ("/sparql", "/update", "/rdf-graph-store", "/health", "/fhir", "/cds-services")
#: Where a browser without scripts posts words, from the page itself.
FORM = "/"
#: What a client that prefers pages is offered them beside.
OFFERS = ("application/problem+json", "application/json", "text/html")
#: What a name in a path may be looked for as: separators become spaces.
SEPARATORS = str.maketrans("_:/.-", "     ")
#: Longer names are not looked for.
LONGEST = 80


def is_page_offered() -> bool:
    """Tell whether a problem at this address can be a page."""
    is_read = request.method in ("GET", "HEAD") and not request.path.startswith(PROTOCOLS)
    return is_read or request.path == FORM


def is_page_preferred() -> bool:
    """Tell whether a browser opened an address, and likes a page better than a document."""
    accepted = negotiate(request.headers.get("Accept"), OFFERS)
    return is_page_offered() and accepted == "text/html"


def problem_page(document: Mapping[str, Any]) -> Response:
    """Return a problem as a page."""
    text = render_template("error.html", problem=document, tried=tried())
    response = Response(text, status=document["status"], mimetype="text/html")
    response.vary.add("Accept")
    return response


def tried() -> str:
    """Return the last part of the path in words, to be looked for."""
    last = request.path.rstrip("/").rpartition("/")[2]
    return " ".join(HUMP.sub(" ", last).translate(SEPARATORS).split())[:LONGEST]
