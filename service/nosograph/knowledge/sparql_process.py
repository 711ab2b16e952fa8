"""The parent's end of one query process."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

# Opening a store takes 0.05 s at 20 MB; a busy machine starting Python takes far longer.
START_SECONDS = 30.0
# More than a piece of an answer, whatever it is; a larger message is a broken process.
MESSAGE_BYTES = 2**24
# What multiprocessing writes before each message: its length.
HEADER = struct.Struct("!i")
PACKAGE_ROOT = str(Path(__file__).parents[2])
# The package may have been found on a path that a new interpreter does not know.
START_WORKER = """
import sys
sys.path.append(sys.argv.pop(1))
from nosograph.knowledge.sparql_worker import main
main(*sys.argv[1:])
"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a query process may take: memory beyond the opened store, and how far it stands back.

    By default behind whatever else the machine does: interactive answers come first.
    """

    memory_bytes: int
    niceness: int = 10


class SparqlProcess:
    """One process that evaluates one query at a time."""

    def __init__(self, store_path: Path, bounds: Bounds) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = _start(store_path, theirs.fileno(), bounds)
        self._connection = Connection(os.dup(ours.fileno()))
        self._looked_at = ours
        self._ready = False

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def alive(self) -> bool:
        """Tell whether the process has not ended."""
        return self._process.poll() is None

    def has_overflowed(self) -> bool:
        """Tell whether the process ended because something nested deeper than its stack."""
        return self._process.poll() == -signal.SIGSEGV

    def await_ready(self, seconds: float) -> None:
        """Wait until the process has opened the store; raise ``TimeoutError`` or ``EOFError``."""
        if not self._ready:
            if not self._connection.poll(seconds):
                raise TimeoutError
            self.receive()
            self._ready = True

    @property
    def descriptor(self) -> int:
        """What can be read from once the process has sent something, or has ended."""
        return self._connection.fileno()

    def is_ready(self) -> bool:
        """Tell whether the process has opened the store."""
        if not self._ready and self._connection.poll():
            self.await_ready(0)
        return self._ready

    def has_sent(self, most: int) -> bool:
        """Tell whether a whole piece can be received at once, of so many bytes at most."""
        try:
            there = self._looked_at.recv(HEADER.size + most, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except OSError:
            return False
        if len(there) < HEADER.size:
            return False
        length: int = HEADER.unpack_from(there)[0]
        return 0 <= length <= len(there) - HEADER.size

    def ask(self, *messages: bytes) -> None:
        """Hand a request over, and the documents that it announces."""
        self.await_ready(START_SECONDS)
        for message in messages:
            self._connection.send_bytes(message)

    def receive(self) -> tuple[bytes, bytes]:
        """Return the mark and content of the next piece, or raise ``EOFError`` at the end."""
        piece = self._connection.recv_bytes(MESSAGE_BYTES)
        return piece[:1], piece[1:]

    def kill(self) -> None:
        """End the process, whatever it is doing; who waits for a piece of it gets ``EOFError``."""
        self._process.kill()
        self._process.wait()
        self._looked_at.close()


def _start(store_path: Path, descriptor: int, bounds: Bounds) -> subprocess.Popen[bytes]:
    given = (store_path, descriptor, bounds.memory_bytes, bounds.niceness)
    arguments = (PACKAGE_ROOT, *map(str, given))
    return subprocess.Popen(
        [sys.executable, "-P", "-c", START_WORKER, *arguments],
        stdin=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        process_group=0,
    )
