"""What age, sex and duration say about each condition."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nosograph.domain.presentation import Presentation, Sex
from nosograph.inference import arrays
from nosograph.inference.arrays import Floats

UNSAID = float("nan")
#: The span of ages over which people are taken to be evenly spread, in years.
LIFE = 90.0
#: A usual range of ages holds this share of the cases (ontology/README.md).
WITHIN_RANGE = 0.9
#: An age says at most this much for and against a condition: ranges are judged, not counted.
AGE_FOR, AGE_AGAINST = 12.0, 0.03
#: How fast the ratio falls beyond a range: by a factor e over this many years, or over this
#: share of the range's nearer end, whichever is more. Author judgement.
AGE_FADES, AGE_FADES_SHARE = 2.0, 0.15
#: An age before the onset that is annotated leaves a fifth: annotated onsets are of few people.
#: 0.03 gave the same on the development phenopackets (README.md).
ONSET_AGAINST = 0.2
#: What is left of a condition of the other sex where a row says it occurs in one only.
OTHER_SEX = 0.002
#: A duration within the usual one, and how far it falls: by this factor for every tenfold longer
#: or shorter, down to the lowest. Author judgement.
LASTING_FOR, LASTING_FALLS, LASTING_AGAINST = 1.5, 4.0, 0.1


@dataclass(frozen=True)
class Population:
    """In whom conditions occur (arrays of length C, not a number where nothing is said).

    ``age_low`` and ``age_high`` are years, ``onset`` the age in years from which on a disease that
    is only listed begins, ``female`` a share in [0, 1], ``days_low`` and
    ``days_high`` for how long people have had it when they come.
    """

    age_low: Floats
    age_high: Floats
    onset: Floats
    female: Floats
    days_low: Floats
    days_high: Floats

    def log_ratios(self, presentation: Presentation) -> Floats:
        """Return how much age, sex and duration speak for each condition (C, nats)."""
        found = np.zeros(len(self.female), np.float32)
        if presentation.age is not None:
            found += np.log(self.of_age(presentation.age.years))
            found += np.log(self.of_onset(presentation.age.years))
        if presentation.sex in (Sex.FEMALE, Sex.MALE):
            found += np.log(self.of_sex(presentation.sex is Sex.FEMALE))
        if presentation.duration is not None:
            found += np.log(self.of_duration(presentation.duration))
        return found

    def of_age(self, years: float) -> Floats:
        """Return likelihood ratios of an age: the density in the condition over that in all."""
        width = np.maximum(self.age_high - self.age_low, 0.1)
        inside = np.minimum(WITHIN_RANGE * LIFE / width, AGE_FOR)
        beyond = np.maximum(np.maximum(self.age_low - years, years - self.age_high), 0)
        nearer = np.where(years < self.age_low, self.age_low, self.age_high)
        fades = np.maximum(AGE_FADES, AGE_FADES_SHARE * nearer)
        ratio = np.maximum(inside * np.exp(-beyond / fades), AGE_AGAINST)
        return neutral(ratio)

    def of_onset(self, years: float) -> Floats:
        """Return ratios of an age before the earliest onset; after it, age says nothing."""
        early = np.maximum(self.onset - years, 0)
        fades = np.maximum(AGE_FADES, AGE_FADES_SHARE * self.onset)
        return neutral(np.maximum(np.exp(-early / fades), ONSET_AGAINST))

    def of_sex(self, female: bool) -> Floats:
        """Return likelihood ratios of a sex."""
        share = self.female if female else 1 - self.female
        return neutral(np.maximum(2 * share, OTHER_SEX))

    def of_duration(self, days: float) -> Floats:
        """Return likelihood ratios of how long the complaint has lasted."""
        lasted = max(days, 1e-4)
        low, high = np.maximum(self.days_low, 1e-4), self.days_high
        tenfolds = np.maximum(np.maximum(np.log10(low / lasted), np.log10(lasted / high)), 0)
        return neutral(np.maximum(LASTING_FOR * LASTING_FALLS**-tenfolds, LASTING_AGAINST))

    def save(self, folder: Path) -> None:
        """Write one file per array."""
        arrays.save(self, folder)

    @classmethod
    def load(cls, folder: Path) -> Population:
        """Map the arrays of a folder into memory."""
        return arrays.load(cls, folder)


def neutral(ratio: Floats) -> Floats:
    """Return ratios with 1 where nothing is said."""
    return np.where(np.isnan(ratio), np.float32(1), ratio).astype(np.float32)
