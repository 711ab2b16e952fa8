"""The tier rule, in one place (DESIGN 7; the same rule is in queries/differential)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nosograph.domain.differential import Tier
from nosograph.domain.knowledge import CauseBand, Urgency

#: Probable enough to stand with the most likely: at least a tenth as probable. Author judgement.
LIKELY_BEHIND = math.log(10)
#: Findings that make a dangerous condition this many times less likely take away what its band
#: gave it, and a thousand times rule any condition out. Author judgement.
LOWERED = math.log(10)
RULED_OUT = 3 * LOWERED

#: How many conditions each tier lists; the answer says how many it left out.
LIMITS = {Tier.MOST_LIKELY: 1, Tier.LIKELY: 12, Tier.DO_NOT_MISS: 12, Tier.RARE: 12}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the tier rule looks at in one condition in question.

    ``behind`` is how many nats it stands behind the most probable one, ``lowered`` by how many
    nats the findings speak against it (0 or more), ``flagged`` whether a red flag or criteria of
    it are met.
    """

    behind: float
    lowered: float
    band: CauseBand | None
    urgency: Urgency | None
    dangerous: bool
    rare: bool
    flagged: bool = False


def tier_of(standing: Standing) -> Tier | None:
    """Return the one tier in which a condition in question stands, if any."""
    if standing.behind <= 0:
        return Tier.MOST_LIKELY
    if is_likely(standing):
        return Tier.LIKELY
    if standing.lowered >= RULED_OUT:
        return None
    if must_not_be_missed(standing):
        return Tier.DO_NOT_MISS
    if standing.rare or standing.band is CauseBand.RARE:
        return Tier.RARE
    return None


def is_likely(standing: Standing) -> bool:
    """Whether a condition is probable, or a leading or common cause of the complaint.

    A dangerous one that findings speak against goes where it is not to be missed.
    """
    frequent = standing.band in (CauseBand.LEADING, CauseBand.COMMON)
    lowered = standing.lowered >= (LOWERED if standing.dangerous else RULED_OUT)
    return standing.behind <= LIKELY_BEHIND or (frequent and not lowered)


def must_not_be_missed(standing: Standing) -> bool:
    """Whether a condition is dangerous; a rare one counts where hours matter or it is flagged."""
    rare = standing.band in (CauseBand.RARE, None) and not standing.flagged
    return standing.dangerous and (not rare or standing.urgency is Urgency.HOURS)
