"""The engine alone, to measure what the service adds to it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from nosograph.errors import InvalidQuery

RESULTS_JSON = ox.QueryResultsFormat.JSON


class Discarding:
    """A file that counts what it is given and keeps nothing."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: bytes) -> int:
        """Count bytes."""
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing."""


class BareEngine:
    """A store that is asked in this process."""

    def __init__(self, store: Path) -> None:
        self._store = ox.Store.read_only(str(store))

    def answer(self, query: str) -> bytes:
        """Return the whole answer of a SELECT."""
        return self._solutions(query).serialize(format=RESULTS_JSON) or b""

    def stream(self, query: str) -> tuple[float, int]:
        """Return the seconds and bytes of an answer that goes nowhere."""
        start, sink = time.perf_counter(), Discarding()
        self._solutions(query).serialize(cast("IO[bytes]", sink), format=RESULTS_JSON)
        return time.perf_counter() - start, sink.size

    def _solutions(self, query: str) -> ox.QuerySolutions:
        results = self._store.query(query, use_default_graph_as_union=True)
        if not isinstance(results, ox.QuerySolutions):
            raise InvalidQuery("a SELECT query is needed here")
        return results
