"""Codes of other systems that an ontology's terms name, read into the prefixes used here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nosograph.build.mapping_sets import MappingRow
from nosograph.domain.codes import normalised
from nosograph.errors import InvalidCode
from nosograph.terminology.said import SPELT, UNSPECIFIED, XREF

MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


def known_code(reference: str) -> str | None:
    """Return the code that a reference names, or None for another database or a broken code.

    >>> known_code("SNOMEDCT_US_2025_09_01:32914008"), known_code("GARD:5659")
    ('SNOMEDCT:32914008', None)
    """
    try:
        return normalised(reference)
    except InvalidCode:
        return None


def dated_references(concept: str, references: Iterable[str]) -> Iterator[MappingRow]:
    """Yield cross-references whose spelling no look-up would try, such as one with a date."""
    for reference in references:
        if reference.partition(":")[0] not in SPELT and (code := known_code(reference)):
            yield MappingRow(concept, XREF, code, UNSPECIFIED)


def match(concept: str, property_: str, value: str) -> MappingRow | None:
    """Return a SKOS match that an ontology states of a concept, if it is of a known code."""
    kind = property_.rpartition(":")[2].rpartition("#")[2]
    code = known_code(value)
    if kind not in MATCHES or code is None:
        return None
    return MappingRow(concept, f"skos:{kind}", code, UNSPECIFIED)
