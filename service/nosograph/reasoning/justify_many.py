"""Many justifications at once.

Hundreds of conditions are dangerous in a few dozen ways, so a reasoner is asked about each way
once: sets of axioms that are the same but for their names have the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

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
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.justify import (
    Build,
    before,
    follows,
    justification,
    leading_to,
    shortest,
)

START, END = "nos:n0", "nos:n1"
Pair = tuple[str, str]
Rename = Callable[[str], str]
#: A set of axioms in which one subsumption is tested.
Test = tuple[Sequence[Axiom], str, str]


def justifications(
    axioms: Sequence[Axiom], pairs: Iterable[Pair], build: Build = ElkEngine
) -> dict[Pair, tuple[Axiom, ...]]:
    """Return a minimal set of axioms for each pair of a class and one that subsumes it.

    The answers are those of ``justification``: each suffices, and each axiom of it was removed
    and found to be needed.
    """
    by_sup: dict[str, list[str]] = {}
    for sub, sup in pairs:
        by_sup.setdefault(sup, []).append(sub)
    nearest: dict[Pair, Sequence[Axiom]] = {}
    for sup, subs in by_sup.items():
        following = followers(leading_to(sup, axioms))
        for sub in subs:
            nearest[sub, sup] = shortest(reachable(sub, following), sub, sup)
    suffices = hold([(found, *pair) for pair, found in nearest.items()], build)
    sure = {pair: nearest[pair] for pair, yes in zip(nearest, suffices, strict=True) if yes}
    found = {pair: tuple(needed) for pair, needed in pruned(sure, build).items()}
    return {
        pair: found[pair] if pair in found else justification(axioms, *pair, build)
        for pair in nearest
    }


Followers = tuple[Mapping[str, Sequence[Axiom]], Sequence[Axiom]]


def followers(axioms: Iterable[Axiom]) -> Followers:
    """Return, for every name, the axioms that lead on from it; and those that always may."""
    leading: dict[str, list[Axiom]] = {}
    always: list[Axiom] = []
    for axiom in axioms:
        names = before(axiom)
        if not names:
            always.append(axiom)
        for name in names:
            leading.setdefault(name, []).append(axiom)
    return leading, always


def reachable(start: str, following: Followers) -> list[Axiom]:
    """Return the axioms that can be reached from a name."""
    leading, always = following
    found, seen, waiting = dict.fromkeys(always), {start}, [start]
    while waiting:
        for axiom in leading.get(waiting.pop(), ()):
            found[axiom] = None
            new = axiom.signature() - seen
            seen |= new
            waiting += sorted(new)
    return list(found)


def pruned(sets: Mapping[Pair, Sequence[Axiom]], build: Build) -> dict[Pair, Sequence[Axiom]]:
    """Return sufficient sets of axioms without what is not needed in them."""
    minimal: dict[Pair, Sequence[Axiom]] = {}
    waiting = dict(sets)
    while waiting:
        tests: list[Test] = []
        for (sub, sup), found in waiting.items():
            tests += [([o for o in found if o != axiom], sub, sup) for axiom in found]
        smaller: dict[Pair, Sequence[Axiom]] = {}
        for (rest, *pair), yes in zip(tests, hold(tests, build), strict=True):
            if yes:
                smaller.setdefault((pair[0], pair[1]), rest)
        minimal |= {pair: found for pair, found in waiting.items() if pair not in smaller}
        waiting = smaller
    return minimal


def hold(tests: Iterable[Test], build: Build) -> list[bool]:
    """Say of each test whether its subsumption follows from its axioms.

    Tests that are the same but for their names are asked once.
    """
    shapes = [shape(*test) for test in tests]
    answers = {each: follows(each, START, END, build) for each in dict.fromkeys(shapes)}
    return [answers[each] for each in shapes]


def shape(axioms: Sequence[Axiom], sub: str, sup: str) -> tuple[Axiom, ...]:
    """Return axioms with names numbered in the order in which they appear."""
    names = {sub: START}
    names.setdefault(sup, END)

    def number(name: str) -> str:
        return names.setdefault(name, f"nos:n{len(names)}")

    return tuple(renamed(axiom, number) for axiom in axioms)


def renamed(axiom: Axiom, number: Rename) -> Axiom:
    """Return an axiom with every name, of classes and properties, replaced."""
    match axiom:
        case SubClassOf(sub, sup):
            return SubClassOf(rewritten(sub, number), rewritten(sup, number))
        case EquivalentClasses(name, definition):
            return EquivalentClasses(Named(number(name.name)), rewritten(definition, number))
        case PropertyChain(properties, name):
            return PropertyChain(tuple(number(each) for each in properties), number(name))
        case ReflexiveProperty(name):
            return ReflexiveProperty(number(name))


def rewritten(expression: Expression, number: Rename) -> Expression:
    """Return a class expression with every name replaced."""
    match expression:
        case Named(name):
            return Named(number(name))
        case Some(name, filler):
            return Some(number(name), rewritten(filler, number))
        case And(parts):
            return And(tuple(rewritten(part, number) for part in parts))
