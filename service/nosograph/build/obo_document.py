"""An ontology's terms as an OBO file and as an OBO Graphs document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from nosograph.build.ontology import IRI, LICENCE, TITLE
from nosograph.build.ontology_terms import ClassTerm, OntologyTerms
from nosograph.domain.identifiers import NOS, iri

ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
#: OBO 1.4 reads these as the beginning of something else in a name.
NAME_ESCAPES = str.maketrans({"\\": "\\\\", "{": "\\{", "!": "\\!", "\n": " "})


def obo_document(terms: OntologyTerms, version: str) -> bytes:
    """Return the terms as an OBO file."""
    header = (
        "format-version: 1.4",
        f"data-version: {version}",
        "ontology: nosograph",
        f"idspace: nos {NOS}",
        f"property_value: dcterms:license {LICENCE}",
        f'property_value: dcterms:title "{TITLE}" xsd:string',
    )
    stanzas = (_stanza(term) for term in terms.classes)
    typedefs = (f"[Typedef]\nid: {name}\nname: {_plain(label)}" for name, label in terms.properties)
    return "\n\n".join(("\n".join(header), *stanzas, *typedefs, "")).encode()


def _stanza(term: ClassTerm) -> str:
    return "\n".join(("[Term]", *_clauses(term)))


def _clauses(term: ClassTerm) -> Iterator[str]:
    yield f"id: {term.id}"
    yield f"name: {_plain(term.label)}"
    if term.definition:
        yield f'def: "{term.definition.translate(ESCAPES)}" []'
    for synonym in term.synonyms:
        yield f'synonym: "{synonym.translate(ESCAPES)}" EXACT []'
    for parent in term.parents:
        yield f"is_a: {parent}"
    if len(term.genus) + len(term.differentia) > 1:
        yield from (f"intersection_of: {name}" for name in term.genus)
        yield from (f"intersection_of: {name} {filler}" for name, filler in term.differentia)
    for name, filler in term.relations:
        yield f"relationship: {name} {filler}"


def _plain(label: str) -> str:
    return label.translate(NAME_ESCAPES)


def graphs_document(terms: OntologyTerms, version: str) -> bytes:
    """Return the terms as an OBO Graphs JSON document."""
    graph = {
        "id": IRI,
        "meta": {"version": f"{IRI}/{version}"},
        "nodes": [*map(_node, terms.classes), *_properties(terms.properties)],
        "edges": [edge for term in terms.classes for edge in _edges(term)],
        "logicalDefinitionAxioms": [
            _definition(term) for term in terms.classes if term.genus and term.differentia
        ],
    }
    return (json.dumps({"graphs": [graph]}, ensure_ascii=False, indent=1) + "\n").encode()


def _node(term: ClassTerm) -> dict[str, object]:
    meta: dict[str, object] = {}
    if term.definition:
        meta["definition"] = {"val": term.definition}
    if term.synonyms:
        meta["synonyms"] = [{"pred": "hasExactSynonym", "val": name} for name in term.synonyms]
    node: dict[str, object] = {"id": iri(term.id), "lbl": term.label, "type": "CLASS"}
    return {**node, "meta": meta} if meta else node


def _properties(properties: Iterable[tuple[str, str]]) -> Iterator[dict[str, object]]:
    for name, label in properties:
        yield {"id": iri(name), "lbl": label, "type": "PROPERTY", "propertyType": "OBJECT"}


def _edges(term: ClassTerm) -> Iterator[dict[str, str]]:
    for parent in term.parents:
        yield {"sub": iri(term.id), "pred": "is_a", "obj": iri(parent)}
    for name, filler in term.relations:
        yield {"sub": iri(term.id), "pred": iri(name), "obj": iri(filler)}


def _definition(term: ClassTerm) -> dict[str, object]:
    return {
        "definedClassId": iri(term.id),
        "genusIds": [iri(name) for name in term.genus],
        "restrictions": [
            {"propertyId": iri(name), "fillerId": iri(filler)} for name, filler in term.differentia
        ],
    }
