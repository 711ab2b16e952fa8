"""What is known of conditions, findings and complaints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class CauseBand(StrEnum):
    """How often a condition is the cause of a complaint."""

    LEADING = "leading"
    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"


class Urgency(IntEnum):
    """How soon a condition must be recognised: within hours, days, weeks, or as routine."""

    HOURS = 1
    DAYS = 2
    WEEKS = 3
    ROUTINE = 4


@dataclass(frozen=True, slots=True)
class Frequency:
    """The share of people with a condition who have a finding, in [0, 1].

    ``observations`` is how many people the share was counted over; an HPO band counts as ten.
    """

    share: float
    observations: int = 10

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError("a frequency lies in [0, 1]")
        if self.observations < 0:
            raise ValueError("a number of observations is at least 0")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a statement comes from: a source's id and the references it gives."""

    source: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a reasoner holds something: a sentence, and the axioms in Manchester syntax."""

    words: str
    axioms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedAxiom:
    """An axiom in Manchester syntax and in words."""

    manchester: str
    words: str


@dataclass(frozen=True, slots=True)
class Justification:
    """A minimal set of axioms from which it follows that every ``sub`` is a ``sup``.

    Each pair is an id and a label; ``words`` says it in one sentence.
    """

    sub: tuple[str, str]
    sup: tuple[str, str]
    words: str
    axioms: tuple[StatedAxiom, ...]
    reasoner: str


@dataclass(frozen=True, slots=True)
class Danger:
    """Why a condition must not be missed, and how soon it must be recognised."""

    urgency: Urgency
    outcomes: tuple[str, ...]
    because: Explanation


@dataclass(frozen=True, slots=True)
class Condition:
    """A disease or state that can be the answer."""

    id: str
    label: str
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    danger: Danger | None = None
    rarity: Explanation | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """A condition as a cause of a complaint, with the reason and where it comes from."""

    complaint: str
    condition: str
    band: CauseBand
    reason: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class MetCriteria:
    """Criteria, or a red flag, that a presentation satisfies, and the condition they indicate."""

    id: str
    label: str
    condition: str
    red_flag: bool
    because: Explanation


@dataclass(frozen=True, slots=True)
class MatchedComplaint:
    """A complaint under which a presentation was classified, the most specific first.

    ``observations`` are the positions, in the presentation, of the observations that satisfy
    the definition: they are not counted again as evidence for the complaint's causes.
    """

    id: str
    label: str
    because: Explanation
    observations: frozenset[int]
    specificity: int
