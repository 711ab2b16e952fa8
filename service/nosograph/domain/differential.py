"""The answer: a four-tier differential."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nosograph.domain.knowledge import (
    Cause,
    Condition,
    Evidence,
    Explanation,
    MatchedComplaint,
    MetCriteria,
)
from nosograph.domain.mapping import MappingPredicate, MappingStep
from nosograph.domain.presentation import Presentation, Suggestion

NOTICE = (
    "Decision support for professionals and research, not a medical device. "
    "It does not replace clinical judgement; presentations are not stored or logged."
)


class Tier(StrEnum):
    """The four tiers, in the order in which they are read."""

    MOST_LIKELY = "most_likely"
    LIKELY = "likely"
    DO_NOT_MISS = "do_not_miss"
    RARE = "rare"


class MatchCase(StrEnum):
    """How an observed finding met a condition's annotations (after LIRICAL's LrMatchType)."""

    EXACT = "exact"
    MORE_SPECIFIC_ANNOTATED = "more specific annotated"
    MORE_GENERAL_ANNOTATED = "more general annotated"
    COMMON_ANCESTOR = "common ancestor"
    RELATED_CONDITION = "known of related conditions"
    NOT_ANNOTATED = "not annotated"
    EXCLUDED_IN_CONDITION = "excluded in condition"
    DEFINES_COMPLAINT = "defines the complaint"
    ABSENT_EXPECTED = "absent though expected"
    ABSENT_UNEXPECTED = "absent as expected"
    UNKNOWN = "not asked"


@dataclass(frozen=True, slots=True)
class FindingEvidence:
    """What one finding says about one condition.

    ``likelihood_ratio`` is how many times likelier the observation is with the condition than
    without; ``matched`` is the annotated finding that it met, ``frequency`` its share in [0, 1].
    """

    finding: str
    label: str
    likelihood_ratio: float
    case: MatchCase
    matched: str | None = None
    matched_label: str | None = None
    frequency: float | None = None
    evidence: tuple[Evidence, ...] = ()


class Relation(StrEnum):
    """How a condition that an entry names relates to the entry's (after SKOS)."""

    BROADER = "broader"
    NARROWER = "narrower"


@dataclass(frozen=True, slots=True)
class Kin:
    """A condition that is no answer of its own beside its entry's, which it is a kind of or whole.

    ``tier`` and ``probability`` are where and how likely it would stand as an answer.
    """

    condition: Condition
    relation: Relation
    tier: Tier
    probability: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A condition in the differential, with every reason for its place.

    Its danger is that of the most urgent condition among it and those that it names (``also``).
    """

    condition: Condition
    tier: Tier
    probability: float
    because: tuple[Explanation, ...]
    supporting: tuple[FindingEvidence, ...] = ()
    opposing: tuple[FindingEvidence, ...] = ()
    unknown: tuple[FindingEvidence, ...] = ()
    causes: tuple[Cause, ...] = ()
    also: tuple[Kin, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise ValueError("a probability lies in [0, 1]")


@dataclass(frozen=True, slots=True)
class Question:
    """A finding to ask about next.

    ``bits`` is how much information its answer is expected to give about the most probable
    conditions; None where it is asked to rule out ``rules_out``, a condition not to be missed.
    ``if_present`` and ``if_absent`` are the condition that would then be the most probable.
    """

    finding: str
    label: str
    bits: float | None = None
    if_present: str | None = None
    if_absent: str | None = None
    rules_out: str | None = None


@dataclass(frozen=True, slots=True)
class Replacement:
    """An obsolete code and the one that was used instead."""

    obsolete: str
    current: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements of a text that contradict each other; neither is counted."""

    asserted: str
    denied: str


class Unmapped(StrEnum):
    """Why a code takes no part in the answer."""

    INVALID = "not a code of its system"
    UNKNOWN = "not mapped to a finding"
    CONDITION = "a condition, not a finding"
    NO_FINDING = "of another branch than findings"
    FARTHER = "mapped only to findings that say more, or less, than is known"
    AMBIGUOUS = "mapped to several findings alike"
    NO_RESULT = "a test without a result"
    NO_INTERPRETATION = "a result that no imported source interprets"
    QUALIFIER = "a site, timing or modifier that is not known; the finding counts without it"
    DENIED_QUALIFIER = "denied with a site, timing or modifier that is not known"


@dataclass(frozen=True, slots=True)
class MappedCode:
    """A code that was given, the finding that it was taken for, and how that is known."""

    code: str
    finding: str
    predicate: MappingPredicate
    path: tuple[MappingStep, ...]


@dataclass(frozen=True, slots=True)
class UnmappedCode:
    """A code that was given and not used; ``candidates`` are findings that it may stand for."""

    code: str
    reason: Unmapped
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differential:
    """The four-tier answer to a presentation.

    ``omitted`` counts, per tier, the conditions that qualified but are not listed.
    """

    release: str
    presentation: Presentation
    complaints: tuple[MatchedComplaint, ...]
    entries: tuple[Entry, ...]
    criteria: tuple[MetCriteria, ...] = ()
    questions: tuple[Question, ...] = ()
    omitted: tuple[tuple[Tier, int], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    mapped: tuple[MappedCode, ...] = ()
    unmapped: tuple[UnmappedCode, ...] = ()
    reasoner: str = ""
    notice: str = NOTICE

    def tier(self, tier: Tier) -> tuple[Entry, ...]:
        """Return the entries of one tier, most probable first."""
        return tuple(entry for entry in self.entries if entry.tier is tier)
