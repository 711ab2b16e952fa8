"""How likely each curated condition is before anything is known: from incidence and prevalence."""

from __future__ import annotations

import math

from nosograph.build.tables import Row

#: Middle of each band of incidence (new cases per person and year) and of prevalence (share of
#: people). Author judgement within the bands.
INCIDENCE = {
    "very_common": 0.03,
    "common": 3e-3,
    "uncommon": 3e-4,
    "rare": 3e-5,
    "ultra_rare": 3e-6,
}
PREVALENCE = {
    "very_common": 0.1,
    "common": 0.015,
    "uncommon": 0.0015,
    "rare": 1e-4,
    "ultra_rare": 1e-6,
}
#: The share of those who have a lasting condition who come with it anew in a year. Author
#: judgement.
COMES_WITH_IT = 0.2
#: How much of the log of these shares counts: bands are coarse, and people with unusual findings
#: are not a sample of all. Of 0.4 to 1, 0.4 to 0.6 did best on the development cases of
#: inference/rank.py (79 instead of 76 % of the case files first at 1).
WEIGHT = 0.5
#: A condition of which neither is said, and a disease that is only listed: of thousands of those,
#: each is less likely than its share. Author judgement.
UNKNOWN = WEIGHT * math.log(1e-4)
#: The shift makes up for what publications and a known gene add (about 2 nats) and was chosen with
#: the cases of inference/rank.py.
LISTED_RARE = WEIGHT * math.log(1e-6) - 3


def log_prior(row: Row) -> float:
    """Return the weighted log (nats) of the share of people who come with it in a year."""
    if row["incidence"]:
        return WEIGHT * math.log(INCIDENCE[row["incidence"]])
    if row["prevalence"]:
        return WEIGHT * math.log(PREVALENCE[row["prevalence"]] * COMES_WITH_IT)
    return UNKNOWN
