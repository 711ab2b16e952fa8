"""What a sentence says in numbers or in one word, read apart from its findings.

Durations ("for 3 days"), values ("BP 85/50") and words of health ("afebrile") are read first and
taken out, so that the rest reads as if they were not there: a "3-day history of fever" is no past
fever, and a heart rate is no finding of the heart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from nosograph.domain.presentation import Observation, Span, Status
from nosograph.text.context import ContextRules
from nosograph.text.demographics import Demographics
from nosograph.text.durations import Duration, DurationReader
from nosograph.text.lasting import Spell
from nosograph.text.measurements import MeasurementReader
from nosograph.text.numbers import Numbers
from nosograph.text.phrases import Phrases
from nosograph.text.pressures import PressureReader
from nosograph.text.tokens import Token

SEPARATOR = ","
DENYING = frozenset(("not", "never", "isn't", "aren't", "wasn't", "hasn't", "doesn't", "didn't"))
"""What turns a word of health into its contrary: "not feeding well"."""


class Aside(NamedTuple):
    """Observations at the tokens from ``start`` (in) to ``stop`` (out); a separator stays."""

    observations: tuple[Observation, ...]
    start: int
    stop: int
    separates: bool


class Asides(NamedTuple):
    """The sentences without their asides, and what those say; a duration is in days.

    ``spells`` are all that a number counts, where ``duration`` is that of the main complaint.
    """

    sentences: list[list[Token]]
    observations: tuple[Observation, ...]
    duration: float | None
    spells: tuple[Spell, ...]
    understood: frozenset[int]


class AsideReader:
    """Reads durations, values and words of health."""

    def __init__(self, rules: ContextRules, numbers: Numbers) -> None:
        self._durations = DurationReader(rules.durations, numbers)
        self._measurements = MeasurementReader(rules.measurements, numbers)
        self._normal = Phrases(rules.normal.items())
        self._pressures, self._numbers = rules.pressures, numbers

    def read(self, sentences: Sequence[Sequence[Token]], who: Demographics) -> Asides:
        """Return what the sentences of a text about somebody say, and what is left of them."""
        durations = [list(self._durations.durations(tokens)) for tokens in sentences]
        lasted = self._durations.main(sentences, durations)
        pressures = PressureReader(self._pressures, self._numbers)
        found = [
            sorted([*self._asides(tokens, of, who), *_compared(pressures, tokens)], key=_start)
            for tokens, of in zip(sentences, durations, strict=True)
        ]
        rest = [_without(tokens, of) for tokens, of in zip(sentences, found, strict=True)]
        read = zip(sentences, found, strict=True)
        return Asides(
            [tokens for tokens in rest if tokens],
            tuple(o for of in found for aside in of for o in aside.observations),
            lasted.days if lasted else None,
            tuple(
                Spell(d.days, Span(tokens[d.start].start, tokens[d.stop - 1].end))
                for tokens, of in zip(sentences, durations, strict=True)
                for d in of
                if d.counted
            ),
            frozenset(t.start for ts, of in read for a in of for t in ts[a.start : a.stop]),
        )

    def _asides(
        self, tokens: Sequence[Token], durations: Sequence[Duration], who: Demographics
    ) -> Iterator[Aside]:
        for value in self._measurements.measured(tokens, who.age, who.sex):
            said = dict.fromkeys(value.denied, Status.ABSENT)
            said |= dict.fromkeys(value.findings, Status.PRESENT)
            aside = _aside(tokens, said, value.start, value.stop)
            yield aside if value.taken else _left(aside)
        for duration in durations:
            if duration.counted:
                yield Aside((), duration.start, duration.stop, separates=False)
        for start in range(len(tokens)):
            healthy = self._normal.at(tokens, start)
            if healthy is not None and not (start and tokens[start - 1].word in DENYING):
                denied = dict.fromkeys(healthy[0], Status.ABSENT)
                yield _aside(tokens, denied, start, healthy[1])


def _aside(tokens: Sequence[Token], said: Mapping[str, Status], start: int, stop: int) -> Aside:
    span = Span(tokens[start].start, tokens[max(start, stop - 1)].end)
    seen = tuple(Observation(f, s, span=span) for f, s in said.items())
    return Aside(seen, start, stop, separates=stop > start)


def _left(aside: Aside) -> Aside:
    """Return an aside whose tokens stay, to be read with the rest."""
    return aside._replace(stop=aside.start, separates=False)


def _compared(pressures: PressureReader, tokens: Sequence[Token]) -> Iterator[Aside]:
    for finding, denied, start, stop in pressures.compared(tokens):
        status = Status.ABSENT if denied else Status.PRESENT
        yield _left(_aside(tokens, {finding: status}, start, stop))


def _start(aside: Aside) -> tuple[int, int]:
    return aside.start, -aside.stop


def _without(tokens: Sequence[Token], asides: Sequence[Aside]) -> list[Token]:
    """Return the tokens that no aside takes, with a separator where one parts them."""
    left: list[Token] = []
    end = 0
    for aside in asides:
        if aside.start < end:
            continue
        left += tokens[end : aside.start]
        if aside.separates:
            first = tokens[aside.start]
            left.append(Token(SEPARATOR, SEPARATOR, first.start, first.end))
        end = aside.stop
    return [*left, *tokens[end:]]
