"""An expression, ready to be asked of a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nosograph.domain.identifiers import curie
from nosograph.errors import UnknownCode
from nosograph.terminology.ecl.compiling import compile_
from nosograph.terminology.ecl.expression import Expression, codes_of
from nosograph.terminology.ecl.hierarchy import Hierarchy, hierarchy_of
from nosograph.terminology.ecl.parser import parse
from nosograph.terminology.ecl.scope import PREFIXES, said_in, term


@dataclass(frozen=True, slots=True)
class Question:
    """An expression and the hierarchy that it is about."""

    expression: Expression
    hierarchy: Hierarchy

    @classmethod
    def of(cls, text: str, known: Mapping[str, Hierarchy]) -> Question:
        """Read an expression; one that cannot be read or asked here raises InvalidInput."""
        expression = parse(text)
        return cls(expression, hierarchy_of(expression, known))

    def query(self, limit: int | None = None, offset: int = 0, language: str = "en") -> str:
        """Return the query for a page of its concepts; see ``compile_``."""
        return compile_(self.expression, self.hierarchy, limit, offset, language)

    def codes(self) -> tuple[str, ...]:
        """Return the codes that it names, each once."""
        return tuple(dict.fromkeys(codes_of(self.expression)))

    def known_codes_query(self) -> str:
        """Return the query for those of the codes that the release has, inactive ones too."""
        values = " ".join(map(term, self.codes()))
        stated = said_in(self.hierarchy.graph, "?concept a owl:Class")
        return f"{PREFIXES}SELECT DISTINCT ?concept {{ VALUES ?concept {{ {values} }} {stated} }}"

    def require_known(self, concepts: Iterable[str]) -> None:
        """Raise UnknownCode unless every code is among concepts that were found, by IRI."""
        found = set(map(curie, concepts))
        if unknown := [code for code in self.codes() if code not in found]:
            raise UnknownCode(unknown)
