"""How a code of one system corresponds to a code of another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MappingPredicate(StrEnum):
    """How near two codes are, as SKOS says it, nearest first; seen from the source code."""

    EXACT = "skos:exactMatch"
    CLOSE = "skos:closeMatch"
    NARROW = "skos:narrowMatch"
    BROAD = "skos:broadMatch"
    RELATED = "skos:relatedMatch"


@dataclass(frozen=True, slots=True)
class MappingStep:
    """One row of a mapping set: what it maps to what, and how it says it knows.

    Codes are CURIEs. ``justification`` is a CURIE of SEMAPV; ``mapping_set`` and ``version`` say
    where the row stands.
    """

    source: str
    predicate: MappingPredicate
    target: str
    justification: str
    mapping_set: str
    version: str


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What a code is in another system: the weakest predicate of its path, and the path."""

    source: str
    predicate: MappingPredicate
    target: str
    path: tuple[MappingStep, ...]
