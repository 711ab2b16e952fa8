"""Findings that speak of other findings: "history of asthma", "absence of cough"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from nosograph.domain.presentation import Observation, Status
from nosograph.text.lexicon import EntryKind
from nosograph.text.senses import OWN, Sense

HISTORY = "history"
ABSENCE = ("no", "absence", "absent", "without")
KNOWN = (Status.PRESENT, Status.ABSENT)


@dataclass(frozen=True, slots=True)
class Relations:
    """``histories`` are findings by what they are a history of; ``absences`` are what is denied.

    ``lasting`` are the histories of what is known for long where somebody has it: diabetes, asthma.
    """

    histories: Mapping[str, str]
    absences: Mapping[str, str]
    lasting: Mapping[str, str]

    @classmethod
    def of(
        cls, senses: Iterable[Sense], stem: Callable[[str], str], lasting: Mapping[str, str]
    ) -> Relations:
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
        return cls(dict(pairs(stem(HISTORY))) | dict(lasting), denied, lasting)

    def follow(self, observations: Iterable[Observation]) -> Iterator[Observation]:
        """Yield observations, each followed by the one that it implies."""
        for said in observations:
            yield said
            if said.status is Status.HISTORICAL and said.finding in self.histories:
                yield Observation(self.histories[said.finding], Status.PRESENT, span=said.span)
            if said.status in KNOWN and said.finding in self.lasting:
                yield Observation(self.lasting[said.finding], said.status, span=said.span)
            if said.status is Status.PRESENT and said.finding in self.absences:
                yield Observation(self.absences[said.finding], Status.ABSENT, span=said.span)
