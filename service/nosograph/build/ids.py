"""Ids that statements can be written with."""

from __future__ import annotations

from nosograph.domain.identifiers import PREFIXES
from nosograph.domain.presentation import CURIE


def is_id(value: str) -> bool:
    """Whether a text is a CURIE of a known prefix.

    >>> is_id("HP:0003394"), is_id("XX:1"), is_id("HP:00 1")
    (True, False, False)
    """
    return bool(CURIE.fullmatch(value)) and value.partition(":")[0] in PREFIXES
