"""Loading statements into a new store while the rest of a release is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from nosograph.build.importing.record import Record
from nosograph.build.quads import Graph
from nosograph.errors import SourceError

Write = Callable[[str], object]


class Loader:
    """Takes graphs file by file; loading runs beside Python, which Oxigraph does not hold."""

    def __init__(self, store: Path, pool: ThreadPoolExecutor) -> None:
        self._store = ox.Store(str(store))
        self._pool = pool
        self._loads: list[Future[None]] = []
        self.counts: dict[str, int] = {}

    @contextmanager
    def file(self, path: Path) -> Iterator[GraphFile]:
        """Write graphs into a file that is loaded, and removed, once it is complete."""
        with path.open("w", encoding="utf-8") as stream:
            made = GraphFile(stream.write)
            yield made
        self.counts |= {graph.name: graph.count for graph in made.graphs}
        self._loads.append(self._pool.submit(self._load, path))

    def take(self, record: Record) -> None:
        """Load the files of an import, which stay where they are."""
        self.counts |= record.graphs
        for path in record.paths:
            self._loads.append(self._pool.submit(self._load_kept, path))

    def finish(self) -> dict[str, int]:
        """Wait for all loads; return how many statements each graph has."""
        for load in self._loads:
            load.result()
        self._store.flush()
        # A store that is left as it was loaded is rewritten in the background of the first write.
        self._store.optimize()
        return self.counts

    def close(self) -> None:
        """Let go of the store: as long as it is open it tidies its files, under any reader."""
        del self._store

    def _load(self, path: Path) -> None:
        self._store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)
        path.unlink()

    def _load_kept(self, path: Path) -> None:
        try:
            self._store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
        except (OSError, SyntaxError) as error:
            raise SourceError(str(path), None, "cannot be loaded: import it anew") from error


class GraphFile:
    """A file of several graphs."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self.graphs: list[Graph] = []

    def graph(self, name: str) -> Graph:
        """Begin a graph."""
        self.graphs.append(Graph(self._write, name))
        return self.graphs[-1]


@contextmanager
def loading(store: Path) -> Iterator[Loader]:
    """Give a loader into a new store, which is closed at the end."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        loader = Loader(store, pool)
        yield loader
        loader.finish()
        loader.close()
