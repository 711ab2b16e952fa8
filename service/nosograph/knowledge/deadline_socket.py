"""A connected socket whose every use ends by one moment, however slowly the other end goes.

The timeout of a socket begins anew with each byte that comes, so it bounds no exchange.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from socket import socket
from time import monotonic


@dataclass(frozen=True, slots=True)
class DeadlineSocket:
    """What ``http.client`` uses of a socket; ``deadline`` is a moment of the monotonic clock."""

    connected: socket
    deadline: float

    def sendall(self, data: bytes) -> None:
        """Send everything, or raise ``TimeoutError``."""
        rest = memoryview(data)
        while rest:
            self.allot()
            rest = rest[self.connected.send(rest) :]

    def makefile(self, mode: str) -> BufferedReader:
        """Return a file to read from; every read raises ``TimeoutError`` past the deadline."""
        del mode
        return BufferedReader(_Reading(self))

    def allot(self) -> None:
        """Give the next use the time that is left, or raise ``TimeoutError``."""
        self.connected.settimeout(seconds_until(self.deadline))

    def close(self) -> None:
        """Close the socket when its files are closed."""
        self.connected.close()


class _Reading(RawIOBase):
    def __init__(self, source: DeadlineSocket) -> None:
        self._source = source
        self._file = source.connected.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]
        self._source.allot()
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


def seconds_until(deadline: float) -> float:
    """Return the seconds that are left, or raise ``TimeoutError``."""
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError("the deadline is over")
    return left
