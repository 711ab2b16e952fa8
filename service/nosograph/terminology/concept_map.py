"""Concept maps: what codes of one system are in another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mapped:
    """One row of a concept map; ``relationship`` is FHIR R5's, seen from the source."""

    source: str
    target: str
    relationship: str
    display: str = ""


@dataclass(frozen=True, slots=True)
class MapGroup:
    """The rows from one code system to another; ``unmapped`` stands for codes without a row."""

    source: str
    target: str
    rows: tuple[Mapped, ...]
    unmapped: Mapped | None = None


@dataclass(frozen=True, slots=True)
class ConceptMap:
    """A concept map."""

    url: str = ""
    version: str = ""
    source_scope: str = ""
    target_scope: str = ""
    groups: tuple[MapGroup, ...] = ()
    identifier: str = ""
