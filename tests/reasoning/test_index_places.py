"""Presentations of the tiny world, of our own ontology and of a whole release: index and reasoner.

Random presentations are made of what the patterns of complaints, criteria and defined findings
name, so that most of them meet something.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from nosograph.assembly import consultation
from nosograph.domain.presentation import Observation, Presentation, Status
from nosograph.knowledge.release import current_release
from nosograph.reasoning.axioms import EquivalentClasses, Named, SubClassOf
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.index import engine_over
from nosograph.reasoning.proof import restrictions
from nosograph.reasoning.realise import Realiser
from nosograph.settings import Settings

SEED = 1
RELATIONS = ("nos:hasSite", "nos:hasTiming", "nos:hasModifier")


@dataclass(frozen=True)
class World:
    """What presentations are made of: patterns as observations, and values to qualify with."""

    patterns: tuple[Observation, ...]
    findings: tuple[str, ...]
    values: dict[str, tuple[str, ...]]

    def observation(self, random: Random) -> Observation:
        """Return a pattern, with a narrower or wider finding, qualified more or less."""
        chosen = random.choice(self.patterns)
        finding = random.choice(self.findings) if random.random() < 0.3 else chosen.finding
        site = self.value(random, "nos:hasSite", chosen.site)
        timing = self.value(random, "nos:hasTiming", chosen.timing)
        extra = self.value(random, "nos:hasModifier", None)
        modifiers = chosen.modifiers | ({extra} if extra else set())
        return replace(chosen, finding=finding, site=site, timing=timing, modifiers=modifiers)

    def value(self, random: Random, relation: str, given: str | None) -> str | None:
        """Return a value as given or, now and then, another one or none."""
        said = random.random()
        if said < 0.25 and self.values[relation]:
            return random.choice(self.values[relation])
        return None if said > 0.9 else given


def world_of(realiser: Realiser) -> World:
    axioms = realiser.proofs.axioms
    values: dict[str, set[str]] = {relation: set() for relation in RELATIONS}
    patterns, findings = [], set[str]()
    for axiom in axioms:
        match axiom:
            case EquivalentClasses(Named(name), definition):
                held = [(r, v) for r, v in restrictions(definition) if r in values]
                patterns.append(Observation(name))
                findings |= definition.signature() - {v for _, v in held} - set(RELATIONS)
                for relation, value in held:
                    values[relation].add(value)
            case SubClassOf(Named(sub), Named(sup)) if sup in values["nos:hasSite"]:
                values["nos:hasSite"].add(sub)
    wanted = (
        Observation(p.finding, site=p.site, timing=p.timing, modifiers=frozenset(p.modifiers))
        for found in realiser.patterns.values()
        for p in found
    )
    upper = {"nos:Presentation", "nos:hasFinding", "nos:Condition"}
    return World(
        tuple(dict.fromkeys((*patterns, *wanted))),
        tuple(sorted(findings - upper)),
        {relation: tuple(sorted(found)) for relation, found in values.items()},
    )


def denial(random: Random, of: Observation, realiser: Realiser) -> Observation:
    """Return a denial of an observation, or of something wider, which may rule it out."""
    finding = random.choice(sorted(realiser.superclasses(of.finding)))
    kept = random.random() < 0.6
    return replace(
        of, finding=finding, status=Status.ABSENT, modifiers=of.modifiers if kept else frozenset()
    )


def by_reasoner(realiser: Realiser) -> Realiser:
    return replace(realiser, placer=ElkEngine(realiser.proofs.axioms))


def differing(one: Realiser, other: Realiser, presentation: Presentation) -> Iterator[str]:
    """Yield what two realisers say differently of a presentation."""
    present = presentation.with_status(Status.PRESENT)
    for item in presentation.observations:
        if one.classes_of(item) != other.classes_of(item):
            yield f"classes of {item}"
    if one.placed(present) != other.placed(present):
        yield f"complaints and criteria of {present}"
    for absent in presentation.with_status(Status.ABSENT):
        if one.named_as(absent) != other.named_as(absent):
            yield f"names of {absent}"
        for item in present[:3]:
            if one.denied_by(absent, item) != other.denied_by(absent, item):
                yield f"{absent} denying {item}"


def presentations(realiser: Realiser, count: int) -> Iterator[Presentation]:
    random, world = Random(SEED), world_of(realiser)  # noqa: S311
    for _ in range(count):
        present = [world.observation(random) for _ in range(random.randint(1, 8))]
        absent = denial(random, random.choice(present), realiser)
        yield Presentation((*present, absent))


def assert_alike(realiser: Realiser, count: int) -> None:
    assert realiser.placer.name == "index over definitions"
    other = by_reasoner(realiser)
    asked: Sequence[Presentation] = tuple(presentations(realiser, count))
    assert not [said for item in asked for said in differing(realiser, other, item)]
    assert (
        sum(bool(realiser.placed(item.with_status(Status.PRESENT))) for item in asked) > count / 3
    )
    denied = [
        item
        for item in asked
        if any(realiser.denied_by(item.observations[-1], one) for one in item.observations[:-1])
    ]
    assert len(denied) > count / 5


def test_in_the_tiny_world_index_and_reasoner_agree(mini_realiser: Realiser) -> None:
    assert_alike(mini_realiser, 120)


def test_over_our_own_ontology_index_and_reasoner_agree(our_realiser: Realiser) -> None:
    assert_alike(replace(our_realiser, placer=engine_over(our_realiser.proofs.axioms)), 20)


@pytest.mark.release
@pytest.mark.sources
def test_over_a_whole_release_index_and_reasoner_agree(
    release_home: Path, request: pytest.FixtureRequest
) -> None:
    settings = Settings.from_environment({"NOSOGRAPH_HOME": str(release_home)})
    realiser = consultation(settings, current_release(release_home)).realiser
    assert_alike(realiser, 300 if request.config.getoption("slow") else 30)
    with ElkEngine(realiser.proofs.axioms) as reasoner:
        assert engine_over(realiser.proofs.axioms).classify() == reasoner.classify()


def test_explanations_are_the_same(mini_realiser: Realiser) -> None:
    other = by_reasoner(mini_realiser)
    for presentation in presentations(mini_realiser, 60):
        one, two = mini_realiser.realise(presentation), other.realise(presentation)
        assert replace(two, reasoner=one.reasoner) == one
        assert two.reasoner == ElkEngine.name
