"""What attributes and descriptions are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Comparison(StrEnum):
    """How a value is compared."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


@dataclass(frozen=True, slots=True)
class Cardinality:
    """How often, at least and at most; no ``most`` means any number."""

    least: int = 1
    most: int | None = None


#: What is meant where no cardinality is said.
AT_LEAST_ONE = Cardinality()


class Match(StrEnum):
    """How a text is compared: by the beginnings of its words, with wildcards, or as a whole."""

    WORDS = "match"
    WILD = "wild"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """A text that is looked for."""

    match: Match
    text: str


@dataclass(frozen=True, slots=True)
class Texts:
    """A string value: one of several search terms."""

    terms: tuple[SearchTerm, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A numeric value, as it was written."""

    text: str


@dataclass(frozen=True, slots=True)
class Truth:
    """A truth value."""

    holds: bool
