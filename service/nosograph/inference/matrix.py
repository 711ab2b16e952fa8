"""The finding × condition matrix of a release, as memory-mapped arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from nosograph.inference import arrays
from nosograph.inference.arrays import Flags, Floats, Integers


@dataclass(frozen=True)
class Matrix:
    """Frequencies of findings in conditions, in compressed rows.

    ``terms`` (T) and ``conditions`` (C) are CURIEs; every other array is about their positions.
    Row ``t`` of ``ancestors`` holds the terms that subsume ``t``, itself included. Row ``t`` of
    ``frequency_*`` holds the conditions in which ``t`` or something below it is annotated, the
    propagated frequency F(t, D) in [0, 1], and whether ``t`` itself is annotated; ``expected`` is
    what F becomes with what is known of related conditions (``inference.relatives``), through
    which alone a condition with F = 0 stands in the row. Row ``t`` of ``excluded`` holds the
    conditions that exclude ``t``. Row ``d`` of ``direct_*`` holds the
    annotated terms of condition ``d`` with their own frequency. ``background`` (T) is the
    frequency of each finding over all conditions; ``length`` (C) is log(1 + Σ frequency);
    ``log_prevalence`` (C) is in nats; ``canonical`` (C) is the position of the condition under
    which the answer lists this one; row ``d`` of ``broader`` holds every listed condition of which
    ``d`` is a kind; ``category`` (C) marks those that are known by their kinds alone;
    ``curated`` (C) and ``own`` (T) mark our own.
    """

    terms: tuple[str, ...]
    conditions: tuple[str, ...]
    ancestors_start: Integers
    ancestors: Integers
    frequency_start: Integers
    frequency_condition: Integers
    frequency: Floats
    frequency_direct: Flags
    expected: Floats
    excluded_start: Integers
    excluded: Integers
    direct_start: Integers
    direct_term: Integers
    direct_frequency: Floats
    background: Floats
    length: Floats
    log_prevalence: Floats
    canonical: Integers
    broader_start: Integers
    broader: Integers
    category: Flags
    curated: Flags
    own: Flags

    @cached_property
    def term_position(self) -> dict[str, int]:
        """Return the position of each term."""
        return {term: position for position, term in enumerate(self.terms)}

    @cached_property
    def condition_position(self) -> dict[str, int]:
        """Return the position of each condition."""
        return {name: position for position, name in enumerate(self.conditions)}

    def ancestors_of(self, term: int) -> Integers:
        """Return the terms that subsume a term, itself included."""
        return self.ancestors[self.ancestors_start[term] : self.ancestors_start[term + 1]]

    def frequencies_of(self, term: int) -> tuple[Integers, Floats, Flags]:
        """Return the conditions that have a term, F(t, D), and where it is annotated itself."""
        row = slice(self.frequency_start[term], self.frequency_start[term + 1])
        return self.frequency_condition[row], self.frequency[row], self.frequency_direct[row]

    def expected_of(self, term: int) -> Floats:
        """Return the expected frequencies of a term, in the order of ``frequencies_of``."""
        return self.expected[self.frequency_start[term] : self.frequency_start[term + 1]]

    def excluding(self, term: int) -> Integers:
        """Return the conditions that exclude a term."""
        return self.excluded[self.excluded_start[term] : self.excluded_start[term + 1]]

    def annotated(self, condition: int) -> tuple[Integers, Floats]:
        """Return the annotated terms of a condition and their frequencies."""
        row = slice(self.direct_start[condition], self.direct_start[condition + 1])
        return self.direct_term[row], self.direct_frequency[row]

    def broader_than(self, condition: int) -> Integers:
        """Return the listed conditions of which a condition is a kind."""
        return self.broader[self.broader_start[condition] : self.broader_start[condition + 1]]

    @cached_property
    def kinships(self) -> tuple[Integers, Integers]:
        """Return every pair of a condition and one of which it is a kind."""
        count = np.diff(self.broader_start)
        kinds = np.repeat(np.arange(len(count), dtype=np.int32), count)
        return kinds, np.asarray(self.broader)

    def save(self, folder: Path) -> None:
        """Write one file per array."""
        arrays.save(self, folder)

    @classmethod
    def load(cls, folder: Path) -> Matrix:
        """Map the arrays of a folder into memory."""
        return arrays.load(cls, folder)
