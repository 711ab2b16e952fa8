"""What the web layer is given: finished collaborators and limits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from nosograph.domain.differential import Differential
from nosograph.domain.knowledge import Justification
from nosograph.domain.naming import NamedTerm, NameKind
from nosograph.domain.presentation import Presentation, Understanding
from nosograph.domain.sparql import SparqlAnswer, SparqlRequest
from nosograph.domain.writing import GraphChange, UpdateRequest
from nosograph.exchange.fhir.operations import Terminology
from nosograph.knowledge.entered_query import EnteredQuery
from nosograph.knowledge.library import Library
from nosograph.terminology.ecl import Hierarchy
from nosograph.terminology.translator import Translations
from nosograph.text.completion import Completion


class Consultation(Protocol):
    """Answers presentations."""

    def speaking(self, language: str | None) -> Consultation:
        """Return what reads and names findings in a language, or raise for one not imported."""

    def preferred(self, languages: tuple[str, ...]) -> str:
        """Return the first of the languages that can be spoken, else English."""

    def diagnose(self, presentation: Presentation) -> Differential:
        """Return the differential of a coded presentation."""

    def diagnose_text(self, text: str) -> Differential:
        """Return the differential of a presentation in plain words."""

    def read(self, text: str) -> Understanding:
        """Return what a text is understood to say."""


class Translator(Protocol):
    """Translates codes between systems."""

    def translate(
        self, codes: Sequence[str], to: str | None = None, system: str | None = None
    ) -> Translations:
        """Translate codes in any form; ``system`` is that of bare ones."""


class Exports(Protocol):
    """Gives away what may leave of a release."""

    def names(self) -> list[str]:
        """Return the names of the mapping sets."""

    def mappings(self, name: str) -> bytes:
        """Return a mapping set as SSSOM, or raise for one that is unknown or bound."""

    def ontology(self, format_: str) -> bytes:
        """Return the ontology in a format."""

    def manifest(self) -> bytes:
        """Return what the release is made of, as JSON."""


class SparqlEndpoint(Protocol):
    """Answers queries over the release's graphs."""

    def query(self, request: SparqlRequest) -> SparqlAnswer:
        """Begin the answer in the media type asked for, or raise."""

    def enter(self, request: SparqlRequest) -> EnteredQuery:
        """Let a query in without waiting, or raise."""

    def stop(self, name: str) -> None:
        """Stop the query that runs under a name."""

    def running(self) -> int:
        """Return how many queries run or wait."""


class Explanations(Protocol):
    """Explains subsumptions."""

    def explain(self, sub: str, sup: str) -> Justification:
        """Return why every ``sub`` is a ``sup``, or raise."""


class Health(Protocol):
    """Says what is served, and whether it can be."""

    def release(self) -> str:
        """Return the identifier of the release in service."""

    def ready(self) -> bool:
        """Tell whether requests can be answered now."""


class Writer(Protocol):
    """Writes into graphs beside those of the release."""

    def revision(self) -> int:
        """Return how many writes led to what queries see now."""

    def update(self, request: UpdateRequest) -> None:
        """Do a whole update, or raise; then every query sees it, and it lasts."""

    def change(self, change: GraphChange) -> bool:
        """Edit one graph, and return whether it is new."""


class Description(Protocol):
    """Describes the service and its data in RDF; ``root`` is the service's address."""

    def service(self, root: str, media_type: str) -> bytes:
        """Return the SPARQL 1.1 service description."""

    def dataset(self, root: str, media_type: str) -> bytes:
        """Return what is in every graph of the release, in VoID."""


class Names(Protocol):
    """Finds terms by their names."""

    def found(self, typed: str, kinds: Collection[NameKind], most: int) -> tuple[NamedTerm, ...]:
        """Return at most so many terms of some kinds, best first."""


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that the routes call."""

    consultation: Consultation
    sparql: SparqlEndpoint
    health: Health
    writer: Writer | None = None
    description: Description | None = None
    library: Library = field(default_factory=Library)
    names: Names = field(default_factory=lambda: Completion((), {}))
    hierarchies: Mapping[str, Hierarchy] = field(default_factory=dict)
    translator: Translator | None = None
    exports: Exports | None = None
    terminology: Terminology = field(default_factory=Terminology)
    explanations: Explanations | None = None

    def state(self) -> str:
        """Name what queries see now: the release, and what was written on top of it."""
        revision = self.writer.revision() if self.writer else 0
        return f"{self.health.release()}.{revision}" if revision else self.health.release()


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a request may be, in bytes, characters and findings, and who may write.

    ``queries`` is how many may run or wait at once, each of which can hold a thread.
    ``trusted_proxies`` is how many proxies stand before the service and say who asks. ``union``
    tells whether queries without a data set see every graph.
    """

    body_bytes: int = 1_000_000
    text_characters: int = 20_000
    findings: int = 1_000
    queries: int = 0
    trusted_proxies: int = 0
    write_token: str = field(default="", repr=False)
    union: bool = True
