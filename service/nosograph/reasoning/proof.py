"""Why a presentation is under a complaint: the axioms that lead there, found by following them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from nosograph.domain.presentation import Observation
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

PART_OF = "nos:partOf"
#: What every definition of a complaint is written with.
SHAPE = frozenset(
    ("nos:Presentation", "nos:hasFinding", "nos:hasSite", "nos:hasTiming", "nos:hasModifier")
)


ComeFrom = dict[str, tuple[str, Axiom] | None]


@dataclass(frozen=True, slots=True)
class ComplaintPattern:
    """A conjunct of a complaint's definition, by the name of its class."""

    id: str
    complaint: str
    alternative: int
    finding: str
    site: str | None = None
    timing: str | None = None
    modifiers: tuple[str, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """Every class that the conjunct names."""
        return frozenset((self.finding, *(value for _, value in qualifiers(self))))


@dataclass(frozen=True)
class Proofs:
    """Finds the stated axioms between an observation and a pattern.

    The reasoner says that a presentation is under a complaint; this finds axioms that say why.
    """

    axioms: tuple[Axiom, ...]
    steps: Mapping[str, tuple[tuple[str, Axiom], ...]] = field(init=False)

    def __post_init__(self) -> None:
        found: dict[str, list[tuple[str, Axiom]]] = {}
        for axiom in self.axioms:
            for source, target in upward(axiom):
                found.setdefault(source, []).append((target, axiom))
        object.__setattr__(
            self, "steps", {name: tuple(sorted_steps(s)) for name, s in found.items()}
        )

    @cached_property
    def definitions(self) -> Mapping[str, tuple[EquivalentClasses, ...]]:
        """Return the definitions of every class that has any."""
        found: dict[str, tuple[EquivalentClasses, ...]] = {}
        for axiom in self.axioms:
            if isinstance(axiom, EquivalentClasses):
                found[axiom.name.name] = (*found.get(axiom.name.name, ()), axiom)
        return found

    def meets(self, observation: Observation, pattern: ComplaintPattern) -> Iterator[Axiom]:
        """Yield the axioms by which an observation is of a pattern."""
        used = list(self.path(observation.finding, pattern.finding))
        held = tuple(self.held(observation))
        for relation, wanted in qualifiers(pattern):
            ways = (
                (*way, *self.path(value, wanted))
                for way, named, value in held
                if named == relation and self.reach(value, wanted)
            )
            used += next(ways, ())
        yield from used
        yield from self.chains(used)

    def held(self, observation: Observation) -> Iterator[tuple[tuple[Axiom, ...], str, str]]:
        """Yield what qualifies an observation, itself or by what defines its finding.

        Each relation and value comes with the axioms by which it holds.
        """
        for relation, value in qualifiers(observation):
            yield (), relation, value
        come_from = self.reached(observation.finding)
        for name in come_from:
            for axiom in self.definitions.get(name, ()):
                way = (*walked_back(name, come_from), axiom)
                for relation, value in restrictions(axiom.definition):
                    yield way, relation, value

    def reach(self, start: str, goal: str) -> bool:
        """Whether stated axioms lead from a class to another."""
        return start == goal or bool(self.path(start, goal))

    def path(self, start: str, goal: str) -> tuple[Axiom, ...]:
        """Return a shortest way up from a class to another, nothing if there is none."""
        return tuple(walked_back(goal, self.reached(start)))

    def reached(self, start: str) -> ComeFrom:
        """Return every class that stated axioms lead to, the nearest first, with the last step."""
        come_from: ComeFrom = {start: None}
        queue = deque([start])
        while queue:
            name = queue.popleft()
            for target, axiom in self.steps.get(name, ()):
                if target not in come_from:
                    come_from[target] = (name, axiom)
                    queue.append(target)
        return come_from

    @cached_property
    def through_parts(self) -> tuple[PropertyChain, ...]:
        """Return the property chains by which what is at a part is at the whole."""
        chain = ("nos:hasSite", PART_OF)
        chains = (axiom for axiom in self.axioms if isinstance(axiom, PropertyChain))
        return tuple(axiom for axiom in chains if axiom.chain == chain)

    @cached_property
    def sufficient(self) -> Mapping[str, tuple[Axiom, ...]]:
        """Return the axioms that say what suffices for each class, as it is defined or stated."""
        found: dict[str, tuple[Axiom, ...]] = {}
        for axiom in self.axioms:
            match axiom:
                case EquivalentClasses(Named(name)) | SubClassOf(And(), Named(name)):
                    found[name] = (*found.get(name, ()), axiom)
        return found

    def chains(self, used: Iterable[Axiom]) -> tuple[Axiom, ...]:
        """Return the property chains that a way through parts needs."""
        return self.through_parts if any(is_part(axiom) for axiom in used) else ()

    def definition(self, complaint: str, patterns: Iterable[ComplaintPattern]) -> Iterator[Axiom]:
        """Yield the axiom by which patterns make a presentation one of a complaint."""
        wanted = frozenset[str]().union(*(pattern.codes for pattern in patterns))
        for axiom in self.sufficient.get(complaint, ()):
            if not isinstance(axiom, SubClassOf) or axiom.sub.signature() - SHAPE == wanted:
                yield axiom


def qualifiers(item: Observation | ComplaintPattern) -> Iterator[tuple[str, str]]:
    """Yield how a finding is qualified: relations and values."""
    if item.site:
        yield "nos:hasSite", item.site
    if item.timing:
        yield "nos:hasTiming", item.timing
    for modifier in sorted(item.modifiers):
        yield "nos:hasModifier", modifier


def restrictions(definition: Expression) -> Iterator[tuple[str, str]]:
    """Yield the relations to named classes in a definition."""
    parts = definition.parts if isinstance(definition, And) else (definition,)
    for part in parts:
        match part:
            case Some(relation, Named(value)):
                yield relation, value


def sorted_steps(steps: list[tuple[str, Axiom]]) -> list[tuple[str, Axiom]]:
    """Return steps in a fixed order."""
    return sorted(steps, key=lambda step: step[0])


def upward(axiom: Axiom) -> Iterator[tuple[str, str]]:
    """Yield the classes, and wholes, that an axiom states above a named class."""
    match axiom:
        case SubClassOf(Named(sub), Named(sup)):
            yield sub, sup
        case SubClassOf(Named(sub), Some(property="nos:partOf", filler=Named(whole))):
            yield sub, whole
        case EquivalentClasses(Named(name), definition):
            yield from ((name, part) for part in genera(definition))
        case _:
            return


def genera(definition: Expression) -> Iterator[str]:
    """Yield the named conjuncts of a definition."""
    parts = definition.parts if isinstance(definition, And) else (definition,)
    return (part.name for part in parts if isinstance(part, Named))


def is_part(axiom: Axiom) -> bool:
    """Whether an axiom states a whole."""
    return isinstance(axiom, SubClassOf) and isinstance(axiom.sup, Some)


def walked_back(goal: str, come_from: ComeFrom) -> list[Axiom]:
    """Return the axioms from the start to ``goal``."""
    found: list[Axiom] = []
    step = come_from.get(goal)
    while step is not None:
        found.append(step[1])
        step = come_from[step[0]]
    return found[::-1]
