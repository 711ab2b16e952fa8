"""Fast conversion between CURIEs and IRIs, for answers of many rows."""

from __future__ import annotations

from nosograph.domain.identifiers import PREFIXES, converter

BASES = {base: prefix for prefix, base in PREFIXES.items()}


def compact(iri: str) -> str:
    """Return the CURIE of an IRI; an IRI outside every known prefix stays as it is.

    >>> compact("http://purl.obolibrary.org/obo/HP_0003394"), compact("http://snomed.info/id/7")
    ('HP:0003394', 'SNOMEDCT:7')
    """
    for separator in "/_#":
        head, found, local = iri.rpartition(separator)
        prefix = BASES.get(head + found)
        if prefix and local:
            return f"{prefix}:{local}"
    return converter().compress(iri) or iri


def expanded(curie: str) -> str:
    """Return the IRI of a CURIE whose prefix is known, in angle brackets.

    >>> expanded("SNOMEDCT:32914008")
    '<http://snomed.info/id/32914008>'
    """
    prefix, _, local = curie.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"
