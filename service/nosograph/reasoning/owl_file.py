"""OWL documents: reading EL axioms from one, and writing one as RDF."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyowl_core as owl

from nosograph.domain.identifiers import curie
from nosograph.errors import ReasonerError, SourceError
from nosograph.reasoning.axioms import (
    And,
    Axiom,
    EquivalentClasses,
    Expression,
    Named,
    PropertyChain,
    ReflexiveProperty,
    Some,
    SubClassOf,
)

RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
OPTIONS = owl.LoadOptions(format=owl.DocumentFormat.FUNCTIONAL, imports=owl.ImportPolicy.IGNORE)


def read_axioms(path: Path) -> tuple[Axiom, ...]:
    """Read the EL axioms of a document in functional syntax, in the order of their text."""
    try:
        found = [from_owl_axiom(axiom) for axiom in snapshot(path).iter_axioms()]
    except ValueError as error:
        raise SourceError(str(path), None, str(error)) from error
    return tuple(sorted((axiom for axiom in found if axiom), key=lambda axiom: axiom.functional()))


def read_labels(path: Path) -> dict[str, str]:
    """Return the labels that a document gives, by CURIE."""
    return {
        curie(axiom.subject.value): axiom.value.lexical_form
        for axiom in snapshot(path).iter_axioms()
        if isinstance(axiom, owl.AnnotationAssertion)
        and axiom.property.iri.value == RDFS_LABEL
        and isinstance(axiom.subject, owl.IRI)
        and isinstance(axiom.value, owl.Literal)
    }


def snapshot(path: Path) -> owl.OntologySnapshot:
    """Load a document; one that is missing or broken raises SourceError."""
    try:
        return owl.load_snapshot(path.read_bytes(), options=OPTIONS)
    except (OSError, owl.PyOWLCoreError) as error:
        raise SourceError(str(path), None, str(error).splitlines()[0]) from error


def to_ntriples(functional: bytes) -> bytes:
    """Return the RDF mapping of a document in functional syntax, as N-Triples."""
    turtle = render(functional, owl.DocumentFormat.TURTLE)
    return b"\n".join(sorted(set(turtle.splitlines()))) + b"\n"


def from_owl_axiom(axiom: owl.AxiomNode) -> Axiom | None:
    """Translate a logical axiom that definitions are made of; others give nothing."""
    match axiom:
        case owl.SubClassOf():
            return SubClassOf(from_owl(axiom.sub_class), from_owl(axiom.super_class))
        case owl.EquivalentClasses():
            return definition(axiom)
        case owl.SubObjectPropertyOf():
            return PropertyChain(
                tuple(steps(axiom.sub_property)), property_name(axiom.super_property)
            )
        case owl.ReflexiveObjectProperty():
            return ReflexiveProperty(property_name(axiom.property))
        case _:
            return None


def definition(axiom: owl.EquivalentClasses) -> EquivalentClasses:
    """Translate an equivalence of one name and one expression."""
    parts = map(from_owl, axiom.expressions)
    match sorted(parts, key=lambda part: not isinstance(part, Named)):
        case [Named() as name, expression]:
            return EquivalentClasses(name, expression)
        case _:
            raise ValueError("an equivalence must define one name by one expression")


def steps(chain: owl.SubObjectPropertyExpression) -> Iterator[str]:
    """Return the names of the properties of a chain."""
    properties = chain.properties if isinstance(chain, owl.ObjectPropertyChain) else (chain,)
    return (property_name(step) for step in properties)


def property_name(expression: owl.ObjectPropertyExpression) -> str:
    """Return the name of a property; inverse ones are outside EL."""
    if not isinstance(expression, owl.ObjectProperty):
        raise ValueError("inverse properties are outside the documented EL shape")
    return curie(expression.iri.value)


def from_owl(expression: owl.ClassExpression) -> Expression:
    """Translate an EL class expression."""
    match expression:
        case owl.Class():
            return Named(curie(expression.iri.value))
        case owl.ObjectSomeValuesFrom():
            return Some(property_name(expression.property), from_owl(expression.filler))
        case owl.ObjectIntersectionOf():
            return And(tuple(map(from_owl, expression.operands)))
        case _:
            raise ValueError(f"{type(expression).__name__} is outside the documented EL shape")


def to_rdf_xml(functional: bytes) -> bytes:
    """Return a document in functional syntax as RDF/XML."""
    return render(functional, owl.DocumentFormat.RDF_XML)


def render(functional: bytes, format_: owl.DocumentFormat) -> bytes:
    """Return a document in functional syntax in another syntax."""
    try:
        document = owl.parse_document(functional, options=OPTIONS)
        return owl.render_document(document, format=format_)
    except owl.PyOWLCoreError as error:
        reason = str(error).splitlines()[0]
        raise ReasonerError(f"the ontology cannot be read: {reason}") from error
