"""Concepts of an OWL ontology as RDF/XML or Turtle, read statement by statement."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from nosograph.build.importing.concepts import Concept
from nosograph.build.importing.lines import SourceFile
from nosograph.build.importing.references import MATCHES, dated_references, match
from nosograph.domain.identifiers import PREFIXES, curie, iri
from nosograph.errors import SourceError

SYNONYMS = {
    iri(f"oboInOwl:has{scope.capitalize()}Synonym"): scope
    for scope in ("exact", "broad", "narrow", "related")
}
LABEL, DEFINITION, XREF = iri("rdfs:label"), iri("IAO:0000115"), iri("oboInOwl:hasDbXref")
PARENT, DEPRECATED, SUCCESSOR = iri("rdfs:subClassOf"), iri("owl:deprecated"), iri("IAO:0100001")
ALTERNATIVE, VERSION_IRI = iri("oboInOwl:hasAlternativeId"), iri("owl:versionIRI")
VERSION = iri("owl:versionInfo")
SKOS = {iri(f"skos:{name}") for name in MATCHES}
READ = {*SYNONYMS, *SKOS, LABEL, DEFINITION, XREF, PARENT, DEPRECATED, SUCCESSOR, ALTERNATIVE}
FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES}
Said = dict[str, list[str]]


def read_owl(file: SourceFile, prefix: str) -> tuple[str, list[Concept]]:
    """Return the version of an ontology and its classes whose ids have a prefix."""
    version, found = "", dict[str, Said]()
    for subject, predicate, value in _statements(file):
        if predicate in (VERSION_IRI, VERSION):
            version = version or value
        elif subject.startswith(PREFIXES[prefix]) and predicate in READ:
            found.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return version, [_concept(file, name, said, prefix) for name, said in found.items()]


def _statements(file: SourceFile) -> Iterator[tuple[str, str, str]]:
    """Yield the statements about named things; anonymous classes are left out."""
    plain = file.name.removesuffix(".gz")
    suffix = next((ending for ending in FORMATS if plain.endswith(ending)), "")
    with file.opened() as stream:
        try:
            for quad in ox.parse(stream, format=FORMATS.get(suffix, ox.RdfFormat.RDF_XML)):
                yield from _said(quad)
        except SyntaxError as error:
            line = getattr(error, "lineno", None)
            raise SourceError(file.name, line, "no RDF, or cut short") from error


def _said(quad: ox.Quad) -> Iterator[tuple[str, str, str]]:
    subject, value = quad.subject, quad.object
    if isinstance(subject, ox.NamedNode) and not isinstance(value, ox.BlankNode):
        yield subject.value, quad.predicate.value, str(getattr(value, "value", value))


def _concept(file: SourceFile, name: str, said: Said, prefix: str) -> Concept:
    code = curie(name)
    if LABEL not in said and "true" not in said.get(DEPRECATED, ()):
        raise SourceError(file.name, None, f"{code} has no label")
    references = tuple(sorted(set(said.get(XREF, ()))))
    values = ((property_, value) for property_ in SKOS for value in said.get(property_, ()))
    matches = (match(code, property_, value) for property_, value in sorted(values))
    return Concept(
        id=code,
        label=said.get(LABEL, [code])[0],
        notation=code,
        definition=said.get(DEFINITION, [""])[0],
        synonyms=tuple(_synonyms(said)),
        xrefs=references,
        parents=_own(said.get(PARENT, []), prefix),
        alternative_ids=tuple(said.get(ALTERNATIVE, ())),
        obsolete="true" in said.get(DEPRECATED, ()),
        replaced_by=_own(said.get(SUCCESSOR, []), prefix),
        matches=(
            *dated_references(code, references),
            *(found for found in matches if found is not None),
        ),
    )


def _synonyms(said: Said) -> Iterator[tuple[str, str]]:
    for property_, scope in SYNONYMS.items():
        yield from ((scope, value) for value in said.get(property_, ()))


def _own(values: list[str], prefix: str) -> tuple[str, ...]:
    """Return the ids of the ontology among IRIs, or CURIEs in texts."""
    named = (curie(value) for value in dict.fromkeys(values))
    return tuple(value for value in named if value.startswith(f"{prefix}:"))
