"""Justifications: the smallest sets of axioms from which an inference follows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from nosograph.errors import ReasonerError
from nosograph.reasoning.axioms import (
    And,
    Axiom,
    EquivalentClasses,
    Named,
    PropertyChain,
    ReflexiveProperty,
    SubClassOf,
)
from nosograph.reasoning.engine import ElkEngine, Engine
from nosograph.reasoning.modules import Modules

Build = Callable[[Sequence[Axiom]], Engine]


def justification(
    axioms: Sequence[Axiom], sub: str, sup: str, build: Build = ElkEngine
) -> tuple[Axiom, ...]:
    """Return a minimal set of axioms from which ``sub ⊑ sup`` follows.

    Minimal: without any one of them it no longer follows. The search begins with the axioms on
    the shortest ways between the names involved; where they do not suffice, with all that can
    matter. What is not needed is then deleted one by one, so every axiom in the answer was
    tested by the reasoner.
    """
    relevant = leading_to(sup, Modules(axioms).of([sub]))
    needed = shortest(relevant, sub, sup)
    if not follows(needed, sub, sup, build):
        needed = relevant
        if not follows(needed, sub, sup, build):
            raise ReasonerError(f"{sub} is not subsumed by {sup}")
    for axiom in tuple(needed):
        rest = [other for other in needed if other != axiom]
        if follows(rest, sub, sup, build):
            needed = rest
    return tuple(needed)


def shortest(axioms: Sequence[Axiom], sub: str, sup: str) -> list[Axiom]:
    """Return property chains, definitions of ``sup``, and shortest ways to what they name."""
    definitions = [axiom for axiom in axioms if defines(axiom, sup)]
    goals = {sup}.union(*(axiom.signature() for axiom in definitions))
    come_from = reached_from(sub, [axiom for axiom in axioms if axiom not in definitions])
    on_the_way = (axiom for goal in sorted(goals) for axiom in way_back(goal, come_from))
    chains = (axiom for axiom in axioms if isinstance(axiom, PropertyChain | ReflexiveProperty))
    return list(dict.fromkeys((*on_the_way, *definitions, *chains)))


def defines(axiom: Axiom, name: str) -> bool:
    """Whether an axiom is the definition of a name, or says what suffices for it."""
    match axiom:
        case EquivalentClasses(name=Named(defined)):
            return defined == name
        case SubClassOf(sub=And(), sup=Named(defined)):
            return defined == name
    return False


ComeFrom = dict[str, tuple[str, Axiom] | None]


def reached_from(start: str, axioms: Sequence[Axiom]) -> ComeFrom:
    """Return, for every name that can be reached, the name before it and the axiom between."""
    leading: dict[str, list[Axiom]] = {}
    for axiom in axioms:
        for name in before(axiom):
            leading.setdefault(name, []).append(axiom)
    come_from: ComeFrom = {start: None}
    queue = deque([start])
    while queue:
        name = queue.popleft()
        following = leading.get(name, ())
        found = [(target, axiom) for axiom in following for target in sorted(axiom.signature())]
        for target, axiom in found:
            if target not in come_from:
                come_from[target] = (name, axiom)
                queue.append(target)
    return come_from


def before(axiom: Axiom) -> frozenset[str]:
    """Return the names from which an axiom leads on."""
    match axiom:
        case SubClassOf(sub=sub):
            return sub.signature()
        case EquivalentClasses():
            return axiom.signature()
        case PropertyChain() | ReflexiveProperty():
            return frozenset()


def way_back(goal: str, come_from: ComeFrom) -> Iterator[Axiom]:
    """Yield the axioms between a name and where the search began."""
    step = come_from.get(goal)
    while step is not None:
        yield step[1]
        step = come_from[step[0]]


def leading_to(sup: str, axioms: Sequence[Axiom]) -> list[Axiom]:
    """Return the axioms from whose right-hand sides ``sup`` can be reached."""
    wanted, chosen, waiting = {sup}, list[Axiom](), list(axioms)
    while found := [axiom for axiom in waiting if not wanted.isdisjoint(concluded(axiom))]:
        chosen += found
        taken = set(found)
        waiting = [axiom for axiom in waiting if axiom not in taken]
        wanted.update(*(axiom.signature() for axiom in found))
    return chosen


def concluded(axiom: Axiom) -> frozenset[str]:
    """Return the names that an axiom says something is."""
    match axiom:
        case SubClassOf(sup=sup):
            return sup.signature()
        case EquivalentClasses():
            return axiom.signature()
        case PropertyChain(property=name) | ReflexiveProperty(name):
            return frozenset((name,))


def in_order(start: str, axioms: Sequence[Axiom]) -> list[Axiom]:
    """Return axioms in the order in which they are reached from ``start``."""
    reached, waiting, ordered = {start}, list(axioms), list[Axiom]()
    while waiting:
        nearest = next((axiom for axiom in waiting if begins_in(axiom, reached)), waiting[0])
        waiting.remove(nearest)
        ordered.append(nearest)
        reached |= nearest.signature()
    return ordered


def begins_in(axiom: Axiom, reached: set[str]) -> bool:
    """Whether an axiom says something of a class that was reached."""
    return isinstance(axiom, SubClassOf) and axiom.sub.signature() <= reached


def follows(axioms: Sequence[Axiom], sub: str, sup: str, build: Build) -> bool:
    """Whether ``sub ⊑ sup`` follows from ``axioms``."""
    engine = build(axioms)
    try:
        return sup in engine.superclasses(Named(sub))
    finally:
        engine.close()
