"""Age and sex, as people write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nosograph.domain.presentation import Age, Sex
from nosograph.text.context import AgePattern, ContextRules
from nosograph.text.numbers import Numbers
from nosograph.text.tokens import Token

NUMBER = "#"
YEARS = {"years": 1.0, "months": 1 / 12, "weeks": 1 / 52.1775, "days": 1 / 365.2425}
"""How many years a unit has: a year is 12 months or 365.2425 days."""
INFANCY = 0.25
"""Years from which the units of an age name nothing; "six-week-old" is itself a finding."""
AGED = "-old"
"""What tells the unit of an age from that of a duration."""
NEWBORN = "newborn"
OLDEST = 130
"""Years up to which a number can be an age, as in domain.presentation.Age."""


@dataclass(frozen=True, slots=True)
class Demographics:
    """Age and sex, the text positions of the tokens that said them, and of the age's units."""

    age: Age | None = None
    sex: Sex = Sex.UNKNOWN
    understood: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()

    def without_units(self, tokens: Sequence[Token]) -> list[Token]:
        """Return the tokens, of which the years of an age name nothing else: "dry for a year"."""
        return [t._replace(stem=t.word + AGED) if t.start in self.units else t for t in tokens]


@dataclass(frozen=True, slots=True)
class _AgeFound:
    years: float | None
    sex: Sex | None
    start: int
    stop: int

    @property
    def places(self) -> range:
        """The indices of the tokens that say the age."""
        return range(self.start, self.stop)


class DemographicsReader:
    """Reads age and sex from tokens by the rules."""

    def __init__(self, rules: ContextRules, numbers: Numbers) -> None:
        self._numbers = numbers
        self._sexes = rules.sexes
        self._patterns = _by_beginning(rules.ages)

    def read(self, tokens: Sequence[Token]) -> Demographics:
        """Return the first age; the sex that is stated first, else the one implied first."""
        ages = [found for found in self._ages(tokens) if found.years is not None]
        first = ages[:1]
        places = {i for found in first for i in range(found.start, found.stop)}
        aged = {
            i
            for found in ages
            if (found.years or 0.0) >= INFANCY
            for i in range(found.start, found.stop)
        }
        places |= {i for i, token in enumerate(tokens) if token.word in self._sexes}
        return Demographics(
            age=next((Age(found.years) for found in first if found.years is not None), None),
            sex=self._sex(tokens, [found.sex for found in first if found.sex]),
            understood=frozenset(tokens[index].start for index in places),
            units=frozenset(t.start for i, t in enumerate(tokens) if i in aged and _is_unit(t)),
        )

    def _sex(self, tokens: Sequence[Token], with_age: Sequence[Sex]) -> Sex:
        said = [self._sexes[token.word] for token in tokens if token.word in self._sexes]
        stated = [word.sex for word in said if word.stated]
        implied = [word.sex for word in said if not word.stated]
        return next(iter([*with_age, *stated, *implied]), Sex.UNKNOWN)

    def _ages(self, tokens: Sequence[Token]) -> Iterator[_AgeFound]:
        """Yield the ages from left to right, the longest pattern first, none within another."""
        index = 0
        while index < len(tokens):
            found = self._age_at(tokens, index)
            if found is not None:
                yield found
            index = found.stop if found is not None else index + 1

    def _age_at(self, tokens: Sequence[Token], start: int) -> _AgeFound | None:
        for pattern in self._beginning(tokens, start):
            matched = self._match(pattern, tokens, start)
            if matched is not None:
                number, stop = matched
                return _AgeFound(_years(number, pattern.unit), pattern.sex, start, stop)
        return None

    def _beginning(self, tokens: Sequence[Token], start: int) -> Sequence[AgePattern]:
        """Return the patterns that begin with a word, or with a number and the word after it."""
        number = self._numbers.at(tokens, start)
        if number is None:
            return self._patterns.get((tokens[start].word,), ())
        after = tokens[number[1] : number[1] + 1]
        return self._patterns.get((NUMBER, *(token.word for token in after)), ())

    def _match(
        self, pattern: AgePattern, tokens: Sequence[Token], start: int
    ) -> tuple[float, int] | None:
        """Return the number in a pattern, and where the pattern ends."""
        number, index = 0.0, start
        for word in pattern.words:
            read = self._numbers.at(tokens, index) if word == NUMBER else None
            if read is not None:
                number, index = read
            elif word != NUMBER and index < len(tokens) and tokens[index].word == word:
                index += 1
            else:
                return None
        return number, index


def _is_unit(token: Token) -> bool:
    return token.word in YEARS or f"{token.word}s" in YEARS


def _by_beginning(patterns: Sequence[AgePattern]) -> Mapping[tuple[str, ...], list[AgePattern]]:
    """File patterns under their first word, or under the number and the word after it."""
    filed: dict[tuple[str, ...], list[AgePattern]] = {}
    for pattern in sorted(patterns, key=lambda p: (-len(p.words), p.words)):
        known = 2 if pattern.words[0] == NUMBER else 1
        filed.setdefault(pattern.words[:known], []).append(pattern)
    return filed


def _years(number: float, unit: str) -> float | None:
    """Return an age in years; None for what only looks like one."""
    if unit == NEWBORN:
        return 0.0
    years = number * YEARS[unit] if unit in YEARS else OLDEST + 1.0
    return years if years <= OLDEST else None
