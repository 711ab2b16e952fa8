"""What is published beside the graphs: queries, names of terms, the ontology and its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nosograph.knowledge.catalogue import Catalogue
from nosograph.knowledge.terms import Terms


@dataclass(frozen=True, slots=True)
class SourceVersion:
    """A graph of the release: what was loaded into it, in which version, under which licence.

    ``sha256`` holds the checksum of each file that it was loaded from.
    """

    graph: str
    title: str
    version: str
    licence: str
    sha256: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """What a home says of one release: when it came there, what made it, and how much it holds."""

    name: str
    arrived: str
    software: str
    sources: tuple[SourceVersion, ...]
    statements: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Library:
    """Everything about a release that is served as a document.

    ``rules`` are the axioms of the upper model in Manchester syntax; ``ontology`` is the document
    in functional syntax where the release holds one; ``statements`` counts by graph. ``history`` is
    of the releases of the home, the newest first.
    """

    catalogue: Catalogue = field(default_factory=lambda: Catalogue({}))
    terms: Terms = field(default_factory=lambda: Terms({}, {}))
    rules: tuple[str, ...] = ()
    ontology: bytes | None = None
    sources: tuple[SourceVersion, ...] = ()
    statements: Mapping[str, int] = field(default_factory=dict)
    history: tuple[ReleaseRecord, ...] = ()
