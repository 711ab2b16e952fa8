"""EL axioms as rules: what has to hold of a thing, and what then holds of it too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nosograph.errors import ReasonerError
from nosograph.reasoning.axioms import (
    And,
    Axiom,
    EquivalentClasses,
    Expression,
    Named,
    PropertyChain,
    Some,
    SubClassOf,
)

#: Classes whose meaning is not in the axioms that name them.
BUILT_IN = frozenset(("owl:Thing", "owl:Nothing"))
#: The longest property chain that is followed: a property, or one after another.
LONGEST_CHAIN = 2

Simple = Named | Some
#: Classes that must all hold of a thing, and what then holds.
Rule = tuple[frozenset[str], tuple[Simple, ...]]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of some axioms, found by the classes that they need.

    A complex class that some axiom asks for has a name like any other, its functional syntax;
    ``composed`` are those. ``alone`` holds what follows from one class, ``joint`` every rule of
    several classes under each of them. ``asked`` gives, for a property and a class of what it
    leads to, the restriction of both. ``wider`` are the properties above a property, ``chains``
    those that two properties in a row are; ``classes`` every class that an axiom names.
    """

    alone: dict[str, list[Simple]] = field(default_factory=dict)
    joint: dict[str, list[Rule]] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    wider: dict[str, list[str]] = field(default_factory=dict)
    chains: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    composed: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)


def covered(axiom: Axiom) -> bool:
    """Whether the rules say everything that an axiom says.

    They do not know the built-in classes, which bear on every class, and no long chains.
    """
    if isinstance(axiom, PropertyChain) and not 1 <= len(axiom.chain) <= LONGEST_CHAIN:
        return False
    return BUILT_IN.isdisjoint(axiom.signature())


def rules_of(axioms: Iterable[Axiom]) -> Rules:
    """Return the rules of axioms; one that is not covered raises ReasonerError."""
    rules = Rules()
    for axiom in axioms:
        if not covered(axiom):
            raise ReasonerError("the ontology has axioms that rules do not cover")
        match axiom:
            case SubClassOf(sub, sup):
                add(rules, sub, sup)
            case EquivalentClasses(name, definition):
                add(rules, name, definition)
                add(rules, definition, name)
            case PropertyChain((property_,), wider):
                rules.wider.setdefault(property_, []).append(wider)
            case PropertyChain((first, second), whole):
                rules.chains.setdefault((first, second), []).append(whole)
    return rules


def add(rules: Rules, sub: Expression, sup: Expression) -> None:
    """Add the rule that every ``sub`` is a ``sup``."""
    rules.classes.update(names(sub), names(sup))
    body = frozenset(named(rules, part) for part in conjuncts(sub))
    conclude(rules, body, tuple(conjuncts(sup)))


def conclude(rules: Rules, body: frozenset[str], head: tuple[Simple, ...]) -> None:
    """Add the rule that what is all of ``body`` is all of ``head``."""
    if len(body) == 1:
        (only,) = body
        rules.alone.setdefault(only, []).extend(head)
        return
    for name in body:
        rules.joint.setdefault(name, []).append((body, head))


def named(rules: Rules, expression: Expression) -> str:
    """Return the name of a class that a rule needs, with the rules by which it is recognised."""
    if isinstance(expression, Named):
        return expression.name
    name = expression.functional()
    if name not in rules.composed:
        rules.composed.add(name)
        if isinstance(expression, Some):
            fillers = rules.asked.setdefault(expression.property, {})
            fillers[named(rules, expression.filler)] = name
        else:
            add(rules, expression, Named(name))
    return name


def conjuncts(expression: Expression) -> Iterator[Simple]:
    """Yield the parts of a conjunction, of conjunctions in it too."""
    if isinstance(expression, And):
        for part in expression.parts:
            yield from conjuncts(part)
    else:
        yield expression


def names(expression: Expression) -> Iterator[str]:
    """Yield the classes that an expression names."""
    for part in conjuncts(expression):
        if isinstance(part, Named):
            yield part.name
        else:
            yield from names(part.filler)
