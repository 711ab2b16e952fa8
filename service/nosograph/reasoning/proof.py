"""Why a presentation is under a complaint: the axioms that lead there, found by following them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

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

    def meets(self, observation: Observation, pattern: ComplaintPattern) -> Iterator[Axiom]:
        """Yield the axioms by which an observation is of a pattern."""
        pairs = [(observation.finding, pattern.finding)]
        if observation.site and pattern.site:
            pairs.append((observation.site, pattern.site))
        if observation.timing and pattern.timing:
            pairs.append((observation.timing, pattern.timing))
        for wanted in pattern.modifiers:
            near = [code for code in sorted(observation.modifiers) if self.reach(code, wanted)]
            pairs += [(code, wanted) for code in near[:1]]
        used = [axiom for start, goal in pairs for axiom in self.path(start, goal)]
        yield from used
        yield from self.chains(used)

    def reach(self, start: str, goal: str) -> bool:
        """Whether stated axioms lead from a class to another."""
        return start == goal or bool(self.path(start, goal))

    def path(self, start: str, goal: str) -> tuple[Axiom, ...]:
        """Return a shortest way up from a class to another, nothing if there is none."""
        come_from: dict[str, tuple[str, Axiom] | None] = {start: None}
        queue = deque([start])
        while queue and goal not in come_from:
            name = queue.popleft()
            for target, axiom in self.steps.get(name, ()):
                if target not in come_from:
                    come_from[target] = (name, axiom)
                    queue.append(target)
        return tuple(walked_back(goal, come_from))

    def chains(self, used: Iterable[Axiom]) -> Iterator[Axiom]:
        """Yield the property chains that a way through parts needs."""
        parts = [axiom for axiom in used if is_part(axiom)]
        for axiom in self.axioms:
            if isinstance(axiom, PropertyChain) and axiom.chain[-1] == PART_OF:
                needed = 1 if axiom.property != PART_OF else 2
                if len(parts) >= needed:
                    yield axiom

    def definition(self, complaint: str, patterns: Iterable[ComplaintPattern]) -> Iterator[Axiom]:
        """Yield the axiom by which patterns make a presentation one of a complaint."""
        wanted = {pattern.finding for pattern in patterns}
        for axiom in self.axioms:
            match axiom:
                case EquivalentClasses(Named(name), definition) if name == complaint:
                    yield axiom
                case SubClassOf(And() as definition, Named(name)) if name == complaint:
                    if wanted <= definition.signature():
                        yield axiom


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


def walked_back(goal: str, come_from: Mapping[str, tuple[str, Axiom] | None]) -> list[Axiom]:
    """Return the axioms from the start to ``goal``."""
    found: list[Axiom] = []
    step = come_from.get(goal)
    while step is not None:
        found.append(step[1])
        step = come_from[step[0]]
    return found[::-1]
