"""Answers that a client may keep while the release, and what was written on it, stay the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from flask import Response, request
from werkzeug.http import quote_etag

from nosograph.web.compression import compressed_tag
from nosograph.web.service import Service


def unless_known(
    service: Service, media_type: str, answer: Callable[[], Response], weak: bool = True
) -> Response:
    """Return an answer with its tag, or say that the client has it already.

    One that says itself what may be kept of it has no tag. A tag that is not ``weak`` can be given
    back by whoever changes what it stands for.
    """
    state, given = service.state(), request.if_none_match
    tag = entity_tag(state, media_type)
    known = tag if given.star_tag else known_tag(state, (media_type,), given.as_set(True))
    response = Response(status=304) if known else answer()
    response.vary.add("Accept")
    if "Cache-Control" not in response.headers:
        response.headers["ETag"] = quote_etag(known or tag, weak=weak)
        response.headers["Cache-Control"] = "no-cache"
    return response


def known_tag(state: str, media_types: Iterable[str], given: Collection[str]) -> str | None:
    """Return which of the given tags stands for a state in one of some media types, if any does."""
    for tag in (entity_tag(state, media_type) for media_type in media_types):
        for written in (tag, compressed_tag(tag)):
            if written in given:
                return written
    return None


def entity_tag(state: str, media_type: str) -> str:
    """Name one representation: the same query over the same state gives the same answer."""
    return f"{state}/{media_type}".replace('"', "")
