"""EL axioms as rules: what has to hold of a thing, and what then holds of it too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nosograph.errors import ReasonerError
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

#: Classes whose meaning is not in the axioms that name them.
BUILT_IN = frozenset(("owl:Thing", "owl:Nothing"))
#: The longest property chain that is followed: a property, or one after another.
LONGEST_CHAIN = 2

Simple = Named | Some
#: A class by its name; a complex one that some axiom asks for by its number.
Key = str | int


@dataclass(slots=True)
class Rules:
    """The rules of some axioms, found by the classes that they need.

    ``alone`` holds the classes, ``related`` the restrictions that follow from a class;
    ``pairs`` gives, for a class and another, the conjunction of both. ``asked`` gives, for a
    property and a class of what it leads to, the restriction of both. ``wider`` are the properties
    above a property, ``chains`` those that two properties in a row are, by the first and the
    second; ``reflexive`` those that lead from everything to itself. ``classes`` is every class that
    an axiom names, ``fillers`` every complex class that a restriction leads to.
    """

    alone: dict[Key, list[Key]] = field(default_factory=dict)
    related: dict[Key, list[Some]] = field(default_factory=dict)
    pairs: dict[Key, dict[Key, Key]] = field(default_factory=dict)
    asked: dict[str, dict[Key, Key]] = field(default_factory=dict)
    wider: dict[str, list[str]] = field(default_factory=dict)
    chains: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    reflexive: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    fillers: set[Expression] = field(default_factory=set)
    conjunctions: dict[frozenset[Key], Key] = field(default_factory=dict)
    numbered: int = 0

    def number(self) -> int:
        """Return a number for another complex class."""
        self.numbered += 1
        return self.numbered

    def stated(self, name: str) -> Iterator[str]:
        """Yield the classes that a class is stated to be or to be related to."""
        for key in self.alone.get(name, ()):
            if isinstance(key, str):
                yield key
        for part in self.related.get(name, ()):
            yield from names(part.filler)


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
        add(rules, axiom)
    combine(rules)
    reflect(rules)
    return rules


def add(rules: Rules, axiom: Axiom) -> None:
    """Add the rules of one axiom."""
    match axiom:
        case SubClassOf(sub, sup):
            rules.classes.update(names(sub), names(sup))
            conclude(rules, asked(rules, sub), sup)
        case EquivalentClasses(name, definition):
            rules.classes.update(names(name), names(definition))
            conclude(rules, name.name, definition)
            conclude(rules, asked(rules, definition), name)
        case PropertyChain((property_,), wider):
            rules.wider.setdefault(property_, []).append(wider)
        case PropertyChain((first, second), whole):
            rules.chains.setdefault(first, {}).setdefault(second, []).append(whole)
        case ReflexiveProperty(property_):
            rules.reflexive.add(property_)


def conclude(rules: Rules, key: Key, expression: Expression) -> None:
    """Add the rule that what is of one class is of another."""
    for part in conjuncts(expression):
        if isinstance(part, Named):
            rules.alone.setdefault(key, []).append(part.name)
            continue
        rules.related.setdefault(key, []).append(part)
        rules.fillers.update(complex_parts(part.filler))


def complex_parts(expression: Expression) -> Iterator[Expression]:
    """Yield an expression that is more than a name, and what restrictions in it lead to."""
    if not isinstance(expression, Named):
        yield expression
    for part in conjuncts(expression):
        if isinstance(part, Some):
            yield from complex_parts(part.filler)


def asked(rules: Rules, expression: Expression) -> Key:
    """Return the key of a class that a rule needs, with the rules by which it is recognised."""
    match expression:
        case Named(name):
            return name
        case Some(property_, filler):
            fillers = rules.asked.setdefault(property_, {})
            key = asked(rules, filler)
            return fillers[key] if key in fillers else fillers.setdefault(key, rules.number())
        case And():
            parts = frozenset(asked(rules, part) for part in conjuncts(expression))
            if len(parts) == 1:
                return next(iter(parts))
            return rules.conjunctions.setdefault(parts, rules.number())


def combine(rules: Rules) -> None:
    """Add the rules by which conjunctions are recognised, two parts at a time.

    The rarest parts come first: few things are of both, so little is recognised in vain.
    """
    count = Counter(part for parts in rules.conjunctions for part in parts)
    for parts, whole in rules.conjunctions.items():
        *rest, last = sorted(parts, key=lambda part: (count[part], str(part)))
        so_far = rest[0]
        for part in rest[1:]:
            so_far = pair(rules, so_far, part, None)
        pair(rules, so_far, last, whole)
    rules.conjunctions.clear()


def pair(rules: Rules, one: Key, other: Key, whole: Key | None) -> Key:
    """Return the key of a conjunction of two, which is ``whole`` where that is given."""
    known = rules.pairs.setdefault(one, {}).get(other)
    if known is None:
        known = rules.number() if whole is None else whole
        rules.pairs[one][other] = known
        rules.pairs.setdefault(other, {})[one] = known
    elif whole is not None:
        rules.alone.setdefault(known, []).append(whole)
    return known


def reflect(rules: Rules) -> None:
    """Add the rules that follow from properties that lead from everything to itself."""
    grown = True
    while grown:
        found = set(reflexive_too(rules))
        grown = not found <= rules.reflexive
        rules.reflexive |= found
    for first, after in rules.chains.items():
        for second, wholes in after.items():
            if first in rules.reflexive:
                rules.wider.setdefault(second, []).extend(wholes)
            if second in rules.reflexive:
                rules.wider.setdefault(first, []).extend(wholes)
    for property_ in rules.reflexive:
        for filler, restriction in rules.asked.get(property_, {}).items():
            rules.alone.setdefault(filler, []).append(restriction)


def reflexive_too(rules: Rules) -> Iterator[str]:
    """Yield the properties that are reflexive because others are."""
    for property_ in rules.reflexive:
        yield from rules.wider.get(property_, ())
        after: Mapping[str, list[str]] = rules.chains.get(property_, {})
        for second in after.keys() & rules.reflexive:
            yield from after[second]


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
