"""A made-up terminology of SNOMED CT's size and shape, the same every time.

Its areas, the share of defined concepts and the role groups are as in SNOMED CT; concepts, names
and definitions are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from nosograph.reasoning.axioms import (
    Axiom,
    EquivalentClasses,
    Expression,
    Named,
    PropertyChain,
    Some,
    SubClassOf,
    conjunction,
)

#: SNOMED CT's role group.
GROUP = "SNOMEDCT:609096000"
SITE, MORPHOLOGY, AGENT, METHOD, SUBSTANCE = (f"SNOMEDCT:9{n}" for n in range(5))
PART_OF, PROCEDURE_SITE, DIRECT_SITE, MODIFICATION_OF = (f"SNOMEDCT:8{n}" for n in range(4))
#: Share of all concepts that an area has, roughly as in the international edition.
PRIMITIVE = {"structure": 0.11, "morphology": 0.02, "organism": 0.1, "substance": 0.08}
QUALIFIER, DISORDER, PROCEDURE = 0.12, 0.36, 0.21
#: Share of disorders and procedures that are sufficiently defined.
DEFINED = 0.55
#: Share of concepts with a second stated parent.
SECOND_PARENT = 0.25
#: Share of definitions that say more than an earlier one, which the reasoner has to find.
REFINED = 0.8
CHAINS = (
    PropertyChain((PART_OF, PART_OF), PART_OF),
    PropertyChain((DIRECT_SITE,), PROCEDURE_SITE),
    PropertyChain((SUBSTANCE, MODIFICATION_OF), SUBSTANCE),
)

Group = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Terminology:
    """What was made so far: the concepts of each area, their children, and definitions."""

    random: Random
    concepts: dict[str, list[str]] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)
    groups: dict[str, list[tuple[Group, ...]]] = field(default_factory=dict)
    count: int = 0

    def new(self, area: str) -> str:
        """Return a new concept of an area."""
        self.count += 1
        name = f"SNOMEDCT:{100_000_000 + self.count}"
        self.concepts.setdefault(area, []).append(name)
        return name

    def parents(self, area: str) -> list[str]:
        """Return one or two earlier concepts of an area, the parents of a new one."""
        known = self.concepts.get(area)
        if not known:
            return []
        wanted = 2 if self.random.random() < SECOND_PARENT else 1
        places = (int(len(known) * self.random.random() ** 0.8) for _ in range(wanted))
        return list(dict.fromkeys(known[place] for place in places))

    def any(self, area: str) -> str:
        """Return a concept of an area."""
        return self.random.choice(self.concepts[area])

    def refined(self, groups: Sequence[Group]) -> tuple[Group, ...] | None:
        """Return groups that say more, one value being a child of what it was; if there is one."""
        chosen = self.random.randrange(len(groups))
        place = self.random.randrange(len(groups[chosen]))
        attribute, value = groups[chosen][place]
        if value not in self.children:
            return None
        narrower = self.random.choice(self.children[value])
        changed = (*groups[chosen][:place], (attribute, narrower), *groups[chosen][place + 1 :])
        return (*groups[:chosen], changed, *groups[chosen + 1 :])


GroupsOf = Callable[[Terminology], tuple[Group, ...]]


def terminology(size: int, seed: int = 20260731) -> Iterator[Axiom]:
    """Yield the axioms of a terminology of about ``size`` concepts."""
    made = Terminology(Random(seed))  # noqa: S311 - made-up data, not a secret
    yield from CHAINS
    for area, share in PRIMITIVE.items():
        yield from primitive(made, area, int(size * share))
    yield from primitive(made, "qualifier", int(size * QUALIFIER))
    yield from defined(made, "disorder", int(size * DISORDER), disorder_groups)
    yield from defined(made, "procedure", int(size * PROCEDURE), procedure_groups)


def primitive(made: Terminology, area: str, count: int) -> Iterator[Axiom]:
    """Yield the stated hierarchy of an area without definitions."""
    for _ in range(count):
        above = made.parents(area)
        name = made.new(area)
        for parent in above:
            made.children.setdefault(parent, []).append(name)
            yield SubClassOf(Named(name), Named(parent))
        if area == "structure" and above and made.random.random() < 0.3:
            yield SubClassOf(Named(name), Some(PART_OF, Named(made.any(area))))
        if area == "substance" and above and made.random.random() < 0.05:
            yield SubClassOf(Named(name), Some(MODIFICATION_OF, Named(made.any(area))))


def disorder_groups(made: Terminology) -> tuple[Group, ...]:
    """Return the role groups of a disorder."""
    first: list[tuple[str, str]] = [
        (MORPHOLOGY, made.any("morphology")),
        (SITE, made.any("structure")),
    ]
    if made.random.random() < 0.2:
        first.append((AGENT, made.any("organism")))
    if made.random.random() < 0.2:
        return (tuple(first), ((SITE, made.any("structure")),))
    return (tuple(first),)


def procedure_groups(made: Terminology) -> tuple[Group, ...]:
    """Return the role groups of a procedure."""
    group = [(METHOD, made.any("qualifier")), (DIRECT_SITE, made.any("structure"))]
    if made.random.random() < 0.3:
        group.append((SUBSTANCE, made.any("substance")))
    return (tuple(group),)


def defined(made: Terminology, area: str, count: int, groups_of: GroupsOf) -> Iterator[Axiom]:
    """Yield an area of which many concepts are defined by role groups."""
    root = made.new(area)
    known = made.groups.setdefault(area, [])
    for _ in range(count - 1):
        groups = None
        if known and made.random.random() < REFINED:
            groups = made.refined(made.random.choice(known))
        groups = groups or groups_of(made)
        known.append(groups)
        if made.random.random() < DEFINED:
            yield EquivalentClasses(Named(made.new(area)), described(root, groups))
        else:
            above = made.parents(area)
            name = made.new(area)
            yield from (SubClassOf(Named(name), Named(parent)) for parent in above)
            yield SubClassOf(Named(name), described(root, groups))


def described(genus: str, groups: Sequence[Group]) -> Expression:
    """Return a genus with role groups."""
    return conjunction([Named(genus), *(Some(GROUP, grouped(group)) for group in groups)])


def grouped(group: Group) -> Expression:
    """Return what a role group leads to."""
    return conjunction(Some(attribute, Named(value)) for attribute, value in group)
