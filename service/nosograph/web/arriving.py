"""The body of a request, which is there as a whole before a thread is taken for the request.

A thread that waits for a body is lacking to others, and a client may send half a body and no more.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterable
from time import monotonic
from typing import NoReturn

from werkzeug.exceptions import RequestTimeout

from nosograph.errors import Overloaded
from nosograph.web.asgi import Message, Receive

# A body must be there in so many seconds, and one more for so many bytes of it that have come.
BODY_SECONDS, BYTES_PER_SECOND = 30.0, 50_000
# Bodies of a process that are on their way may hold so much memory, beside small ones.
HELD_BYTES, SMALL_BYTES = 2**26, 2**14
# A request with neither has no body (RFC 9112, 6).
BODY_HEADERS = (b"content-length", b"transfer-encoding")
Headers = Iterable[tuple[bytes, bytes]]


class Bodies:
    """What the bodies of a process hold in memory; of each no more than ``most`` bytes are read."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._room = max(HELD_BYTES, 2 * most)

    def take(self, size: int) -> bool:
        """Take room for a part; false where there is none."""
        self._room -= size
        return self._room >= 0

    def give_back(self, size: int) -> None:
        """Give room back."""
        self._room += size


class ArrivingBody:
    """One body; what is wrong with it is raised when it is read."""

    def __init__(self, bodies: Bodies, receive: Receive) -> None:
        self.gone = False
        self._bodies = bodies
        self._receive = receive
        self._parts: list[bytes] = []
        self._size = 0
        self._failure: Exception | None = None

    async def fetch(self, headers: Headers) -> None:
        """Wait until all of it is there, or more than is read of any body."""
        told = dict(pair for pair in headers if pair[0] in BODY_HEADERS)
        length = told.get(b"content-length", b"")
        announced = int(length) if length.isdigit() else None
        if not told or (announced is not None and announced > self._bodies.most):
            return
        try:
            async with asyncio.timeout(BODY_SECONDS) as limit:
                await self._fetch_parts(announced, limit, monotonic() + BODY_SECONDS)
        except TimeoutError:
            self._failure = RequestTimeout("the body did not arrive in time")

    async def _fetch_parts(self, announced: int | None, limit: asyncio.Timeout, end: float) -> None:
        while not (self.gone or self._failure):
            message = await self._receive()
            self._take(message)
            # A server may announce more and send nothing.
            if not message.get("more_body") or self._size == announced:
                return
            if self._size > self._bodies.most:
                return
            late = end + self._size / BYTES_PER_SECOND - monotonic()
            limit.reschedule(asyncio.get_running_loop().time() + late)

    def _take(self, message: Message) -> None:
        if message["type"] != "http.request":
            self.gone = True
            return
        part: bytes = message.get("body", b"")
        self._parts.append(part)
        self._size += len(part)
        if not self._bodies.take(len(part)) and self._size > SMALL_BYTES:
            self._failure = Overloaded("too many large bodies arrive at once")

    def whole(self) -> bytes | None:
        """Return it, where nothing is wrong with it."""
        return None if self._failure else b"".join(self._parts)

    def stream(self) -> io.BufferedIOBase | io.RawIOBase:
        """Return it as a file."""
        return Refused(self._failure) if self._failure else io.BytesIO(b"".join(self._parts))

    def close(self) -> None:
        """Let go of it."""
        self._parts.clear()
        self._bodies.give_back(self._size)
        self._size = 0


class Refused(io.RawIOBase):
    """A body that is refused when it is read."""

    def __init__(self, failure: Exception) -> None:
        self._failure = failure

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, _: object) -> NoReturn:
        """Refuse."""
        raise self._failure
