"""Expressions over one code system, as filters and implicit value sets have them."""

from __future__ import annotations

from dataclasses import dataclass

from nosograph.knowledge.store import Store
from nosograph.terminology.ecl import Hierarchy, compile_, parse
from nosograph.terminology.graph_place import GraphPlace

#: Systems whose closure holds concepts of others too.
SHARED = ("HP", "nos")


@dataclass(frozen=True, slots=True)
class Expressions:
    """Asks a store for the concepts of expressions, which anybody may have written."""

    store: Store

    def concepts(self, expression: str, place: GraphPlace) -> list[str]:
        """Return the IRIs of the concepts of an expression over a code system."""
        return [row["concept"] for row in self.store.select(concepts_query(expression, place))]


def concepts_query(expression: str, place: GraphPlace) -> str:
    """Return the query for the concepts (``?concept``) of an expression over a code system."""
    is_shared = place.has_others or place.prefix in SHARED
    hierarchy = Hierarchy(place.prefix, place.graph, place.closure, is_shared)
    return compile_(parse(expression), hierarchy)
