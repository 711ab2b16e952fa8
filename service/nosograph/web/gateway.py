"""Between an ASGI server and the application, which is WSGI: knows when a client hangs up.

A WSGI server may end an answer that broke off as if it were whole, and tells nothing of a client
that is gone. Over ASGI an answer that is not ended breaks the transfer, and a hang-up is a message.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from nosograph.errors import Overloaded
from nosograph.web.arriving import ArrivingBody, Bodies
from nosograph.web.asgi import HeaderList, Message, Receive, Send
from nosograph.web.clients import ABANDONED, told_by_proxy
from nosograph.web.prompt import Begun, PromptAnswers, Whole
from nosograph.web.sparql import BEGUN, PATH

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

# A client that takes nothing of an answer for so long has left, or holds a thread on purpose.
STALL_SECONDS = 60.0
# What is kept of an answer for a client whose protocol cannot tell a broken one from a whole one.
GATHERED_BYTES = 2**24
LONG = "ask over HTTP/1.1: in 1.0 a long answer that breaks off would look whole"
# What a proxy says of how it was asked: the scheme, then the host.
FORWARDED = (b"x-forwarded-proto", b"x-forwarded-host")
# Headers that a WSGI environment names without HTTP_ (PEP 3333).
UNPREFIXED = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


class Gateway:
    """An ASGI application that runs a WSGI application in a number of threads.

    ``prompt`` answers what needs no thread. Of a body at most ``body_bytes`` are read.
    ``trusted_proxies`` stand before the service and say how they were asked.
    """

    def __init__(
        self,
        application: Wsgi,
        threads: int,
        prompt: PromptAnswers | None = None,
        body_bytes: int = 2**20,
        trusted_proxies: int = 0,
    ) -> None:
        self._application = application
        self._trusted_proxies = trusted_proxies
        self._bodies = Bodies(body_bytes)
        self._prompt = prompt
        self._threads = ThreadPoolExecutor(threads, "request")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        scope = seen_by_proxy(scope, self._trusted_proxies)
        exchange = Exchange(self._bodies, receive, send)
        begun: Whole | Begun | None = None
        try:
            await exchange.body.fetch(scope["headers"])
            if exchange.body.gone:
                return
            if self._prompt and scope["path"] == PATH:
                begun = await exchange.ask(self._prompt, scope)
            if not isinstance(begun, Whole):
                await self._run(scope, exchange, begun)
        finally:
            exchange.close()
            if isinstance(begun, Begun):
                begun.give_up()

    async def _run(self, scope: Message, exchange: Exchange, begun: Begun | None) -> None:
        environ = environ_of(scope)
        environ["wsgi.input"] = exchange.body.stream()
        environ[ABANDONED] = exchange.abandoned
        if begun:
            environ[BEGUN] = begun.answer
        loop = asyncio.get_running_loop()
        whole = await loop.run_in_executor(self._threads, exchange.run, self._application, environ)
        if whole is not None:
            await exchange.send_whole(whole)


class Exchange:
    """One request and its answer, between the event loop and the thread that answers."""

    def __init__(self, bodies: Bodies, receive: Receive, send: Send) -> None:
        self.body = ArrivingBody(bodies, receive)
        self._loop = asyncio.get_running_loop()
        self._receive = receive
        self._send = send
        self._start: Message = {}
        self._watching: asyncio.Task[None] | None = None
        self._asked = False
        self._gone = False

    async def ask(self, prompt: PromptAnswers, scope: Message) -> Whole | Begun | None:
        """Have a request answered at once, if it is one for that."""
        body = self.body.whole()
        if body is None:
            return None
        answer = await prompt.answer(scope, body, self.abandoned)
        if isinstance(answer, Whole):
            self._start = _start_of(200, answer.headers)
            await self.send_whole(answer.body)
        return answer

    def abandoned(self) -> bool:
        """Tell whether the client has hung up; from the first call on it is watched for."""
        if not self._asked:
            self._asked = True
            self._loop.call_soon_threadsafe(self._watch)
        return self._gone

    def close(self) -> None:
        """Let go of the body, and stop watching for a hang-up."""
        self.body.close()
        if self._watching:
            self._watching.cancel()

    def run(self, application: Wsgi, environ: Environ) -> bytes | None:
        """Run the application; return an answer of known length, or send a long one as it comes."""
        pieces = application(environ, self._start_response)
        try:
            if any(name == b"content-length" for name, _ in self._start["headers"]):
                return b"".join(pieces)
            if environ["SERVER_PROTOCOL"] == "HTTP/1.0":
                return self._gathered(pieces)
            self._stream(pieces)
        finally:
            if close := getattr(pieces, "close", None):
                close()
        return None

    async def send_whole(self, body: bytes) -> None:
        """Send an answer that is there as a whole."""
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})

    def _stream(self, pieces: Iterable[bytes]) -> None:
        """Send pieces as they come; where they break off, the answer is left without its end."""
        self._await(self._send(self._start))
        with suppress(Overloaded, TimeoutError):
            for piece in pieces:
                self._await(self._send(_body(piece, more=True)))
            self._await(self._send(_body(b"", more=False)))

    def _gathered(self, pieces: Iterable[bytes]) -> bytes:
        """Return pieces as a whole: in HTTP/1.0 the end of the connection is that of the answer."""
        parts, size = list[bytes](), 0
        try:
            for piece in pieces:
                parts.append(piece)
                size += len(piece)
                if size > GATHERED_BYTES:
                    return self._refusal(505, "HTTP version not supported", LONG)
        except (Overloaded, TimeoutError):
            return self._refusal(503, "The service is busy", "the answer broke off")
        self._start["headers"].append((b"content-length", b"%d" % size))
        return b"".join(parts)

    def _refusal(self, status: int, title: str, detail: str) -> bytes:
        problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        body = json.dumps(problem).encode()
        length = (b"content-length", b"%d" % len(body))
        self._start = _start_of(status, [(b"content-type", b"application/problem+json"), length])
        return body

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], _: Any = None
    ) -> Callable[[bytes], object]:
        self._start = _start_of(
            int(status.split(" ", 1)[0]),
            [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        )
        return _refuse_write

    def _await(self, awaitable: Awaitable[Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(_awaiting(awaitable), self._loop).result(
            STALL_SECONDS
        )

    def _watch(self) -> None:
        self._watching = self._loop.create_task(self._await_hang_up())

    async def _await_hang_up(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True


async def _awaiting(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


def _start_of(status: int, headers: HeaderList) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


def _body(piece: bytes, more: bool) -> Message:
    return {"type": "http.response.body", "body": piece, "more_body": more}


def _refuse_write(_: bytes) -> None:
    raise NotImplementedError("write() of start_response")


def seen_by_proxy(scope: Message, trusted_proxies: int) -> Message:
    """Return a request as the outermost trusted proxy was asked: by which scheme, of which host."""
    if not trusted_proxies:
        return scope
    told = {name: value for name, value in scope["headers"] if name in FORWARDED}
    scheme, host = (
        told_by_proxy(told.get(name, b"").decode("latin-1"), trusted_proxies) for name in FORWARDED
    )
    headers = [(name, value) for name, value in scope["headers"] if not (host and name == b"host")]
    if host:
        headers.append((b"host", host.encode("latin-1")))
    scheme = scheme if scheme in ("http", "https") else scope["scheme"]
    return {**scope, "scheme": scheme, "headers": headers}


def environ_of(scope: Message) -> Environ:
    """Return the WSGI environment of a request, without its body (PEP 3333)."""
    server, client = scope.get("server") or ("", ""), scope.get("client") or ("", "")
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.input_terminated": True,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **_headers(scope["headers"]),
    }


def _headers(sent: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw, value in sent:
        name = raw.decode("latin-1").lower()
        if "_" in name:
            # It would pass for the header of the same name with hyphens.
            continue
        key = UNPREFIXED.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        text = value.decode("latin-1")
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    return headers
