"""Answers are compressed where the client says that it reads that."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

from flask import Response, request
from werkzeug.http import parse_accept_header

GZIP = "gzip"
# Clients send few different headers, over and over.
REMEMBERED_HEADERS = 64
# Below this, headers outweigh what is saved: one packet of a network holds about 1,400 bytes.
LEAST_BYTES = 1_400
# zlib's fastest level: results of 10 MB shrink to a tenth in a tenth of a second.
LEVEL = 1
# zlib.h: 15 is the largest window, 16 more asks for gzip's header.
GZIP_WINDOW = 31


def compress(response: Response) -> Response:
    """Compress a body piece by piece; short ones and those of other encodings stay as they are."""
    if response.status_code in (200, 304):
        response.vary.add("Accept-Encoding")
    accepted = request.headers.get("Accept-Encoding", "")
    if not is_compressible(response) or not reads_gzip(accepted):
        return response
    pieces = response.response
    response.response = Pieces(pieces)
    response.headers["Content-Encoding"] = GZIP
    response.headers.pop("Content-Length", None)
    tag, weak = response.get_etag()
    if tag and not weak:
        response.set_etag(compressed_tag(tag))
    return response


def compressed_tag(tag: str) -> str:
    """Return the tag of what is compressed of something: other bytes have another one."""
    return f"{tag}/{GZIP}"


@lru_cache(REMEMBERED_HEADERS)
def reads_gzip(accepted: str) -> bool:
    """Tell whether a client that sends such an ``Accept-Encoding`` reads gzip."""
    return bool(parse_accept_header(accepted)[GZIP])


def is_compressible(response: Response) -> bool:
    """Tell whether a response has a body of a size worth compressing."""
    if response.status_code != 200 or "Content-Encoding" in response.headers:
        return False
    length = response.headers.get("Content-Length", str(LEAST_BYTES))
    return request.method != "HEAD" and int(length) >= LEAST_BYTES


class Pieces:
    """A body being compressed; closing it closes what it comes from."""

    def __init__(self, pieces: Iterable[bytes | str]) -> None:
        self._source = pieces
        self._pieces = compressed(pieces)

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Stop, and tell the source."""
        close = getattr(self._source, "close", None)
        if close:
            close()


def compressed(pieces: Iterable[bytes | str]) -> Iterator[bytes]:
    """Yield the pieces of a gzip file."""
    coder = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP_WINDOW)
    for piece in pieces:
        if part := coder.compress(piece.encode() if isinstance(piece, str) else piece):
            yield part
    yield coder.flush()
