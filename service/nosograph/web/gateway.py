"""Between an ASGI server and the application, which is WSGI: knows when a client hangs up.

A WSGI server may end an answer that broke off as if it were whole, and tells nothing of a client
that is gone. Over ASGI an answer that is not ended breaks the transfer, and a hang-up is a message.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from werkzeug.exceptions import ClientDisconnected

from nosograph.errors import Overloaded
from nosograph.web.asgi import HeaderList, Message, Receive, Send
from nosograph.web.clients import ABANDONED
from nosograph.web.prompt import Begun, PromptAnswers, Whole
from nosograph.web.sparql import BEGUN, PATH

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

# A client that takes nothing of an answer for so long has left, or holds a thread on purpose.
STALL_SECONDS = 60.0
# A request with neither has no body (RFC 9112, 6).
BODY_HEADERS = (b"content-length", b"transfer-encoding")
# Headers that a WSGI environment names without HTTP_ (PEP 3333).
UNPREFIXED = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


class Gateway:
    """An ASGI application that runs a WSGI application in a number of threads.

    ``prompt`` answers what needs no thread.
    """

    def __init__(
        self, application: Wsgi, threads: int, prompt: PromptAnswers | None = None
    ) -> None:
        self._application = application
        self._prompt = prompt
        self._threads = ThreadPoolExecutor(threads, "request")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        exchange = Exchange(asyncio.get_running_loop(), receive, send)
        begun: Whole | Begun | None = None
        try:
            await exchange.prefetch(scope["headers"])
            if self._prompt and scope["path"] == PATH:
                begun = await exchange.ask(self._prompt, scope)
            if not isinstance(begun, Whole):
                await self._run(scope, exchange, begun)
        finally:
            exchange.unwatch()
            if isinstance(begun, Begun):
                begun.give_up()

    async def _run(self, scope: Message, exchange: Exchange, begun: Begun | None) -> None:
        environ = environ_of(scope)
        environ["wsgi.input"] = io.BufferedReader(RequestBody(exchange))
        environ[ABANDONED] = exchange.abandoned
        if begun:
            environ[BEGUN] = begun.answer
        loop = asyncio.get_running_loop()
        whole = await loop.run_in_executor(self._threads, exchange.run, self._application, environ)
        if whole is not None:
            await exchange.send_whole(whole)


class Exchange:
    """One request and its answer, between the event loop and the thread that answers."""

    def __init__(self, loop: asyncio.AbstractEventLoop, receive: Receive, send: Send) -> None:
        self._loop = loop
        self._receive = receive
        self._send = send
        self._start: Message = {}
        self._fetched: Message | None = None
        self._watching: asyncio.Task[None] | None = None
        self._asked = False
        self._gone = False

    async def prefetch(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Fetch the beginning of a body, usually all of it, while still on the event loop."""
        if any(name in BODY_HEADERS for name, _ in headers):
            self._fetched = await self._receive()
        else:
            self._fetched = {"type": "http.request"}

    async def ask(self, prompt: PromptAnswers, scope: Message) -> Whole | Begun | None:
        """Have a request answered at once, if it is all there and is one for that."""
        body = self._whole_body(scope["headers"])
        if body is None:
            return None
        # Who watches for a hang-up takes what else comes.
        self._fetched = {"type": "http.request", "body": body}
        answer = await prompt.answer(scope, body, self.abandoned)
        if isinstance(answer, Whole):
            self._start = _start_of(200, answer.headers)
            await self.send_whole(answer.body)
        return answer

    def _whole_body(self, headers: Iterable[tuple[bytes, bytes]]) -> bytes | None:
        """Return the body if all of it was fetched; a server may announce more and send nothing."""
        fetched = self._fetched or {}
        if fetched.get("type") != "http.request":
            return None
        body: bytes = fetched.get("body", b"")
        more = fetched.get("more_body") and (b"content-length", b"%d" % len(body)) not in headers
        return None if more else body

    def next_message(self) -> Message:
        """Return the next message of the request; called in the thread."""
        fetched, self._fetched = self._fetched, None
        return fetched if fetched is not None else self._await(self._receive())

    def abandoned(self) -> bool:
        """Tell whether the client has hung up; from the first call on it is watched for."""
        if not self._asked:
            self._asked = True
            self._loop.call_soon_threadsafe(self._watch)
        return self._gone

    def unwatch(self) -> None:
        """Stop watching for a hang-up."""
        if self._watching:
            self._watching.cancel()

    def run(self, application: Wsgi, environ: Environ) -> bytes | None:
        """Run the application; return an answer of known length, or send a long one as it comes."""
        pieces = application(environ, self._start_response)
        try:
            if any(name == b"content-length" for name, _ in self._start["headers"]):
                return b"".join(pieces)
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


class RequestBody(io.RawIOBase):
    """The body of a request, read as it arrives."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._left = b""
        self._more = True

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as the next part of the body goes; 0 at the end."""
        while not self._left and self._more:
            self._fetch()
        part, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def _fetch(self) -> None:
        message = self._exchange.next_message()
        if message["type"] == "http.disconnect":
            raise ClientDisconnected
        self._left = message.get("body", b"")
        self._more = message.get("more_body", False)


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
