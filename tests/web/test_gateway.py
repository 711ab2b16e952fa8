"""The gateway over a made-up ASGI server: what reaches the application, and what leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from nosograph.errors import BrokenAnswer
from nosograph.web.clients import ABANDONED
from nosograph.web.gateway import Gateway

SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "POST",
    "path": "/gr\N{LATIN SMALL LETTER U WITH DIAERESIS}n",
    "query_string": b"a=%41",
    "http_version": "1.1",
    "scheme": "http",
    "server": ("127.0.0.1", 80),
    "client": ("192.0.2.1", 4000),
    "headers": [(b"content-length", b"6"), (b"accept", b"a/b"), (b"accept", b"c/d")],
}


def exchange(application: Any, *messages: dict[str, Any]) -> list[dict[str, Any]]:
    """Run one request; return what was sent."""
    sent: list[dict[str, Any]] = []
    coming = [*messages, {"type": "http.disconnect"}]

    async def receive() -> dict[str, Any]:
        return coming.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Gateway(application, 1)(SCOPE, receive, send))
    return sent


def body(part: bytes, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": part, "more_body": more}


def test_a_request_is_read_in_its_parts_and_a_whole_answer_sent() -> None:
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        seen.update(environ, body=environ["wsgi.input"].read())
        start("201 CREATED", [("Content-Length", "2"), ("X-A", "b")])
        return [b"o", b"k"]

    sent = exchange(application, body(b"abc", True), body(b"", True), body(b"def", False))
    assert seen["body"] == b"abcdef"
    assert seen["PATH_INFO"] == SCOPE["path"].encode().decode("latin-1")
    assert (seen["QUERY_STRING"], seen["HTTP_ACCEPT"]) == ("a=%41", "a/b,c/d")
    assert (seen["CONTENT_LENGTH"], seen["REMOTE_ADDR"]) == ("6", "192.0.2.1")
    assert (sent[0]["status"], sent[0]["headers"][1]) == (201, (b"x-a", b"b"))
    assert sent[1:] == [{"type": "http.response.body", "body": b"ok"}]


class Breaking:
    def __init__(self, failure: Exception | None) -> None:
        self.failure, self.closed = failure, False

    def __iter__(self) -> Any:
        yield b"part"
        if self.failure:
            raise self.failure

    def close(self) -> None:
        self.closed = True


def test_an_answer_that_breaks_off_is_not_ended_and_is_closed() -> None:
    for failure, ended in ((None, True), (BrokenAnswer("broke off"), False)):
        pieces = Breaking(failure)

        def application(
            environ: dict[str, Any], start: Any, pieces: Breaking = pieces
        ) -> Iterable[bytes]:
            start("200 OK", [])
            return pieces

        sent = exchange(application, body(b"", False))
        assert pieces.closed
        assert (not sent[-1].get("more_body", True)) == ended


def test_a_body_that_ends_before_its_time_is_no_request() -> None:
    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        environ["wsgi.input"].read()
        raise AssertionError("read a part of a body as if it were whole")

    with pytest.raises(Exception, match="400"):
        exchange(application, body(b"abc", True))


def test_a_client_that_hangs_up_is_noticed() -> None:
    noticed = []

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        gone = environ[ABANDONED]
        noticed.append(gone())
        while not gone():
            pass
        noticed.append(True)
        start("200 OK", [("Content-Length", "0")])
        return [b""]

    exchange(application, body(b"", False))
    assert noticed[-1]


def test_a_header_that_passes_for_another_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = [(b"x_forwarded_for", b"203.0.113.1"), (b"x-forwarded-for", b"192.0.2.1")]
    monkeypatch.setitem(SCOPE, "headers", headers)
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        seen.update(environ)
        start("200 OK", [("Content-Length", "0")])
        return [b""]

    exchange(application)
    assert seen["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"
