"""The answer of a query process, piece by piece."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nosograph.domain.sparql import UNKEPT, SparqlAnswer
from nosograph.errors import BrokenAnswer, InvalidQuery, NosographError, Overloaded
from nosograph.knowledge.fetching import Fetching
from nosograph.knowledge.running_queries import QUERY_ID, RunningQuery
from nosograph.knowledge.sparql_process import SparqlProcess
from nosograph.knowledge.sparql_worker import END, FAILURE, PIECE, REFUSAL, WANTED

# A parser's message can quote its whole grammar.
MESSAGE_CHARACTERS = 500
# What the two ends of a socket take and give without waiting for each other.
AT_ONCE_BYTES = 2**14


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that a process evaluates."""

    running: RunningQuery
    process: SparqlProcess
    pieces: Pieces
    media_type: str
    publish: Callable[[RunningQuery], None]

    @property
    def descriptor(self) -> int:
        """What can be read from once something of the answer is there, or nothing more comes."""
        return self.process.descriptor

    def has_arrived(self) -> bool:
        """Tell whether the first piece is there, all of it."""
        return self.process.has_sent(AT_ONCE_BYTES)

    def answer(self) -> SparqlAnswer:
        """Wait for the first piece, or raise what refuses the query."""
        self.pieces.fetch_first()
        if self.pieces.length is None:
            self.publish(self.running)
        headers = {QUERY_ID: self.running.name, **self.pieces.headers}
        return SparqlAnswer(self.pieces, self.media_type, headers, self.pieces.length)


class Pieces(Iterator[bytes]):
    """The pieces of one answer as they come; whoever stops reading early closes them."""

    def __init__(self, running: RunningQuery, process: SparqlProcess, fetching: Fetching) -> None:
        self.headers: Mapping[str, str] = {}
        self._fetching = fetching
        self._running = running
        self._process = process
        self._message = b""
        self._first: bytes | None = None
        self._complete = False

    @property
    def length(self) -> int | None:
        """The size of the answer in bytes, where all of it is there."""
        return len(self._first or b"") if self._complete else None

    def ask(self, message: bytes) -> None:
        """Have a request evaluated."""
        try:
            self._process.ask(message)
        except (EOFError, OSError):
            raise self._lost() from None
        self._message = message

    def fetch_first(self) -> None:
        """Wait until the first piece is there, or what refuses the request."""
        try:
            mark, content = self._process.receive()
            if mark == WANTED:
                self._supply(json.loads(content))
                mark, content = self._process.receive()
        except (EOFError, OSError):
            raise self._lost() from None
        if mark != PIECE:
            self._running.end(fit=True)
        if mark == REFUSAL:
            raise InvalidQuery(content.decode("utf-8", "replace")[:MESSAGE_CHARACTERS])
        self._complete = mark == END
        self._first = content

    def _lost(self) -> NosographError:
        self._running.end()
        if self._process.has_overflowed():
            return InvalidQuery("the query nests too deeply")
        lost = Overloaded("the query ended its process, likely at its memory limit")
        return self._running.reason or lost

    def _supply(self, graphs: Sequence[str]) -> None:
        """Fetch graphs that are not in the store, and ask again with them; or refuse the query."""
        try:
            documents = self._fetching.documents(graphs, self._running.left)
        except NosographError:
            self._running.end(fit=True)
            raise
        self.headers = UNKEPT
        request = json.loads(self._message) | {
            "seconds": self._running.left(),
            "folder": self._fetching.folder and str(self._fetching.folder),
            "documents": [(graph, given.media_type) for graph, given in documents.items()],
        }
        bodies = (document.body for document in documents.values())
        self._process.ask(json.dumps(request).encode(), *bodies)

    def __next__(self) -> bytes:
        """Return the next piece; raise what broke the answer off."""
        if self._first is not None:
            piece, self._first = self._first, None
            return piece
        if self._complete:
            raise StopIteration
        return self._following()

    def _following(self) -> bytes:
        try:
            mark, content = self._process.receive()
        except (EOFError, OSError):
            self._running.end()
            raise self._running.reason or BrokenAnswer("the answer broke off") from None
        if mark == PIECE:
            return content
        self._running.end(fit=True)
        if mark == FAILURE:
            raise BrokenAnswer("the answer broke off")
        self._complete = True
        if content:
            return content
        raise StopIteration

    def close(self) -> None:
        """Stop the query if it still runs."""
        self._running.end()
