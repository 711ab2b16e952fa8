"""The gateway over a made-up ASGI server: what reaches the application, and what leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.exceptions import HTTPException

from nosograph.errors import BrokenAnswer, Overloaded
from nosograph.web import arriving
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


def exchange(
    application: Any, *messages: dict[str, Any], trusted_proxies: int = 0
) -> list[dict[str, Any]]:
    """Run one request; return what was sent."""
    sent: list[dict[str, Any]] = []
    coming = [*messages, {"type": "http.disconnect"}]

    async def receive() -> dict[str, Any]:
        return coming.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    gateway = Gateway(application, 1, trusted_proxies=trusted_proxies)
    asyncio.run(gateway(SCOPE, receive, send))
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
        raise AssertionError("a part of a body was handed on")

    assert exchange(application, body(b"abc", True)) == []


def reading(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    try:
        status, read = "200 OK", environ["wsgi.input"].read()
    except (HTTPException, Overloaded) as refusal:
        status, read = f"{getattr(refusal, 'code', 503)} X", b""
    start(status, [("Content-Length", str(len(read)))])
    return [read]


def test_a_body_that_does_not_come_takes_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "BODY_SECONDS", 0.2)
    gateway, sent = Gateway(reading, 1), list[Any]()

    async def silent() -> dict[str, Any]:
        await asyncio.sleep(60)
        raise AssertionError("nobody waits so long")

    async def send(message: Any) -> None:
        sent.append(message.get("status", message.get("body")))

    async def spoken() -> dict[str, Any]:
        return body(b"abcdef", False)

    async def both() -> None:
        waiting = asyncio.create_task(gateway(SCOPE, silent, send))
        await gateway(SCOPE, spoken, send)
        await waiting

    asyncio.run(both())
    assert sent == [200, b"abcdef", 408, b""]


def test_bodies_together_take_a_part_of_the_memory_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "HELD_BYTES", 30_000)
    gateway, statuses = Gateway(reading, 4, body_bytes=10_000), list[int]()

    async def send(message: Any) -> None:
        statuses.append(message.get("status", 0))

    async def ask(size: int) -> None:
        parts = [body(b"x" * size, True), body(b"x" * 10, False)]

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0.1 if len(parts) == 1 else 0)
            return parts.pop(0)

        await gateway({**SCOPE, "headers": [(b"transfer-encoding", b"chunked")]}, receive, send)

    async def many() -> None:
        await asyncio.gather(*(ask(9_000) for _ in range(3)), ask(20_000))
        await ask(9_000)

    asyncio.run(many())
    assert sorted(filter(None, statuses)) == [200] * 4 + [503]


@pytest.mark.parametrize(("failure", "status"), [(None, 200), (BrokenAnswer("broke off"), 503)])
def test_an_answer_over_http_1_0_is_whole_or_refused(
    monkeypatch: pytest.MonkeyPatch, failure: Exception | None, status: int
) -> None:
    monkeypatch.setitem(SCOPE, "http_version", "1.0")

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start("200 OK", [])
        return Breaking(failure)

    sent = exchange(application, body(b"abcdef", False))
    length = dict(sent[0]["headers"])[b"content-length"]
    assert (sent[0]["status"], int(length)) == (status, len(sent[1]["body"]))
    assert (sent[1]["body"] == b"part") == (failure is None)


def test_a_long_answer_is_given_over_http_1_1_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SCOPE, "http_version", "1.0")

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start("200 OK", [])
        return iter([b"x" * 2**20] * 17)

    (start, answer) = exchange(application, body(b"abcdef", False))
    assert start["status"] == 505
    assert b"HTTP/1.1" in answer["body"]


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


@pytest.mark.parametrize(
    ("proxies", "asked"),
    [(0, "http://inner/"), (1, "https://kg.example.org/"), (2, "http://inner/")],
)
def test_a_trusted_proxy_says_how_it_was_asked(
    monkeypatch: pytest.MonkeyPatch, proxies: int, asked: str
) -> None:
    headers = [(b"host", b"inner"), (b"x-forwarded-proto", b"https")]
    monkeypatch.setitem(SCOPE, "headers", [*headers, (b"x-forwarded-host", b"kg.example.org")])
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        seen.update(environ)
        start("200 OK", [("Content-Length", "0")])
        return [b""]

    exchange(application, trusted_proxies=proxies)
    assert f"{seen['wsgi.url_scheme']}://{seen['HTTP_HOST']}/" == asked
