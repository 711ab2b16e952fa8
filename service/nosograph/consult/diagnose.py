"""The main use case: a presentation in, a four-tier differential out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nosograph.consult.place import Placed, causes_by_condition, place, positions
from nosograph.consult.resolve import refuse_contradiction, resolve
from nosograph.domain.differential import Differential, Entry, FindingEvidence, MatchCase, Tier
from nosograph.domain.knowledge import Cause, Condition, Evidence, Explanation
from nosograph.domain.presentation import Presentation, Status
from nosograph.inference.likelihood import Likelihood
from nosograph.inference.rank import CauseOf, ObservedTerm, Scores, rank
from nosograph.inference.telling import Weighing
from nosograph.knowledge.repository import Repository
from nosograph.knowledge.terms import Terms
from nosograph.reasoning.realise import Realisation, Realiser
from nosograph.text.reader import TextReader

Omitted = tuple[tuple[Tier, int], ...]
EvidenceByPair = Mapping[tuple[str, str], tuple[Evidence, ...]]


@dataclass(frozen=True)
class Consultation:
    """Everything that answers a presentation; built once, asked by many threads."""

    release: str
    reader: TextReader
    terms: Terms
    realiser: Realiser
    likelihood: Likelihood
    repository: Repository

    def diagnose_text(self, text: str) -> Differential:
        """Return the differential of a presentation in words."""
        reading = self.reader.read(text)
        answer = self.diagnose(reading.presentation)
        return replace(answer, suggestions=reading.suggestions)

    def diagnose(self, presentation: Presentation) -> Differential:
        """Return the differential of a coded presentation.

        Raises UnknownCode, EmptyPresentation or Contradiction.
        """
        presentation, replacements = resolve(presentation, self.terms.current)
        refuse_contradiction(presentation, self.realiser.denied_by, self.terms.label)
        realisation = self.realiser.realise(presentation)
        entries, omitted = self.answer(presentation, realisation)
        return Differential(
            release=self.release,
            presentation=presentation,
            complaints=realisation.complaints,
            entries=entries,
            omitted=omitted,
            labels=tuple(self.labels(presentation)),
            replacements=replacements,
            reasoner=realisation.reasoner,
        )

    def answer(
        self, presentation: Presentation, realisation: Realisation
    ) -> tuple[tuple[Entry, ...], Omitted]:
        """Return the entries of a placed presentation, and how many are left out."""
        matrix = self.likelihood.matrix
        observed = tuple(self.observed(presentation, realisation))
        complaints = realisation.complaints
        found = self.repository.causes([complaint.id for complaint in complaints])
        causes = causes_by_condition(found, complaints)
        by_position = positions(causes, complaints, self.realiser.superclasses, matrix)
        scores = rank(self.likelihood, observed, by_position)
        placed, omitted = place(scores, by_position, self.repository.risks, matrix)
        weighing = Weighing(self.likelihood, self.terms.label, observed)
        return self.entries(placed, scores, weighing, causes, by_position), omitted

    def observed(
        self, presentation: Presentation, realisation: Realisation
    ) -> Iterator[ObservedTerm]:
        """Yield each observation as the finding classes that are scored for it.

        What an observation that defines a complaint says beyond it (that stretching relieves
        the cramp) is scored as an observation of its own.
        """
        position = self.likelihood.matrix.term_position
        complaints = realisation.complaints
        for index, item in enumerate(presentation.observations):
            if item.status is Status.PRESENT:
                names = self.most_specific(realisation.classes[index])
                beyond = self.realiser.narrower(names, complaints)
                for name in sorted(names):
                    place = len(presentation.observations) + index if name in beyond else index
                    yield ObservedTerm(position[name], place)
            elif item.status is Status.ABSENT:
                for name in sorted(self.scored(self.realiser.named_as(item))):
                    yield ObservedTerm(position[name], index, absent=True)

    def scored(self, names: frozenset[str]) -> frozenset[str]:
        """Return the classes that conditions are annotated with: no patterns of complaints."""
        position = self.likelihood.matrix.term_position
        return frozenset(
            name for name in names if name in position and "." not in name.partition(":")[2]
        )

    def most_specific(self, names: frozenset[str]) -> frozenset[str]:
        """Return the scored classes that have no other of them below."""
        scored = self.scored(names)
        above = (self.realiser.superclasses(name) - {name} for name in scored)
        return scored.difference(*above)

    def entries(
        self,
        placed: Sequence[Placed],
        scores: Scores,
        weighing: Weighing,
        causes: Mapping[str, tuple[Cause, ...]],
        by_position: Mapping[int, CauseOf],
    ) -> tuple[Entry, ...]:
        """Return the entries of the placed conditions, with every reason."""
        names = [self.likelihood.matrix.conditions[item.position] for item in placed]
        conditions = self.repository.conditions(names)
        said = [weighing.weigh(p.position, by_position.get(p.position)) for p in placed]
        asked = [weighing.unknown(p.position) for p in placed]
        evidence = self.repository.evidence(pairs(names, said, asked))
        return tuple(
            entry(
                conditions[name],
                item,
                float(scores.posterior[item.position]),
                sourced(name, said[index], evidence),
                sourced(name, asked[index], evidence),
                causes.get(name, ()),
            )
            for index, (name, item) in enumerate(zip(names, placed, strict=True))
        )

    def labels(self, presentation: Presentation) -> Iterator[tuple[str, str]]:
        """Yield the label of every code of a presentation."""
        codes = dict.fromkeys(code for item in presentation.observations for code in item.codes)
        return ((code, self.terms.label(code)) for code in codes)


def pairs(
    names: Sequence[str],
    said: Sequence[tuple[FindingEvidence, ...]],
    asked: Sequence[tuple[FindingEvidence, ...]],
) -> Iterator[tuple[str, str]]:
    """Yield the annotated condition-finding pairs whose sources an answer names."""
    for name, weighed, unknown in zip(names, said, asked, strict=True):
        yield from ((name, item.matched) for item in (*weighed, *unknown) if item.matched)


def sourced(
    name: str, said: tuple[FindingEvidence, ...], evidence: EvidenceByPair
) -> tuple[FindingEvidence, ...]:
    """Return findings with where their annotation comes from."""
    return tuple(
        replace(item, evidence=evidence.get((name, item.matched or ""), ())) for item in said
    )


def entry(
    condition: Condition,
    placed: Placed,
    probability: float,
    said: tuple[FindingEvidence, ...],
    asked: tuple[FindingEvidence, ...],
    causes: tuple[Cause, ...],
) -> Entry:
    """Return one entry of the answer."""
    return Entry(
        condition=condition,
        tier=placed.tier,
        probability=probability,
        because=tuple(reasons(condition, causes)),
        supporting=tuple(item for item in said if speaks_for(item)),
        opposing=tuple(item for item in said if item.likelihood_ratio < 1),
        unknown=asked,
        causes=causes[:1],
    )


def speaks_for(item: FindingEvidence) -> bool:
    """Whether a finding supports the condition or defines the complaint that it causes."""
    return item.likelihood_ratio > 1 or item.case is MatchCase.DEFINES_COMPLAINT


def reasons(condition: Condition, causes: tuple[Cause, ...]) -> Iterator[Explanation]:
    """Yield why a condition is in its tier: as a cause, as dangerous, as rare."""
    for cause in causes[:1]:
        yield Explanation(f"{cause.band} cause: {cause.reason}")
    if condition.danger:
        yield condition.danger.because
    if condition.rarity:
        yield condition.rarity
