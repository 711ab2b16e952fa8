"""Expressions over one code system, as filters and implicit value sets have them."""

from __future__ import annotations

from nosograph.terminology.ecl import Hierarchy, compile_, parse
from nosograph.terminology.graph_place import GraphPlace

#: Systems whose closure holds concepts of others too.
SHARED = ("HP", "nos")


def concepts_query(expression: str, place: GraphPlace) -> str:
    """Return the query for the concepts (``?concept``) of an expression over a code system."""
    is_shared = place.has_others or place.prefix in SHARED
    hierarchy = Hierarchy(place.prefix, place.graph, place.closure, is_shared)
    return compile_(parse(expression), hierarchy)
