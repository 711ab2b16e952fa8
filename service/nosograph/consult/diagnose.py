"""The main use case: a presentation in, a four-tier differential out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nosograph.consult.ask import questions
from nosograph.consult.coding import Coded, Coding
from nosograph.consult.kin import in_words, kin_of, most_urgent
from nosograph.consult.languages import Languages
from nosograph.consult.place import Placed, apart, causes_by_condition, place, positions
from nosograph.consult.resolve import (
    reconciled,
    refuse_contradiction,
    refuse_other_branches,
    resolve,
)
from nosograph.consult.understand import understand
from nosograph.domain.differential import (
    Differential,
    Entry,
    FindingEvidence,
    Kin,
    MatchCase,
    Question,
    Tier,
)
from nosograph.domain.knowledge import Cause, Condition, Explanation, MetCriteria
from nosograph.domain.presentation import Presentation, Status, Understanding
from nosograph.inference.families import Families, fold
from nosograph.inference.likelihood import Likelihood
from nosograph.inference.population import Population
from nosograph.inference.rank import CauseOf, ObservedTerm, Scores, rank
from nosograph.inference.telling import Weighing
from nosograph.knowledge.repository import Repository
from nosograph.knowledge.terms import Terms
from nosograph.reasoning.realise import Realisation, Realiser
from nosograph.text.languages import ENGLISH
from nosograph.text.reader import TextReader

Omitted = tuple[tuple[Tier, int], ...]


#: Criteria that are met make their condition three times as likely, beyond what their findings
#: say one by one. Author judgement.
CRITERIA_MET = math.log(3)


@dataclass(frozen=True, slots=True)
class Why:
    """What, beside its findings, puts conditions where they stand."""

    causes: Mapping[str, tuple[Cause, ...]]
    criteria: tuple[MetCriteria, ...]


@dataclass(frozen=True)
class Consultation:
    """Everything that answers a presentation; built once, asked by many threads.

    ``named`` holds the position of each finding by its English label, folded.
    """

    release: str
    reader: TextReader
    terms: Terms
    realiser: Realiser
    likelihood: Likelihood
    population: Population
    repository: Repository
    languages: Languages | None = None
    coding: Coding | None = None
    named: Mapping[str, int] = field(default_factory=dict)

    def speaking(self, language: str | None) -> Consultation:
        """Return the consultation that reads and names findings in a language.

        Raises InvalidInput for a language that was not imported.
        """
        if self.languages is None:
            return self
        spoken = self.languages.spoken(language)
        return replace(self, reader=spoken.reader, terms=spoken.terms)

    def preferred(self, languages: tuple[str, ...]) -> str:
        """Return the first of the languages that can be spoken, else English."""
        return self.languages.preferred(languages) if self.languages else ENGLISH

    def diagnose_text(self, text: str) -> Differential:
        """Return the differential of a presentation in words."""
        reading = self.reader.read(text)
        said, conflicts = reconciled(
            reading.presentation, self.realiser.denied_by, self.terms.label
        )
        answer = self.diagnose(said)
        candidates = {code for item in reading.suggestions for code in item.candidates}
        labels = dict(answer.labels) | {code: self.terms.label(code) for code in sorted(candidates)}
        return replace(
            answer,
            suggestions=reading.suggestions,
            conflicts=conflicts,
            labels=tuple(labels.items()),
        )

    def read(self, text: str) -> Understanding:
        """Return what a text is understood to say."""
        return understand(self.release, self.reader, self.terms, text)

    def diagnose(self, presentation: Presentation) -> Differential:
        """Return the differential of a coded presentation, in codes of any system.

        Raises UnknownCode, NoFinding, EmptyPresentation or Contradiction; codes that cannot be
        used are listed where others can.
        """
        coded = self.coding.code(presentation) if self.coding else Coded(presentation)
        presentation, replacements = resolve(coded.presentation, self.terms.current)
        refuse_other_branches(presentation, self.likelihood.matrix.term_position, self.terms.label)
        refuse_contradiction(presentation, self.realiser.denied_by, self.terms.label)
        realisation = self.realiser.realise(presentation)
        entries, omitted, asked = self.answer(presentation, realisation)
        return Differential(
            release=self.release,
            presentation=presentation,
            complaints=realisation.complaints,
            criteria=realisation.criteria,
            entries=entries,
            questions=asked,
            omitted=omitted,
            labels=tuple(self.labels(presentation, coded)),
            replacements=replacements,
            mapped=coded.mapped,
            unmapped=coded.unmapped,
            reasoner=realisation.reasoner,
        )

    def answer(
        self, presentation: Presentation, realisation: Realisation
    ) -> tuple[tuple[Entry, ...], Omitted, tuple[Question, ...]]:
        """Return the entries of a placed presentation, how many are left out, and questions."""
        matrix = self.likelihood.matrix
        observed = tuple(self.observed(presentation, realisation))
        complaints = realisation.complaints
        found = self.repository.causes([complaint.id for complaint in complaints])
        causes = causes_by_condition(found, complaints)
        by_position = positions(causes, complaints, self.realiser.superclasses, matrix)
        beyond = self.population.log_ratios(presentation)
        flagged = {matrix.condition_position[met.condition] for met in realisation.criteria}
        beyond[list(flagged)] += CRITERIA_MET
        scores, families = self.folded(rank(self.likelihood, observed, by_position, beyond), causes)
        risks = self.repository.risks
        placed, omitted = place(scores, by_position, risks, matrix, flagged, families)
        weighing = Weighing(self.likelihood, self.terms.label, observed)
        why = Why(causes, realisation.criteria)
        diagnoses = self.diagnoses(placed)
        asked = tuple(questions(matrix, scores, placed, observed, self.terms.label, diagnoses))
        return self.entries(placed, scores, weighing, why, by_position), omitted, asked

    def diagnoses(self, placed: Sequence[Placed]) -> set[int]:
        """Return the findings that are a placed condition themselves: nobody could answer them.

        They have its code, as deep vein thrombosis is a class of HPO, or else its label.
        """
        matrix = self.likelihood.matrix
        names = [matrix.conditions[item.position] for item in placed]
        labels = (each.label.casefold() for each in self.repository.conditions(names).values())
        coded = {matrix.term_position[name] for name in names if name in matrix.term_position}
        return coded.union(self.named[label] for label in labels if label in self.named)

    def folded(
        self, scores: Scores, causes: Mapping[str, tuple[Cause, ...]]
    ) -> tuple[Scores, Families]:
        """Return scores in which a condition and its kinds are one answer."""
        matrix, risks = self.likelihood.matrix, self.repository.risks

        def dangerous(position: int) -> bool:
            risk = risks.get(matrix.conditions[position])
            return risk is not None and risk.dangerous

        return fold(scores, matrix, apart(causes, matrix.conditions), dangerous)

    def observed(
        self, presentation: Presentation, realisation: Realisation
    ) -> Iterator[ObservedTerm]:
        """Yield each observation as the finding classes that are scored for it.

        What an observation that defines a complaint says beyond it (that stretching relieves
        the cramp) is scored as an observation of its own. What is said twice is scored once.
        """
        position = self.likelihood.matrix.term_position
        complaints, said = realisation.complaints, set[frozenset[str]]()
        for index, item in enumerate(presentation.observations):
            if item.status is Status.PRESENT:
                names = self.most_specific(realisation.classes[index])
                if names in said:
                    continue
                said.add(names)
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
        why: Why,
        by_position: Mapping[int, CauseOf],
    ) -> tuple[Entry, ...]:
        """Return the entries of the placed conditions, with every reason."""
        matrix = self.likelihood.matrix
        names = [matrix.conditions[item.position] for item in placed]
        others = [matrix.conditions[kin.position] for item in placed for kin in item.also]
        conditions = self.repository.conditions([*names, *others])
        sources = self.repository.evidence(names)
        return tuple(
            entry(
                conditions[name],
                item,
                float(scores.posterior[item.position]),
                tuple(kin_of(item, scores, matrix, conditions)),
                weighing.weigh(item.position, by_position.get(item.position), sources[name]),
                weighing.unknown(item.position, sources[name]),
                why,
            )
            for name, item in zip(names, placed, strict=True)
        )

    def labels(self, presentation: Presentation, coded: Coded) -> Iterator[tuple[str, str]]:
        """Yield the label of every code of a presentation, and of what codes may stand for."""
        codes = [code for item in presentation.observations for code in item.codes]
        codes += [code for item in coded.unmapped for code in item.candidates]
        codes += [item.finding for item in coded.mapped]
        return ((code, self.terms.label(code)) for code in dict.fromkeys(codes))


def entry(
    condition: Condition,
    placed: Placed,
    probability: float,
    also: tuple[Kin, ...],
    said: tuple[FindingEvidence, ...],
    asked: tuple[FindingEvidence, ...],
    why: Why,
) -> Entry:
    """Return one entry of the answer."""
    causes = why.causes.get(condition.id, ())
    condition = most_urgent(condition, also)
    return Entry(
        condition=condition,
        tier=placed.tier,
        probability=probability,
        because=tuple(reasons(condition, why, also)),
        supporting=tuple(item for item in said if speaks_for(item)),
        opposing=tuple(item for item in said if item.likelihood_ratio < 1),
        unknown=asked,
        causes=causes[:1],
        also=also,
    )


def speaks_for(item: FindingEvidence) -> bool:
    """Whether a finding supports the condition or defines the complaint that it causes."""
    return item.likelihood_ratio > 1 or item.case is MatchCase.DEFINES_COMPLAINT


def reasons(condition: Condition, why: Why, also: tuple[Kin, ...] = ()) -> Iterator[Explanation]:
    """Yield why a condition is in its tier: as a cause, by criteria, as dangerous, as rare."""
    for cause in why.causes.get(condition.id, ())[:1]:
        yield Explanation(f"{cause.band} cause: {cause.reason}")
    for met in why.criteria:
        if met.condition == condition.id:
            yield met.because
    if condition.danger:
        yield condition.danger.because
    if condition.rarity:
        yield condition.rarity
    yield from (in_words(condition, kin) for kin in also)
