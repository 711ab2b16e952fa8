"""From scores to tiers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import nosograph.inference.tiers as rule
from nosograph.domain.differential import Tier
from nosograph.domain.knowledge import Cause, CauseBand, MatchedComplaint
from nosograph.inference.families import Families
from nosograph.inference.matrix import Matrix
from nosograph.inference.rank import CauseOf, Scores
from nosograph.knowledge.repository import Risk

ORDER = tuple(CauseBand)
TIERS = tuple(Tier)
NO_FAMILIES: Families = {}
#: How many of its family an answer names: those of the first tiers, the most probable first.
NAMED = 8
#: The source of what no document gives (ontology/sources.tsv).
JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class Placed:
    """A condition, by its position in the matrix, in its tier.

    ``also`` are those of its family that it is the answer for, where each would stand.
    """

    position: int
    tier: Tier
    also: tuple[Placed, ...] = ()


def causes_by_condition(
    causes: Iterable[Cause], complaints: Sequence[MatchedComplaint]
) -> dict[str, tuple[Cause, ...]]:
    """Return the causes of each condition: the one of the most specific complaint first."""
    rank = {
        complaint.id: (-complaint.specificity, place) for place, complaint in enumerate(complaints)
    }
    found: dict[str, tuple[Cause, ...]] = {}
    for cause in sorted(causes, key=lambda c: (rank[c.complaint][0], ORDER.index(c.band))):
        found[cause.condition] = (*found.get(cause.condition, ()), cause)
    return found


def positions(
    causes: Mapping[str, tuple[Cause, ...]],
    complaints: Sequence[MatchedComplaint],
    superclasses: Callable[[str], frozenset[str]],
    matrix: Matrix,
) -> dict[int, CauseOf]:
    """Return the cause that counts for each condition, by its position in the matrix."""
    defining = {match.id: defining_of(match, complaints, superclasses) for match in complaints}
    return {
        matrix.condition_position[condition]: CauseOf(
            found[0].band,
            defining[found[0].complaint],
            min((cause.band for cause in found), key=ORDER.index),
        )
        for condition, found in causes.items()
    }


def defining_of(
    complaint: MatchedComplaint,
    complaints: Sequence[MatchedComplaint],
    superclasses: Callable[[str], frozenset[str]],
) -> frozenset[int]:
    """Return the observations that define a complaint, or one above or below it.

    They are what the bands of its causes are about, so they are not evidence for the causes.
    """
    related = (
        other.observations
        for other in complaints
        if other.id in superclasses(complaint.id) or complaint.id in superclasses(other.id)
    )
    return frozenset().union(*related)


def place(
    scores: Scores,
    causes: Mapping[int, CauseOf],
    risks: Mapping[str, Risk],
    matrix: Matrix,
    flagged: Collection[int] = (),
    families: Families = NO_FAMILIES,
) -> tuple[tuple[Placed, ...], tuple[tuple[Tier, int], ...]]:
    """Return the listed conditions in their tiers, and how many each tier leaves out.

    ``flagged`` are the positions of conditions whose criteria or red flags are met. An answer
    for a family stands in the first tier in which one of the family would.
    """
    top = float(scores.total[scores.listed & scores.in_question].max(initial=-float("inf")))
    listed: list[Placed] = []
    counts = dict.fromkeys(Tier, 0)

    def tier_of(position: int) -> Tier | None:
        risk = risks.get(matrix.conditions[position])
        standing = standing_of(position, top, scores, causes.get(position), risk)
        return rule.tier_of(replace(standing, flagged=position in flagged))

    for position in candidates(scores):
        own = tier_of(position)
        members = ((other, tier_of(other)) for other in families.get(position, ()))
        kin = [Placed(other, tier) for other, tier in members if tier]
        also = tuple(sorted(kin, key=lambda item: TIERS.index(item.tier))[:NAMED])
        found = [tier for tier in (own, *(item.tier for item in also)) if tier]
        if not found:
            continue
        tier = min(found, key=TIERS.index)
        if tier is Tier.MOST_LIKELY and counts[tier]:
            tier = Tier.LIKELY
        counts[tier] += 1
        if counts[tier] <= rule.LIMITS[tier]:
            listed.append(Placed(position, tier, also))
    omitted = ((tier, counts[tier] - rule.LIMITS[tier]) for tier in Tier)
    return tuple(listed), tuple((tier, count) for tier, count in omitted if count > 0)


def apart(
    causes: Mapping[str, tuple[Cause, ...]], conditions: Sequence[str]
) -> Callable[[tuple[int, int]], bool]:
    """Return what says whether two conditions (positions) stay two answers.

    They do where one document gives both as causes of one complaint: that list is the document's.
    """
    given = {name: frozenset(documents(found)) for name, found in causes.items()}
    nothing: frozenset[tuple[str, str]] = frozenset()

    def kept(pair: tuple[int, int]) -> bool:
        first, other = (given.get(conditions[place], nothing) for place in pair)
        return not first.isdisjoint(other)

    return kept


def documents(causes: Iterable[Cause]) -> Iterator[tuple[str, str]]:
    """Yield the complaints of some causes with each document that gives them."""
    for cause in causes:
        for source in cause.evidence.source.split("|"):
            if source != JUDGEMENT:
                yield cause.complaint, source


def candidates(scores: Scores) -> list[int]:
    """Return the positions of the conditions in question, the most probable first."""
    in_question = (scores.listed & scores.in_question).nonzero()[0]
    ordered = in_question[(-scores.total[in_question]).argsort(kind="stable")]
    return [int(position) for position in ordered]


def standing_of(
    position: int,
    top: float,
    scores: Scores,
    cause: CauseOf | None,
    risk: Risk | None,
) -> rule.Standing:
    """Return what scores, cause and risk say of one condition for the tier rule."""
    return rule.Standing(
        behind=top - float(scores.total[position]),
        lowered=max(0.0, -float(scores.evidence[position])),
        band=cause.band if cause else None,
        urgency=risk.urgency if risk else None,
        dangerous=risk.dangerous if risk else False,
        rare=risk.rare if risk else True,
    )
