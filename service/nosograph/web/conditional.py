"""Answers that a client may keep while the release, and what was written on it, stay the same."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request
from werkzeug.http import quote_etag

from nosograph.web.service import Service


def unless_known(service: Service, media_type: str, answer: Callable[[], Response]) -> Response:
    """Return an answer with its tag, or say that the client has it already.

    One that says itself what may be kept of it has no tag.
    """
    tag = entity_tag(service.state(), media_type)
    known = request.if_none_match.contains_weak(tag)
    response = Response(status=304) if known else answer()
    response.vary.add("Accept")
    if "Cache-Control" not in response.headers:
        response.headers["ETag"] = quote_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
    return response


def entity_tag(state: str, media_type: str) -> str:
    """Name one representation: the same query over the same state gives the same answer."""
    return f"{state}/{media_type}".replace('"', "")
