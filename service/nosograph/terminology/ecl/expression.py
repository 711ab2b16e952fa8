"""What an expression is made of: frozen values, each a set of concepts or a condition on one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from nosograph.terminology.ecl.values import (
    AT_LEAST_ONE,
    Cardinality,
    Comparison,
    Number,
    Texts,
    Truth,
)


class Operator(StrEnum):
    """How a set of concepts is reached from another through the hierarchy."""

    DESCENDANT = "<"
    DESCENDANT_OR_SELF = "<<"
    CHILD = "<!"
    CHILD_OR_SELF = "<<!"
    ANCESTOR = ">"
    ANCESTOR_OR_SELF = ">>"
    PARENT = ">!"
    PARENT_OR_SELF = ">>!"
    TOP = "!!>"
    BOTTOM = "!!<"


class Junction(StrEnum):
    """How sets, or conditions, are joined."""

    AND = "AND"
    OR = "OR"
    MINUS = "MINUS"


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept, by CURIE."""

    code: str


@dataclass(frozen=True, slots=True)
class Anything:
    """Every current concept."""


@dataclass(frozen=True, slots=True)
class Hierarchical:
    """What an operator reaches from a set."""

    operator: Operator
    of: Expression


@dataclass(frozen=True, slots=True)
class Members:
    """The members of the reference sets in a set."""

    of: Expression


@dataclass(frozen=True, slots=True)
class Compound:
    """Sets joined; MINUS has two."""

    junction: Junction
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Refined:
    """Those of a set whose attributes are as said."""

    of: Expression
    refinement: Refinement


@dataclass(frozen=True, slots=True)
class Dotted:
    """The values of an attribute of a set."""

    of: Expression
    attribute: Expression


@dataclass(frozen=True, slots=True)
class Filtered:
    """Those of a set that pass filters."""

    of: Expression
    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Historical:
    """A set, and the inactive concepts that became one of it by an association.

    ``associations`` are reference sets: an expression, or those of a profile by their codes, of
    which none means all that there are.
    """

    of: Expression
    associations: Expression | tuple[str, ...]


Expression = (
    Concept
    | Anything
    | Hierarchical
    | Members
    | Compound
    | Refined
    | Dotted
    | Filtered
    | Historical
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute whose value is compared; ``reverse`` asks whose value the concept is."""

    name: Expression
    comparison: Comparison
    value: Expression | Number | Texts | Truth
    cardinality: Cardinality = AT_LEAST_ONE
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Attributes that hold within one role group."""

    of: Refinement
    cardinality: Cardinality = AT_LEAST_ONE


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions joined by AND or OR."""

    junction: Junction
    parts: tuple[Refinement, ...]


Refinement = Attribute | Group | Joined


class DescriptionType(StrEnum):
    """A kind of description, by its token."""

    SYNONYM = "syn"
    FULL_NAME = "fsn"
    DEFINITION = "def"


@dataclass(frozen=True, slots=True)
class TermFilter:
    """What a description says."""

    comparison: Comparison
    texts: Texts


@dataclass(frozen=True, slots=True)
class LanguageFilter:
    """The language of a description."""

    comparison: Comparison
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypeFilter:
    """The kind of a description."""

    comparison: Comparison
    types: tuple[DescriptionType, ...]


@dataclass(frozen=True, slots=True)
class Dialect:
    """A language reference set, by its code, and whether it prefers, accepts, or either."""

    code: str
    preferred: bool = True
    acceptable: bool = True


@dataclass(frozen=True, slots=True)
class DialectFilter:
    """The dialect of a description."""

    comparison: Comparison
    dialects: tuple[Dialect, ...]


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """Whether a component is in force."""

    holds: bool


DescriptionCondition = TermFilter | LanguageFilter | TypeFilter | DialectFilter | ActiveFilter


@dataclass(frozen=True, slots=True)
class DescriptionFilter:
    """A description that meets all conditions."""

    conditions: tuple[DescriptionCondition, ...]


@dataclass(frozen=True, slots=True)
class PropertyFilter:
    """The module or the definition status of a concept; ``property`` is a CURIE."""

    property: str
    comparison: Comparison
    value: Expression


@dataclass(frozen=True, slots=True)
class TimeFilter:
    """When a concept last changed: dates of eight digits."""

    comparison: Comparison
    dates: tuple[str, ...]


ConceptCondition = PropertyFilter | TimeFilter | ActiveFilter


@dataclass(frozen=True, slots=True)
class ConceptFilter:
    """What the concept's own row says."""

    conditions: tuple[ConceptCondition, ...]


Filter = DescriptionFilter | ConceptFilter


def codes_of(part: object) -> Iterator[str]:
    """Yield the code of every concept that the text of an expression names, in order."""
    if isinstance(part, Concept):
        yield part.code
    elif isinstance(part, tuple):
        for each in part:
            yield from codes_of(each)
    elif hasattr(part, "__dataclass_fields__"):
        for field in fields(part):  # type: ignore[arg-type]
            yield from codes_of(getattr(part, field.name))
