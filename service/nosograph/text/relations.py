"""Findings that speak of other findings: "history of asthma", "absence of cough"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from nosograph.domain.presentation import Observation, Status
from nosograph.text.lexicon import EntryKind
from nosograph.text.senses import OWN, Sense

HISTORY = "history"
ABSENCE = ("no", "absence", "absent", "without")


@dataclass(frozen=True, slots=True)
class Relations:
    """``histories`` are findings by what they are a history of; ``absences`` are what is denied.

    ``pasts`` are the findings that hold of somebody in whose past they are ("smoking history").
    """

    histories: Mapping[str, str]
    absences: Mapping[str, str]
    pasts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, senses: Iterable[Sense], stem: Callable[[str], str]) -> Relations:
        """Find the relations among names: one name is the other with a word more."""
        findings = [s for s in senses if s.kind is EntryKind.FINDING and not s.wording]
        meant = {sense.bag: sense.code for sense in findings}

        def pairs(word: str) -> Iterator[tuple[str, str]]:
            for sense in findings:
                other = meant.get(sense.bag - {word}) if word in sense.bag else None
                if other is not None and other != sense.code:
                    yield other, sense.code

        absences = (pair for word in ABSENCE for pair in pairs(stem(word)))
        denied = {code: other for other, code in absences if code.startswith(OWN)}
        history = stem(HISTORY)
        pasts = {s.code for s in findings if s.code.startswith(OWN) and history in s.bag}
        return cls(dict(pairs(history)), denied, frozenset(pasts))

    def follow(self, observations: Iterable[Observation]) -> Iterator[Observation]:
        """Yield observations, each followed by the one that it implies."""
        for said in observations:
            past = said.status is Status.HISTORICAL and said.finding in self.pasts
            yield replace(said, status=Status.PRESENT) if past else said
            if said.status is Status.HISTORICAL and said.finding in self.histories:
                yield Observation(self.histories[said.finding], Status.PRESENT, span=said.span)
            if said.status is Status.PRESENT and said.finding in self.absences:
                yield Observation(self.absences[said.finding], Status.ABSENT, span=said.span)
