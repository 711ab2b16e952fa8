"""The EL axioms that definitions are made of, and how they are written down.

Names are CURIEs. ``functional`` writes OWL functional syntax with full IRIs; ``manchester``
writes Manchester syntax with labels, for people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nosograph.domain.identifiers import iri

Label = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Named:
    """A class by its name."""

    name: str

    def functional(self) -> str:
        """Write the class in functional syntax."""
        return f"<{iri(self.name)}>"

    def manchester(self, label: Label) -> str:
        """Write the class in Manchester syntax."""
        return quoted(label(self.name))

    def signature(self) -> frozenset[str]:
        """Return every name used."""
        return frozenset((self.name,))


@dataclass(frozen=True, slots=True)
class Some:
    """Things related by ``property`` to some ``filler``."""

    property: str
    filler: Expression

    def functional(self) -> str:
        """Write the restriction in functional syntax."""
        return f"ObjectSomeValuesFrom(<{iri(self.property)}> {self.filler.functional()})"

    def manchester(self, label: Label) -> str:
        """Write the restriction in Manchester syntax."""
        inner = self.filler.manchester(label)
        inner = f"({inner})" if compound(self.filler) else inner
        return f"{role(self.property, label)} some {inner}"

    def signature(self) -> frozenset[str]:
        """Return every name used."""
        return self.filler.signature() | {self.property}


@dataclass(frozen=True, slots=True)
class And:
    """Things that are all of ``parts``, of which there are at least two."""

    parts: tuple[Expression, ...]

    def functional(self) -> str:
        """Write the conjunction in functional syntax."""
        return f"ObjectIntersectionOf({' '.join(part.functional() for part in self.parts)})"

    def manchester(self, label: Label) -> str:
        """Write the conjunction in Manchester syntax."""
        return " and ".join(bracketed(part, label) for part in self.parts)

    def signature(self) -> frozenset[str]:
        """Return every name used."""
        return frozenset().union(*(part.signature() for part in self.parts))


Expression = Named | Some | And


@dataclass(frozen=True, slots=True)
class SubClassOf:
    """Everything in ``sub`` is in ``sup``."""

    sub: Expression
    sup: Expression

    def functional(self) -> str:
        """Write the axiom in functional syntax."""
        return f"SubClassOf({self.sub.functional()} {self.sup.functional()})"

    def manchester(self, label: Label) -> str:
        """Write the axiom in Manchester syntax."""
        return f"{bracketed(self.sub, label)} SubClassOf: {self.sup.manchester(label)}"

    def signature(self) -> frozenset[str]:
        """Return every name used."""
        return self.sub.signature() | self.sup.signature()

    def triggers(self) -> tuple[frozenset[str], ...]:
        """Return the signatures, any of which makes the axiom matter in a ⊥-module."""
        return (self.sub.signature(),)


@dataclass(frozen=True, slots=True)
class EquivalentClasses:
    """``name`` is defined as ``definition``."""

    name: Named
    definition: Expression

    def functional(self) -> str:
        """Write the axiom in functional syntax."""
        return f"EquivalentClasses({self.name.functional()} {self.definition.functional()})"

    def manchester(self, label: Label) -> str:
        """Write the axiom in Manchester syntax."""
        return f"{self.name.manchester(label)} EquivalentTo: {self.definition.manchester(label)}"

    def signature(self) -> frozenset[str]:
        """Return every name used."""
        return self.name.signature() | self.definition.signature()

    def triggers(self) -> tuple[frozenset[str], ...]:
        """Return the signatures, any of which makes the axiom matter in a ⊥-module."""
        return (self.name.signature(), self.definition.signature())


@dataclass(frozen=True, slots=True)
class PropertyChain:
    """Following ``chain`` (one or more properties) is an instance of ``property``."""

    chain: tuple[str, ...]
    property: str

    def functional(self) -> str:
        """Write the axiom in functional syntax."""
        steps = " ".join(f"<{iri(step)}>" for step in self.chain)
        sub = steps if len(self.chain) == 1 else f"ObjectPropertyChain({steps})"
        return f"SubObjectPropertyOf({sub} <{iri(self.property)}>)"

    def manchester(self, label: Label) -> str:
        """Write the axiom in Manchester syntax."""
        steps = " o ".join(role(step, label) for step in self.chain)
        return f"{steps} SubPropertyOf: {role(self.property, label)}"

    def signature(self) -> frozenset[str]:
        """Return every name used."""
        return frozenset((*self.chain, self.property))

    def triggers(self) -> tuple[frozenset[str], ...]:
        """Return the signatures, any of which makes the axiom matter in a ⊥-module."""
        return (frozenset(self.chain),)


@dataclass(frozen=True, slots=True)
class ReflexiveProperty:
    """Everything is related to itself by ``property``."""

    property: str

    def functional(self) -> str:
        """Write the axiom in functional syntax."""
        return f"ReflexiveObjectProperty(<{iri(self.property)}>)"

    def manchester(self, label: Label) -> str:
        """Write the axiom in Manchester syntax."""
        return f"{role(self.property, label)} Characteristics: Reflexive"

    def signature(self) -> frozenset[str]:
        """Return every name used."""
        return frozenset((self.property,))

    def triggers(self) -> tuple[frozenset[str], ...]:
        """Return the signatures, any of which makes the axiom matter in a ⊥-module."""
        return (frozenset(),)


Axiom = SubClassOf | EquivalentClasses | PropertyChain | ReflexiveProperty


def conjunction(parts: Iterable[Expression]) -> Expression:
    """Return one expression for all of ``parts``, of which there is at least one."""
    unique = tuple(dict.fromkeys(parts))
    return unique[0] if len(unique) == 1 else And(unique)


def document(axioms: Iterable[Axiom], ontology: str = "https://w3id.org/nosograph/module") -> bytes:
    """Write axioms as one OWL ontology in functional syntax."""
    body = "\n".join(axiom.functional() for axiom in axioms)
    return f"Ontology(<{ontology}>\n{body}\n)".encode()


def local(name: str) -> str:
    """Return the local part of a CURIE."""
    return name.partition(":")[2]


def role(property_: str, label: Label) -> str:
    """Write a property: ours by its name, which can be read, another by its label.

    >>> role("nos:hasSite", str), role("SNOMEDCT:363698007", lambda name: "Finding site")
    ('hasSite', "'Finding site'")
    """
    return local(property_) if is_ours(property_) else quoted(label(property_))


def is_ours(property_: str) -> bool:
    """Whether a property is of the upper model."""
    return property_.startswith("nos:")


def quoted(label: str) -> str:
    """Quote a label with anything but letters and digits, as Manchester syntax asks.

    >>> quoted("Muscle spasm")
    "'Muscle spasm'"
    """
    return label if label.isalnum() else f"'{label}'"


def compound(expression: Expression) -> bool:
    """Whether an expression needs brackets inside another."""
    return not isinstance(expression, Named)


def bracketed(expression: Expression, label: Label) -> str:
    """Write an expression, in brackets if it is more than a name."""
    text = expression.manchester(label)
    return f"({text})" if compound(expression) else text
