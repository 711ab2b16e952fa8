"""What the web layer is given: finished collaborators and limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from nosograph.domain.differential import Differential
from nosograph.domain.presentation import Presentation, Understanding
from nosograph.domain.sparql import SparqlAnswer, SparqlRequest


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


class SparqlEndpoint(Protocol):
    """Answers queries over the release's graphs."""

    def query(self, request: SparqlRequest) -> SparqlAnswer:
        """Return the complete answer in the media type asked for, or raise."""


class Health(Protocol):
    """Says what is served, and whether it can be."""

    def release(self) -> str:
        """Return the identifier of the release in service."""

    def ready(self) -> bool:
        """Tell whether requests can be answered now."""


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that the routes call."""

    consultation: Consultation
    sparql: SparqlEndpoint
    health: Health


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a request may be, in bytes, characters and findings."""

    body_bytes: int = 1_000_000
    text_characters: int = 20_000
    findings: int = 1_000
