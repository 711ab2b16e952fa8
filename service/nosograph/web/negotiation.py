"""What a client sends and accepts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import parse_accept_header

# Clients send few different headers, over and over.
REMEMBERED_HEADERS = 64


def negotiate(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer that the header likes best, the first of equals, None where none fits.

    >>> negotiate("text/turtle;q=0.5, application/*", ["text/turtle", "application/rdf+xml"])
    'application/rdf+xml'
    """
    return _negotiated(accept or "*/*", tuple(offers))


@lru_cache(REMEMBERED_HEADERS)
def _negotiated(accept: str, offers: tuple[str, ...]) -> str | None:
    ranges = list(parse_accept_header(accept, MIMEAccept))
    best = max(offers, key=lambda offer: quality(ranges, offer))
    return best if quality(ranges, best) > 0 else None


def quality(ranges: Sequence[tuple[str, float]], offer: str) -> float:
    """Return the weight of an offer: that of the most specific range it falls in (RFC 9110)."""
    kind = offer.split("/")[0]
    for name in (offer, f"{kind}/*", "*/*"):
        for pattern, weight in ranges:
            if pattern.split(";")[0].strip().lower() == name:
                return weight
    return 0.0


def accepted_languages() -> tuple[str, ...]:
    """Return the languages of the request's Accept-Language, best first."""
    return tuple(tag for tag, weight in request.accept_languages if weight > 0)


def require_accepted(offers: Sequence[str]) -> str:
    """Return the media type to answer with, or refuse with 406 and what there is."""
    return require_offer(request.headers.get("Accept"), offers)


def require_offer(accept: str | None, offers: Sequence[str]) -> str:
    """Return the offer that the header likes best, or refuse with 406 and what there is."""
    chosen = negotiate(accept, offers)
    if chosen is None:
        raise NotAcceptable(f"available: {', '.join(offers)}")
    return chosen
