"""What is known of an import: which source in which version, and what was written of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nosograph.domain.identifiers import GRAPH
from nosograph.errors import InvalidInput, InvalidRelease

RECORD = "record.json"
CLOSURE = "/closure"
MAPPINGS = f"{GRAPH}mappings/"
#: A version names a folder and ends an IRI.
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class About:
    """What a source says of itself.

    ``licence`` is an IRI; ``prefix`` is that of the CURIEs of its codes, where it has codes;
    ``licence_bound`` content never leaves through an export; ``version_iri`` is the source's own.
    """

    name: str
    title: str
    version: str
    licence: str
    prefix: str = ""
    licence_bound: bool = False
    version_iri: str = ""

    def __post_init__(self) -> None:
        if not VERSION.fullmatch(self.version):
            raise InvalidInput(
                "a version is at most 64 letters, digits, dots, hyphens and underscores: "
                f"{self.version[:80]!r}"
            )

    @property
    def graph(self) -> str:
        """The IRI of the graph that says what the source says.

        >>> About("doid", "Disease Ontology", "2026-08-19", "http://example.org/").graph
        'https://w3id.org/nosograph/graph/doid/2026-08-19'
        """
        return f"{GRAPH}{self.name}/{self.version}"

    @property
    def closure(self) -> str:
        """The IRI of the graph of every subsumption, reflexive ones included."""
        return self.graph + CLOSURE

    def mapping_set(self, name: str) -> str:
        """Return the IRI of the graph of a mapping set of the source."""
        return f"{MAPPINGS}{name}/{self.version}"


@dataclass(frozen=True, slots=True)
class Record:
    """An import: statements by graph, files with their SHA-256, its date, how many concepts.

    ``folder`` is where the files are.
    """

    about: About
    graphs: Mapping[str, int]
    files: Mapping[str, str]
    imported: str
    concepts: int
    folder: Path = field(compare=False)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files of statements, in the order of their names."""
        return tuple(self.folder / name for name in sorted(self.files))

    def write(self) -> None:
        """Write the record beside its files."""
        known = {name: value for name, value in asdict(self).items() if name != "folder"}
        document = {**known.pop("about"), **known}
        text = json.dumps(document, indent=2, sort_keys=True)
        (self.folder / RECORD).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Record:
        """Read the record of a folder; one that is damaged raises InvalidRelease."""
        try:
            found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
            about = About(**{name: found.pop(name) for name in About.__dataclass_fields__})
            return cls(about, folder=folder, **found)
        except (OSError, ValueError, TypeError, KeyError, InvalidInput) as error:
            place = "/".join(folder.parts[-2:])
            raise InvalidRelease([f"the import {place} cannot be read: import it anew"]) from error

    def sources(self, current: bool) -> Iterator[dict[str, Any]]:
        """Yield what a manifest says of each graph; ``current``: no newer version is imported."""
        about = self.about
        for graph in self.graphs:
            yield {
                "graph": graph,
                "name": about.name,
                "title": about.title + part(graph),
                "version": about.version,
                "version_iri": about.version_iri,
                "licence": about.licence,
                "licence_bound": about.licence_bound,
                "prefix": about.prefix if graph == about.graph else "",
                "concepts": self.concepts if graph == about.graph else 0,
                "statements": self.graphs[graph],
                "sha256": dict(self.files),
                "imported": self.imported,
                "current": current,
            }


def part(graph: str) -> str:
    """Say which part of a source a graph is, to be put behind its title.

    >>> part(GRAPH + "mappings/snomed-icd10/2026-01-01"), part(GRAPH + "doid/1/closure")
    (': mapping set snomed-icd10', ': closure')
    """
    if graph.startswith(MAPPINGS):
        return f": mapping set {graph.removeprefix(MAPPINGS).partition('/')[0]}"
    return ": closure" if graph.endswith(CLOSURE) else ""
