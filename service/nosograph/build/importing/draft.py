"""Writing the statements of an import, with checksums, without holding them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

from nosograph.build.importing.record import About, Record
from nosograph.build.loading import GraphFile
from nosograph.build.quads import Graph, node, text

STATEMENTS = "statements.nq"
#: Lines that are encoded and hashed at once; a line is some 200 bytes.
BATCH = 5_000


class CheckedFile:
    """A text file that is being written, and the checksum of what was."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self._lines: list[str] = []

    def write(self, line: str) -> None:
        """Write a line."""
        self._lines.append(line)
        if len(self._lines) >= BATCH:
            self._flush()

    def checksum(self) -> str:
        """Return the SHA-256 of everything that was written."""
        self._flush()
        return self._digest.hexdigest()

    def _flush(self) -> None:
        block = "".join(self._lines).encode("utf-8")
        self._lines.clear()
        self._digest.update(block)
        self._stream.write(block)


class Draft:
    """An import that is being written; ``concepts`` is counted by whoever writes it."""

    def __init__(self, folder: Path, about: About) -> None:
        self.about = about
        self.concepts = 0
        self._folder = folder
        self._graphs: dict[str, int] = {}
        self._files: dict[str, str] = {}

    @contextmanager
    def file(self, name: str = STATEMENTS) -> Iterator[GraphFile]:
        """Write graphs into a file of N-Quads; several files may add to one graph."""
        with (self._folder / name).open("wb") as stream:
            checked = CheckedFile(stream)
            made = GraphFile(checked.write)
            yield made
            self._files[name] = checked.checksum()
        for graph in made.graphs:
            self._graphs[graph.name] = self._graphs.get(graph.name, 0) + graph.count

    def source(self, file: GraphFile) -> Graph:
        """Begin the graph of what the source says, with what it says of itself."""
        graph, about = file.graph(self.about.graph), self.about
        own = [
            ("dcterms:title", text(about.title)),
            ("owl:versionInfo", text(about.version)),
            ("dcterms:license", f"<{about.licence}>"),
        ]
        own += [("nos:codePrefix", text(about.prefix))] if about.prefix else []
        own += [("owl:versionIRI", f"<{about.version_iri}>")] if about.version_iri else []
        graph.describe(f"<{graph.name}>", own)
        return graph

    def closure(self, file: GraphFile) -> Graph:
        """Begin the graph of subsumptions."""
        return file.graph(self.about.closure)

    def mapping_set(self, file: GraphFile, name: str) -> Graph:
        """Begin the graph of a mapping set."""
        graph = file.graph(self.about.mapping_set(name))
        graph.add(f"<{graph.name}>", node("owl:versionInfo"), text(self.about.version))
        return graph

    def record(self) -> Record:
        """Return what was written."""
        return Record(
            self.about,
            dict(sorted(self._graphs.items())),
            dict(sorted(self._files.items())),
            date.today().isoformat(),
            self.concepts,
            self._folder,
        )
