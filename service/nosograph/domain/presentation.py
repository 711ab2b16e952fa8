"""What a patient presents with: observed findings, age and sex."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

CURIE = re.compile(r"[A-Za-z][A-Za-z0-9_.]*:[A-Za-z0-9_.\-]+")
AGE = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?")

LONGEST_DURATION = 50_000
"""Days that a complaint can have lasted: more than anybody lives."""


class Status(StrEnum):
    """What is said of a finding."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"
    HISTORICAL = "historical"
    FAMILY = "family"


class Sex(StrEnum):
    """Sex as phenopackets and FHIR code it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Result(StrEnum):
    """The outcome of a test, as FHIR and LOINC2HPO code it."""

    LOW = "L"
    NORMAL = "N"
    HIGH = "H"
    ABNORMAL = "A"
    POSITIVE = "POS"
    NEGATIVE = "NEG"


def require_curie(value: str) -> str:
    """Return ``value`` if it has the form of a CURIE.

    >>> require_curie("HP:0003394")
    'HP:0003394'
    """
    if not CURIE.fullmatch(value):
        raise ValueError("not a CURIE such as HP:0003394")
    return value


@dataclass(frozen=True, slots=True)
class Age:
    """An age in years, at least 0 and at most 130."""

    years: float

    def __post_init__(self) -> None:
        if not 0 <= self.years <= 130:
            raise ValueError("an age is between 0 and 130 years")

    @classmethod
    def parse(cls, duration: str) -> Age:
        """Read an ISO 8601 duration.

        >>> Age.parse("P58Y").years
        58.0
        >>> Age.parse("P18M").years
        1.5
        """
        match = AGE.fullmatch(duration)
        if match is None or not any(match.groups()):
            raise ValueError("an age is an ISO 8601 duration such as P58Y")
        years, months, weeks, days = (float(part or 0) for part in match.groups())
        return cls(years + months / 12 + weeks / 52.1775 + days / 365.2425)

    def __str__(self) -> str:
        whole, months = divmod(round(self.years * 12), 12)
        return f"P{whole}Y" if not months else f"P{whole}Y{months}M"


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the text something was read: characters ``start`` (in) to ``end`` (out)."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError("a span is at least one character, counted from 0")


@dataclass(frozen=True, slots=True)
class Observation:
    """One finding as observed: a finding class with where, when and how.

    ``finding``, ``site``, ``timing`` and ``modifiers`` are CURIEs (HPO or own finding, UBERON,
    HPO temporal pattern, HPO clinical or own modifier); a finding may come in a code of any
    system, and the code of a test with its ``result``, before it is mapped. ``span`` is set where
    it was read from text and takes no part in equality.
    """

    finding: str
    status: Status = Status.PRESENT
    site: str | None = None
    timing: str | None = None
    modifiers: frozenset[str] = frozenset()
    span: Span | None = field(default=None, compare=False)
    result: Result | None = None

    def __post_init__(self) -> None:
        for code in (self.finding, self.site, self.timing, *self.modifiers):
            if code is not None:
                require_curie(code)

    @property
    def qualified(self) -> bool:
        """Whether anything narrows the finding class."""
        return bool(self.site or self.timing or self.modifiers)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that the observation names, the finding first."""
        rest = [code for code in (self.site, self.timing) if code is not None]
        return (self.finding, *rest, *sorted(self.modifiers))


@dataclass(frozen=True, slots=True)
class Presentation:
    """Observations of one patient, without anything that identifies them.

    ``duration`` is how long the main complaint has lasted, in days; None where that is not said.
    """

    observations: tuple[Observation, ...] = ()
    age: Age | None = None
    sex: Sex = Sex.UNKNOWN
    duration: float | None = None

    def __post_init__(self) -> None:
        if self.duration is not None and not 0 <= self.duration <= LONGEST_DURATION:
            raise ValueError("a duration is between 0 and 50000 days")

    def with_status(self, status: Status) -> tuple[Observation, ...]:
        """Return the observations that have the given status, in order."""
        return tuple(o for o in self.observations if o.status is status)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase that was not understood, with findings it may mean, best first."""

    span: Span
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text was understood to say."""

    presentation: Presentation
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """A reading with the release that it was made with and the labels of its codes.

    ``nearest`` pairs findings of our own with the closest HPO class above them.
    """

    release: str
    reading: Reading
    labels: tuple[tuple[str, str], ...]
    nearest: tuple[tuple[str, str], ...] = ()
