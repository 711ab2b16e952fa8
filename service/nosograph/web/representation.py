"""Which representation of a resource a client gets, and for how long it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response, request
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import quote_etag

from nosograph.web.assets import pages_digest
from nosograph.web.negotiation import require_accepted

#: Names for ``format`` and for the ending of a path.
FORMATS = {
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "ofn": "text/owl-functional",
    "rdf": "application/rdf+xml",
    "rq": "application/sparql-query",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "txt": "text/plain",
    "xml": "application/sparql-results+xml",
}
TABLE_TYPES = (
    "application/sparql-results+json",
    "application/json",
    "text/csv",
    "text/tab-separated-values",
    "application/sparql-results+xml",
)
RDF_TYPES = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")


def wanted_type(offers: Sequence[str], ending: str = "") -> str:
    """Return the media type that a path's ending, ``format`` or Accept asks for, or refuse."""
    name = ending or request.args.get("format", "")
    if not name:
        return require_accepted(offers)
    if FORMATS.get(name) in offers:
        return FORMATS[name]
    available = ", ".join(sorted(short for short, kind in FORMATS.items() if kind in offers))
    raise NotAcceptable(f"available formats: {available}")


def represented(release: str, media_type: str, write: Callable[[], bytes | str]) -> Response:
    """Return a representation with its tag; what a client already has is not written again.

    A release never changes, so release and media type name the representation of a URL.
    """
    if is_held(release, media_type):
        response = Response(status=304)
    else:
        response = Response(write(), mimetype=media_type)
    response.headers["ETag"] = quote_etag(tag(release, media_type), weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    return response


def is_held(release: str, media_type: str) -> bool:
    """Tell whether the client has this representation already."""
    return request.if_none_match.contains_weak(tag(release, media_type))


def tag(release: str, media_type: str) -> str:
    """Name a representation; a page changes with its templates too."""
    made_by = f"/{pages_digest()}" if media_type == FORMATS["html"] else ""
    return f"{release}/{media_type}{made_by}".replace('"', "")
