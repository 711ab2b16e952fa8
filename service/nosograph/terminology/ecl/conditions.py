"""From refinements to SPARQL: attributes, role groups, cardinalities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from nosograph.domain import snomed
from nosograph.terminology.ecl.expression import (
    Anything,
    Attribute,
    Concept,
    Expression,
    Group,
    Joined,
    Junction,
    Refinement,
)
from nosograph.terminology.ecl.scope import Scope, own, said, term, union, without
from nosograph.terminology.ecl.texts import matches
from nosograph.terminology.ecl.values import (
    Cardinality,
    Comparison,
    Number,
    Texts,
    Truth,
)

GROUP = f"{own(snomed.ROLE_GROUP)}|{own(snomed.SELF_GROUP)}"
#: A pattern that is met once for each different set of values of its variables.
Counted = tuple[str, tuple[str, ...]]


def restriction(scope: Scope, refinement: Refinement, subject: str, grouped: bool = False) -> str:
    """Return the pattern that a concept, or a role group, has to meet.

    What has to be there is joined, so that an engine may begin with it; everything else is a
    filter.
    """
    match refinement:
        case Joined(Junction.AND, parts):
            return " ".join(restriction(scope, part, subject, grouped) for part in parts)
        case Joined(_, parts):
            if all(map(is_required, parts)):
                return union(restriction(scope, part, subject, grouped) for part in parts)
            return f"FILTER({condition(scope, refinement, subject, grouped)})"
        case _:
            return repeated(scope, refinement, subject, grouped)


def is_required(refinement: Refinement) -> bool:
    """Tell whether something has to be there for a refinement to be met."""
    if isinstance(refinement, Joined):
        every = all if refinement.junction is Junction.OR else any
        return every(map(is_required, refinement.parts))
    return refinement.cardinality.least > 0


def repeated(scope: Scope, part: Attribute | Group, subject: str, grouped: bool) -> str:
    """Return the pattern of an attribute or group that is there as often as it has to be."""
    least, most = part.cardinality.least, part.cardinality.most
    once = counted(scope, part, subject, grouped)
    found = times(least, once) if least else ""
    return f"{found} {without(times(most + 1, once))}" if most is not None else found


def condition(scope: Scope, refinement: Refinement, subject: str, grouped: bool) -> str:
    """Return a refinement as a condition that is true or false."""
    if isinstance(refinement, Joined):
        sign = " || " if refinement.junction is Junction.OR else " && "
        parts = (condition(scope, part, subject, grouped) for part in refinement.parts)
        return f"({sign.join(parts)})"
    once = counted(scope, refinement, subject, grouped)
    return bounded(refinement.cardinality, once)


def bounded(cardinality: Cardinality, once: Callable[[], Counted]) -> str:
    """Return the condition that a pattern is met as often as a cardinality says."""
    parts = [f"EXISTS {{ {times(cardinality.least, once)} }}"] if cardinality.least else []
    if cardinality.most is not None:
        parts.append(f"NOT EXISTS {{ {times(cardinality.most + 1, once)} }}")
    return f"({' && '.join(parts)})" if parts else "true"


def times(number: int, once: Callable[[], Counted]) -> str:
    """Return the pattern that is met where another is met so often, in different ways."""
    found = [once() for _ in range(number)]
    patterns = [pattern for pattern, _ in found]
    apart = (
        f"FILTER({' || '.join(f'{a} != {b}' for a, b in zip(one, other, strict=True))})"
        for (_, one), (_, other) in combinations(found, 2)
    )
    return " ".join((*patterns, *apart))


def counted(
    scope: Scope, part: Attribute | Group, subject: str, grouped: bool
) -> Callable[[], Counted]:
    """Return what writes the pattern of an attribute or a group once, with new variables."""
    if isinstance(part, Group):
        return lambda: in_group(scope, part, subject)
    return lambda: attribute(scope, part, subject, grouped)


def in_group(scope: Scope, group: Group, subject: str) -> Counted:
    """Return a role group, or an attribute that stands alone, with all that is asked of it."""
    node = scope.variable("group")
    inner = restriction(scope, group.of, node, grouped=True)
    return f"{said(scope, f'{subject} {GROUP} {node}')} {inner}", (node,)


def attribute(scope: Scope, wanted: Attribute, subject: str, grouped: bool) -> Counted:
    """Return an attribute with a value that compares as it should."""
    value = scope.variable("value")
    name = "" if isinstance(wanted.name, Concept) else scope.variable("attribute")
    statement = attribute_statement(
        scope, wanted.name, subject, value, grouped, wanted.reverse, name
    )
    compared = comparison(scope, wanted.comparison, wanted.value, value)
    return f"{statement} {compared}", (name, value) if name else (value,)


def attribute_statement(
    scope: Scope,
    name: Expression,
    subject: str,
    value: str,
    grouped: bool,
    reverse: bool = False,
    variable: str = "",
) -> str:
    """Return the pattern of one statement: a subject has an attribute with a value.

    In reverse, the value has the subject, and is a concept, not a role group. Attributes are told
    from what else is said of a concept by their names, or by standing in role groups.
    """
    holder, held = (value, subject) if reverse else (subject, value)
    is_concept = f" . {holder} a owl:Class" if reverse else ""
    if isinstance(name, Concept):
        return said(scope, f"{holder} {term(name.code)} {held}{is_concept}")
    variable = variable or scope.variable("attribute")
    if not isinstance(name, Anything):
        return (
            f"{scope.set(name, variable)} {said(scope, f'{holder} {variable} {held}{is_concept}')}"
        )
    if grouped and not reverse:
        return said(scope, f"{holder} {variable} {held}")
    node = scope.variable("group")
    return said(scope, f"{holder} {GROUP} {node} . {node} {variable} {held}")


Value = Expression | Number | Texts | Truth


def comparison(scope: Scope, how: Comparison, wanted: Value, value: str) -> str:
    """Return the condition on the value of an attribute."""
    match wanted:
        case Number(text):
            return f"FILTER(isNumeric({value}) && {value} {how} {text.removeprefix('+')})"
        case Truth(holds):
            right = str(holds == (how is Comparison.EQUAL)).lower()
            return f"FILTER({value} = {right})"
        case Texts():
            found = matches(f"STR({value})", wanted)
            negation = "!" if how is Comparison.UNEQUAL else ""
            return f"FILTER(isLiteral({value}) && {negation}({found}))"
        case Anything() if how is Comparison.EQUAL:
            return ""
        case _:
            return concept_comparison(scope, how, wanted, value)


def concept_comparison(scope: Scope, how: Comparison, wanted: Expression, value: str) -> str:
    """Return the condition that a value is, or is not, one of a set of concepts."""
    if how is Comparison.UNEQUAL:
        return f"FILTER(isIRI({value})) {without(scope.set(wanted, value))}"
    return scope.set(wanted, value)


def any_of(values: Sequence[str]) -> str:
    """Return a list of terms, for IN."""
    return f"({', '.join(values)})"
