"""What the rows of mapping sets and the cross-references of ontologies say of a code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from nosograph.domain.mapping import MappingPredicate
from nosograph.knowledge.store import Row
from nosograph.terminology.compact import compact

#: How properties of mapping sets are read. A cross-reference says that two records are about
#: something common, not what they have in common, so that it only relates.
PREDICATES = {
    "http://www.w3.org/2004/02/skos/core#exactMatch": MappingPredicate.EXACT,
    "http://www.w3.org/2004/02/skos/core#closeMatch": MappingPredicate.CLOSE,
    "http://www.w3.org/2004/02/skos/core#broadMatch": MappingPredicate.BROAD,
    "http://www.w3.org/2004/02/skos/core#narrowMatch": MappingPredicate.NARROW,
    "http://www.w3.org/2004/02/skos/core#relatedMatch": MappingPredicate.RELATED,
    "http://www.w3.org/2002/07/owl#equivalentClass": MappingPredicate.EXACT,
    "http://www.w3.org/2000/01/rdf-schema#subClassOf": MappingPredicate.BROAD,
    "http://www.geneontology.org/formats/oboInOwl#hasDbXref": MappingPredicate.RELATED,
}
XREF = "oboInOwl:hasDbXref"
UNSPECIFIED = "semapv:UnspecifiedMatching"
CURATED = "semapv:ManualMappingCuration"
OWN = "nosograph"
#: How ontologies spell code systems in their cross-references; the first is the commonest.
SPELLINGS = {
    "SNOMEDCT": ("SNOMEDCT_US", "SCTID", "SNOMED_CT", "SNOMEDCT"),
    "UMLS": ("UMLS", "UMLS_CUI"),
    "NCIT": ("NCIT", "NCI"),
    "MESH": ("MESH", "MSH"),
    "ICD10WHO": ("ICD10WHO", "ICD-10", "ICD10"),
    "ICD10CM": ("ICD10CM",),
    "OMIM": ("OMIM", "MIM"),
    "ORPHA": ("ORPHA", "Orphanet", "ORDO"),
    "ICD11MMS": ("ICD11",),
    "icd11.foundation": ("icd11.foundation",),
    "DOID": ("DOID",),
    "MONDO": ("MONDO",),
    "HP": ("HP",),
}
SPELT = {spelt: prefix for prefix, every in SPELLINGS.items() for spelt in every}
RELATED = MappingPredicate.RELATED
STATED = {iri: compact(iri) for iri in PREDICATES}


class Said(NamedTuple):
    """What one row says of a code, seen from it."""

    predicate: MappingPredicate
    other: str
    justification: str
    graph: str
    inverted: bool
    stated: str


Rows = Mapping[str, list[Said]]
Found = dict[str, list[Said]]


def add_rows(rows: Iterable[Row], found: Found, inverted: bool) -> None:
    """Add rows as seen from one end."""
    for row in rows:
        predicate = PREDICATES.get(row["predicate"])
        if predicate is None:
            continue
        said = Said(
            predicate.inverse if inverted else predicate,
            compact(row["other"]),
            _justification(row),
            row["graph"],
            inverted,
            STATED[row["predicate"]],
        )
        found.setdefault(compact(row["code"]), []).append(said)


def add_both(rows: Iterable[Row], found: Found) -> None:
    """Add rows as seen from both ends."""
    for row in rows:
        predicate = PREDICATES.get(row["predicate"])
        if predicate is None:
            continue
        code, other, stated = compact(row["code"]), compact(row["other"]), STATED[row["predicate"]]
        how = (_justification(row), row["graph"])
        found.setdefault(code, []).append(Said(predicate, other, *how, False, stated))
        found.setdefault(other, []).append(Said(predicate.inverse, code, *how, True, stated))


def _justification(row: Row) -> str:
    """Return how a row is justified; those of our own tables are curated by hand."""
    said = row.get("justification")
    return compact(said) if said else CURATED


def add_references(rows: Iterable[Row], found: Found) -> None:
    """Add cross-references, as seen from both ends."""
    for row in rows:
        code, other = compact(row["code"]), referred(row["xref"])
        if other is not None:
            how = (UNSPECIFIED, row["graph"])
            found.setdefault(code, []).append(Said(RELATED, other, *how, False, XREF))
            found.setdefault(other, []).append(Said(RELATED, code, *how, True, XREF))


def spellings(code: str) -> Iterator[str]:
    """Yield how cross-references of ontologies write a code."""
    prefix, _, local = code.partition(":")
    return (f"{spelt}:{local}" for spelt in SPELLINGS.get(prefix, ()))


def referred(reference: str) -> str | None:
    """Return the code that a cross-reference names, if it is of a known system.

    >>> referred("SNOMEDCT_US:32914008"), referred("Fyler:4863")
    ('SNOMEDCT:32914008', None)
    """
    spelt, _, local = reference.partition(":")
    prefix = SPELT.get(spelt)
    return f"{prefix}:{local}" if prefix else None
