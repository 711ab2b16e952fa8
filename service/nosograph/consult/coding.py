"""From codes of any system to findings that can be reasoned with, saying how."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from nosograph.domain.codes import normalised
from nosograph.domain.differential import MappedCode, Unmapped, UnmappedCode
from nosograph.domain.mapping import Correspondence, MappingPredicate
from nosograph.domain.presentation import Observation, Presentation, Result, Status
from nosograph.errors import InvalidCode, UnmappedCodes
from nosograph.terminology.laboratory import Interpretation

EXACT, CLOSE = MappingPredicate.EXACT, MappingPredicate.CLOSE
#: What may stand for a code that is present: who has the narrower has the broader. What may stand
#: for one that is denied: who has not the broader has not the narrower.
PRESENT_AS = (EXACT, CLOSE, MappingPredicate.BROAD)
ABSENT_AS = (EXACT, CLOSE, MappingPredicate.NARROW)
RELATED = MappingPredicate.RELATED
XREF = "oboInOwl:hasDbXref"
CONDITION_SYSTEMS = ("MONDO", "OMIM", "ORPHA", "DOID")
#: Findings that may stand for a code are named up to this many.
MOST_CANDIDATES = 5


class Translates(Protocol):
    """A crosswalk, as far as it is needed here."""

    def translate(
        self, codes: Sequence[str], to: str | None = None
    ) -> Mapping[str, tuple[Correspondence, ...]]:
        """Return what each code (a CURIE) corresponds to, the nearest first."""


class Interprets(Protocol):
    """Interpretations of tests, as far as they are needed here."""

    def interpret(
        self, results: Iterable[tuple[str, Result]]
    ) -> Mapping[tuple[str, Result], Interpretation]:
        """Return the finding of each result (a LOINC code and an outcome) that has one."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What can be reasoned with: classes by their current code, findings, conditions, closure."""

    current: Callable[[str], str | None]
    findings: Container[str]
    conditions: Container[str]
    superclasses: Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Coded:
    """A presentation in findings only, and what became of the codes that it was given in."""

    presentation: Presentation
    mapped: tuple[MappedCode, ...] = ()
    unmapped: tuple[UnmappedCode, ...] = ()


Outcome = tuple[Observation | None, MappedCode | None, tuple[UnmappedCode, ...]]


class Coding:
    """Maps the codes of presentations over a crosswalk and interpretations of tests."""

    def __init__(self, crosswalk: Translates, laboratory: Interprets, known: Vocabulary) -> None:
        self._crosswalk = crosswalk
        self._laboratory = laboratory
        self._known = known

    def code(self, presentation: Presentation) -> Coded:
        """Return the presentation in findings; codes that cannot be mapped are listed.

        One without any usable finding that is present comes back as it was, to be refused, or
        raises UnmappedCodes where codes of other systems are why.
        """
        observations = presentation.observations
        tests = {item: item.result for item in observations if _is_test(item)}
        foreign = [item.finding for item in observations if self._is_foreign(item)]
        results = ((item.finding, result) for item, result in tests.items() if result)
        interpreted = self._laboratory.interpret(results)
        valid = [code for code in dict.fromkeys(foreign) if _fault(code) is None]
        found = self._crosswalk.translate(valid) if valid else {}
        outcomes = [self._outcome(item, found, interpreted) for item in observations]
        usable = tuple(item for item, _, _ in outcomes if item is not None)
        unmapped = dict.fromkeys(lost for _, _, every in outcomes for lost in every)
        coded = Coded(
            replace(presentation, observations=usable),
            tuple(dict.fromkeys(mapped for _, mapped, _ in outcomes if mapped is not None)),
            tuple(unmapped),
        )
        if not unmapped or any(item.status is Status.PRESENT for item in usable):
            return coded
        if (foreign and all(lost.reason is not Unmapped.UNKNOWN for lost in unmapped)) or tests:
            raise UnmappedCodes(
                [lost.code for lost in unmapped], [lost.reason.value for lost in unmapped]
            )
        return replace(coded, presentation=presentation)

    def _is_foreign(self, item: Observation) -> bool:
        return not _is_test(item) and self._known.current(item.finding) is None

    def _outcome(
        self,
        item: Observation,
        found: Mapping[str, Sequence[Correspondence]],
        interpreted: Mapping[tuple[str, Result], Interpretation],
    ) -> Outcome:
        """Return an observation as it can be used, how it was mapped, and what is left out."""
        if _is_test(item):
            mapped = _interpreted(item, interpreted)
        elif self._is_foreign(item):
            mapped = self._mapped(item, found.get(item.finding, ()))
        else:
            mapped = self._own(item)
        observation, how, lost = mapped
        if observation is None:
            return mapped
        kept, others = self._qualified(observation)
        return kept, how if kept else None, (*lost, *others)

    def _own(self, item: Observation) -> Outcome:
        now = self._known.current(item.finding)
        if now in self._known.findings:
            return item, None, ()
        condition = now is not None and self._is_condition(now, ())
        return _without(item, Unmapped.CONDITION if condition else Unmapped.NO_FINDING)

    def _mapped(self, item: Observation, found: Sequence[Correspondence]) -> Outcome:
        if _fault(item.finding) is not None:
            return _without(item, Unmapped.INVALID)
        findings = [match for match in found if self._is_finding(match.target)]
        best = self._best(item, findings)
        if len(best) == 1:
            how = MappedCode(item.finding, best[0].target, best[0].predicate, best[0].path)
            return replace(item, finding=best[0].target), how, ()
        near = tuple(dict.fromkeys(match.target for match in best or findings))[:MOST_CANDIDATES]
        if best:
            return _without(item, Unmapped.AMBIGUOUS, near)
        if self._is_condition(item.finding, found):
            return _without(item, Unmapped.CONDITION, near)
        return _without(item, Unmapped.FARTHER if near else Unmapped.UNKNOWN, near)

    def _is_finding(self, code: str) -> bool:
        return code in self._known.findings and code not in self._known.conditions

    def _is_condition(self, code: str, found: Iterable[Correspondence]) -> bool:
        names = [code, *(match.target for match in found if match.predicate is not RELATED)]
        return any(
            name in self._known.conditions or name.partition(":")[0] in CONDITION_SYSTEMS
            for name in names
        )

    def _best(self, item: Observation, findings: Sequence[Correspondence]) -> list[Correspondence]:
        """Return the nearest acceptable findings; one that is above all others stands for them."""
        accepted = ABSENT_AS if item.status is Status.ABSENT else PRESENT_AS
        for predicate in accepted:
            level = [match for match in findings if match.predicate is predicate]
            if level:
                return self._apart(level)
        return self._apart([match for match in findings if match.path[0].stated == XREF])

    def _apart(self, level: list[Correspondence]) -> list[Correspondence]:
        for match in level:
            below = (other.target for other in level)
            if all(match.target in self._known.superclasses(other) for other in below):
                return [match]
        return level

    def _qualified(self, item: Observation) -> tuple[Observation | None, tuple[UnmappedCode, ...]]:
        """Return an observation with the qualifiers that are known.

        Without one, what is present says less, and what is denied would say more: that is left
        out.
        """
        unknown = [code for code in item.codes[1:] if self._known.current(code) is None]
        if not unknown:
            return item, ()
        if item.status is Status.ABSENT:
            reason = Unmapped.DENIED_QUALIFIER
            return None, tuple(UnmappedCode(code, reason) for code in (item.finding, *unknown))
        kept = replace(
            item,
            site=None if item.site in unknown else item.site,
            timing=None if item.timing in unknown else item.timing,
            modifiers=item.modifiers.difference(unknown),
        )
        return kept, tuple(UnmappedCode(code, Unmapped.QUALIFIER) for code in unknown)


def _is_test(item: Observation) -> bool:
    return item.finding.startswith("LOINC:")


def _fault(code: str) -> str | None:
    """Return why a code is none of its system, if it is not."""
    try:
        normalised(code)
    except InvalidCode as refusal:
        return refusal.reason
    return None


def _without(
    item: Observation, reason: Unmapped, candidates: tuple[str, ...] = ()
) -> tuple[None, None, tuple[UnmappedCode, ...]]:
    return None, None, (UnmappedCode(item.finding, reason, candidates),)


def _interpreted(item: Observation, known: Mapping[tuple[str, Result], Interpretation]) -> Outcome:
    """Return a test as the finding that its result is; a normal result denies the abnormality.

    A normal result that is denied, doubtful or past says nothing of the abnormality.
    """
    if _fault(item.finding) is not None:
        return _without(item, Unmapped.INVALID)
    if item.result is None:
        return _without(item, Unmapped.NO_RESULT)
    found = known.get((item.finding, item.result))
    if found is None or (found.absent and item.status is not Status.PRESENT):
        return _without(item, Unmapped.NO_INTERPRETATION)
    status = Status.ABSENT if found.absent else item.status
    how = MappedCode(item.finding, found.finding, RELATED, (found.step,))
    return replace(item, finding=found.finding, status=status, result=None), how, ()
