"""Findings that speak of others: "history of asthma", "absence of cough", "mother has asthma"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from nosograph.domain.presentation import Observation, Status
from nosograph.text.lexicon import EntryKind
from nosograph.text.senses import OWN, Sense

HISTORY = "history"
FAMILY = "family"
ABSENCE = ("no", "absence", "absent", "without")
KNOWN = (Status.PRESENT, Status.ABSENT)


@dataclass(frozen=True, slots=True)
class Relations:
    """``histories`` and ``families`` are findings by what they are a history of; ``absences`` deny.

    ``pasts`` are themselves histories, said of today: "had a stroke", five years ago. ``lasting``
    are the histories of what is known for long where somebody has it: diabetes, asthma.
    """

    histories: Mapping[str, str]
    absences: Mapping[str, str]
    families: Mapping[str, str]
    pasts: frozenset[str]
    lasting: Mapping[str, str]

    @classmethod
    def of(
        cls, senses: Iterable[Sense], stem: Callable[[str], str], lasting: Mapping[str, str]
    ) -> Relations:
        """Find the relations among names: one name is the other with a word more."""
        findings = [s for s in senses if s.kind is EntryKind.FINDING and not s.wording]
        meant = {sense.bag: sense.code for sense in findings}

        def pairs(*words: str) -> Iterator[tuple[str, str]]:
            stems = frozenset(map(stem, words))
            for sense in findings:
                other = meant.get(sense.bag - stems) if stems <= sense.bag else None
                if other is not None and other != sense.code:
                    yield other, sense.code

        absences = (pair for word in ABSENCE for pair in pairs(word))
        denied = {code: other for other, code in absences if code.startswith(OWN)}
        named = dict(pairs(HISTORY))
        families = dict(pairs(FAMILY, HISTORY))
        of_own = {named[code]: told for code, told in families.items() if code in named}
        history = stem(HISTORY)
        pasts = {s.code for s in findings if s.code.startswith(OWN) and history in s.bag}
        return cls(
            named | dict(lasting),
            denied,
            of_own | families,
            frozenset(pasts | set(named.values())),
            lasting,
        )

    def follow(self, observations: Iterable[Observation]) -> Iterator[Observation]:
        """Yield observations, each followed by what it implies."""
        told = {
            Status.HISTORICAL: (self.histories, self.pasts),
            Status.FAMILY: (self.families, frozenset(self.families.values())),
        }
        for said in observations:
            implied, themselves = told.get(said.status, ({}, frozenset()))
            if said.finding in themselves:
                yield Observation(said.finding, Status.PRESENT, span=said.span)
                continue
            yield said
            if said.finding in implied:
                yield Observation(implied[said.finding], Status.PRESENT, span=said.span)
            if said.status in KNOWN and said.finding in self.lasting:
                yield Observation(self.lasting[said.finding], said.status, span=said.span)
            if said.status is Status.PRESENT and said.finding in self.absences:
                yield Observation(self.absences[said.finding], Status.ABSENT, span=said.span)
