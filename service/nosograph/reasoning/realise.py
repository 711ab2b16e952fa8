"""Placing a presentation: under finding classes and under complaints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from nosograph.domain.knowledge import Explanation, MatchedComplaint, MetCriteria
from nosograph.domain.presentation import Observation, Presentation, Status
from nosograph.reasoning.axioms import (
    And,
    Expression,
    Label,
    Named,
    Some,
    SubClassOf,
    conjunction,
)
from nosograph.reasoning.engine import Placer
from nosograph.reasoning.proof import ComplaintPattern, Proofs
from nosograph.reasoning.words import explain

PRESENTATION = Named("nos:Presentation")
FINDING = "nos:Finding"
THIS = "nos:ThisPresentation"
#: Classes of single qualified findings that are kept; presentations never are.
KEPT = 4096
Superclasses = Callable[[str], frozenset[str]]
Meeting = Mapping[ComplaintPattern, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Indication:
    """The condition that criteria indicate, and whether they are a red flag."""

    condition: str
    red_flag: bool


@dataclass(frozen=True, slots=True)
class Realisation:
    """Where a presentation was placed, and what placed it.

    ``classes`` holds, for every observation, the names of the finding classes it falls under;
    ``complaints`` the complaints that the presentation satisfies, the most specific first;
    ``criteria`` the criteria sets and red flags that it satisfies.
    """

    classes: tuple[frozenset[str], ...]
    complaints: tuple[MatchedComplaint, ...]
    criteria: tuple[MetCriteria, ...]
    reasoner: str


@dataclass(frozen=True)
class Realiser:
    """Says where presentations belong.

    ``placer`` is the index over definitions, or a reasoner; ``superclasses`` the closure, which
    answers for classes without qualifiers; ``patterns`` holds the conjuncts of each complaint and
    criteria set; ``criteria`` what each criteria set indicates; ``modified`` the finding classes
    that are defined by a modifier.
    """

    placer: Placer
    superclasses: Superclasses
    patterns: Mapping[str, Sequence[ComplaintPattern]]
    criteria: Mapping[str, Indication]
    modified: frozenset[str]
    proofs: Proofs
    label: Label
    _placed: Callable[[Expression], frozenset[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_placed", lru_cache(KEPT)(self.placer.superclasses))

    def realise(self, presentation: Presentation) -> Realisation:
        """Return the finding classes and complaints of a presentation."""
        classes = tuple(self.classes_of(item) for item in presentation.observations)
        present = [
            index
            for index, item in enumerate(presentation.observations)
            if item.status is Status.PRESENT
        ]
        placed = self.placed([presentation.observations[index] for index in present])
        names = placed - self.criteria.keys()
        complaints = [
            self.matched(name, names, present, presentation.observations, classes) for name in names
        ]
        ordered = sorted(complaints, key=lambda complaint: (-complaint.specificity, complaint.id))
        criteria = tuple(
            self.met(name, present, presentation.observations, classes)
            for name in sorted(placed & self.criteria.keys())
        )
        return Realisation(classes, tuple(ordered), criteria, self.placer.name)

    def classes_of(self, observation: Observation) -> frozenset[str]:
        """Return the finding classes of one observation, its own included."""
        above = self.superclasses(observation.finding)
        if not observation.qualified:
            return above
        return above | self._placed(expression_of(observation))

    def denied_by(self, absent: Observation, present: Observation) -> bool:
        """Whether a denial rules out an observation: absence holds for everything below."""
        if absent.finding in self.superclasses(present.finding):
            if not absent.qualified:
                return True
            as_denied = replace(present, finding=absent.finding)
            both = conjunction((expression_of(present), expression_of(as_denied)))
            return self.placer.subsumes(expression_of(absent), both)
        return absent.finding in self.proofs.definitions and self.placer.subsumes(
            expression_of(absent), expression_of(present)
        )

    def named_as(self, observation: Observation) -> frozenset[str]:
        """Return the finding classes that mean exactly what an observation says."""
        if not observation.qualified:
            return frozenset((observation.finding,))
        return self.placer.equivalents(expression_of(observation))

    def placed(self, present: Sequence[Observation]) -> frozenset[str]:
        """Return the complaints and criteria that the present observations satisfy together."""
        if not present:
            return frozenset()
        placed = self.placer.superclasses(presentation_expression(present))
        return placed & self.patterns.keys()

    def matched(
        self,
        name: str,
        names: frozenset[str],
        present: Sequence[int],
        observations: Sequence[Observation],
        classes: Sequence[frozenset[str]],
    ) -> MatchedComplaint:
        """Say why a presentation is under a complaint, and which observations make it so."""
        met = self.meeting(name, present, classes)
        return MatchedComplaint(
            id=name,
            label=self.label(name),
            because=self.because(name, met, observations),
            observations=frozenset(index for found in met.values() for index in found),
            specificity=len(self.superclasses(name) & names),
        )

    def met(
        self,
        name: str,
        present: Sequence[int],
        observations: Sequence[Observation],
        classes: Sequence[frozenset[str]],
    ) -> MetCriteria:
        """Say why a presentation satisfies criteria, and what they indicate."""
        indication = self.criteria[name]
        because = self.because(name, self.meeting(name, present, classes), observations)
        return MetCriteria(
            name, self.label(name), indication.condition, indication.red_flag, because
        )

    def meeting(
        self, name: str, present: Sequence[int], classes: Sequence[frozenset[str]]
    ) -> Meeting:
        """Return the observations that meet each pattern of a complaint or criteria set."""
        return {
            pattern: [index for index in present if pattern.id in classes[index]]
            for pattern in self.patterns[name]
        }

    def because(self, name: str, met: Meeting, observations: Sequence[Observation]) -> Explanation:
        """Explain by axioms why a presentation is under a complaint or criteria set."""
        chosen = satisfied(met)
        shown = sorted({met[pattern][0] for pattern in chosen})
        asserted = SubClassOf(
            Named(THIS), presentation_expression([observations[index] for index in shown])
        )
        steps = (
            axiom
            for pattern in chosen
            for axiom in self.proofs.meets(observations[met[pattern][0]], pattern)
        )
        axioms = (asserted, *dict.fromkeys(steps), *self.proofs.definition(name, chosen))
        return explain(f"the presentation is placed under {self.label(name)}", axioms, self.named)

    def narrower(self, names: frozenset[str], complaints: Sequence[MatchedComplaint]) -> set[str]:
        """Return the classes that say more than the patterns of the matched complaints."""
        patterns = (pattern for match in complaints for pattern in self.patterns[match.id])
        said = (self.superclasses(pattern.id) for pattern in patterns)
        return set(names & self.modified).difference(*said)

    def named(self, name: str) -> str:
        """Return the label of a class; the presentation at hand has its own."""
        return "this presentation" if name == THIS else self.label(name)


def satisfied(met: Meeting) -> tuple[ComplaintPattern, ...]:
    """Return the patterns of the first alternative whose every pattern is met."""
    for alternative in sorted({pattern.alternative for pattern in met}):
        patterns = tuple(pattern for pattern in met if pattern.alternative == alternative)
        if all(met[pattern] for pattern in patterns):
            return patterns
    return ()


def expression_of(observation: Observation) -> Expression:
    """Return the class of findings that an observation asserts."""
    parts: list[Expression] = [Named(observation.finding)]
    if observation.site:
        parts.append(Some("nos:hasSite", Named(observation.site)))
    if observation.timing:
        parts.append(Some("nos:hasTiming", Named(observation.timing)))
    parts += [Some("nos:hasModifier", Named(code)) for code in sorted(observation.modifiers)]
    return conjunction(parts)


def presentation_expression(observations: Sequence[Observation]) -> And:
    """Return the class of presentations that have every observation."""
    findings = dict.fromkeys(Some("nos:hasFinding", expression_of(item)) for item in observations)
    return And((PRESENTATION, *findings))
