"""The classes and relations of an ontology in RDF, as OBO and OBO Graphs can say them.

What these formats cannot say (chains, nested expressions) is left to the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from nosograph.domain.identifiers import curie, iri

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
OWL = "http://www.w3.org/2002/07/owl#"
FIRST, REST, NIL, TYPE = f"{RDF}first", f"{RDF}rest", f"{RDF}nil", f"{RDF}type"
LABEL, DEFINITION = iri("rdfs:label"), iri("skos:definition")
SYNONYM, PARENT = iri("oboInOwl:hasExactSynonym"), iri("rdfs:subClassOf")
Term = str
Relation = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ClassTerm:
    """A class: names, named parents, restrictions (property, filler), and its definition.

    ``genus`` and ``differentia`` are the parts of an intersection that it is equivalent to.
    """

    id: str
    label: str
    definition: str = ""
    synonyms: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    genus: tuple[str, ...] = ()
    differentia: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class OntologyTerms:
    """The classes, and the object properties with their labels."""

    classes: tuple[ClassTerm, ...]
    properties: tuple[tuple[str, str], ...]


class Statements:
    """Statements by subject and property; values as text, blank nodes by their names."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._said: dict[str, dict[str, list[str]]] = {}
        for triple in triples:
            subject = self._said.setdefault(_name(triple.subject), {})
            subject.setdefault(triple.predicate.value, []).append(_name(triple.object))

    def of(self, subject: str, property_: str) -> list[str]:
        """Return the values of a property, sorted."""
        return sorted(self._said.get(subject, {}).get(property_, ()))

    def typed(self, kind: str) -> Iterator[str]:
        """Yield the named things of a type, in the order of their names."""
        for subject in sorted(self._said):
            if kind in self.of(subject, TYPE) and not subject.startswith("_:"):
                yield subject

    def items(self, list_: str) -> Iterator[str]:
        """Yield the items of an RDF list."""
        while list_ != NIL:
            yield self.of(list_, FIRST)[0]
            list_ = self.of(list_, REST)[0]


def _name(term: object) -> str:
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    return str(getattr(term, "value", term))


def ontology_terms(triples: Iterable[ox.Triple]) -> OntologyTerms:
    """Return the terms of an ontology, in the order of their ids."""
    said = Statements(triples)
    properties = ((curie(name), _label(said, name)) for name in said.typed(f"{OWL}ObjectProperty"))
    return OntologyTerms(
        tuple(_class(said, name) for name in said.typed(f"{OWL}Class")), tuple(properties)
    )


def _label(said: Statements, name: str) -> str:
    return next(iter(said.of(name, LABEL)), curie(name))


def _class(said: Statements, name: str) -> ClassTerm:
    above = said.of(name, PARENT)
    genus, differentia = _definition(said, name)
    return ClassTerm(
        id=curie(name),
        label=_label(said, name),
        definition=next(iter(said.of(name, DEFINITION)), ""),
        synonyms=tuple(said.of(name, SYNONYM)),
        parents=tuple(curie(parent) for parent in above if not parent.startswith("_:")),
        relations=tuple(filter(None, (_relation(said, parent) for parent in above))),
        genus=genus,
        differentia=differentia,
    )


def _relation(said: Statements, node: str) -> Relation | None:
    """Return a restriction to something named of a class, if a node is one."""
    fillers = said.of(node, f"{OWL}someValuesFrom")
    properties = said.of(node, f"{OWL}onProperty")
    if not fillers or not properties or fillers[0].startswith("_:"):
        return None
    return curie(properties[0]), curie(fillers[0])


def _definition(said: Statements, name: str) -> tuple[tuple[str, ...], tuple[Relation, ...]]:
    """Return genus and differentia of the first definition that is made of nothing else."""
    for node in said.of(name, f"{OWL}equivalentClass"):
        for list_ in said.of(node, f"{OWL}intersectionOf"):
            parts = list(said.items(list_))
            genus = tuple(curie(part) for part in parts if not part.startswith("_:"))
            found = [_relation(said, part) for part in parts if part.startswith("_:")]
            if genus and all(found):
                return genus, tuple(filter(None, found))
    return (), ()
