"""Made-up presentations to time: of each, the findings of one condition; the same every time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from nosograph.inference.arrays import Flags, Integers
from nosograph.inference.matrix import Matrix

#: How many findings a coded case has, how many cases are made up, and the seed of the choice.
FINDINGS, CASES, SEED = 10, 200, 1
#: How many findings a presentation in words asserts and denies, which makes some hundred words.
SAID, DENIED = 14, 4


def coded(matrix: Matrix) -> Iterator[Integers]:
    """Yield cases of coded findings."""
    random = np.random.default_rng(SEED)
    everything = np.ones(len(matrix.conditions), np.bool_)
    for terms in chosen(random, matrix, everything, FINDINGS):
        yield np.sort(terms).astype(np.int32)


def in_words(matrix: Matrix, label: Callable[[str], str]) -> Iterator[str]:
    """Yield presentations in words, of curated conditions."""
    random = np.random.default_rng(SEED)
    for terms in chosen(random, matrix, matrix.curated, SAID + DENIED):
        labels = [label(matrix.terms[term]) for term in terms.tolist()]
        yield story(labels[:SAID], labels[SAID:])


def chosen(
    random: np.random.Generator, matrix: Matrix, among: Flags, count: int
) -> Iterator[Integers]:
    """Yield annotated findings of one condition after another, as many as it has up to a count."""
    annotated = np.diff(matrix.direct_start)
    enough = among & (annotated >= count)
    conditions = np.flatnonzero(enough if enough.any() else among & (annotated > 0))
    for condition in random.choice(conditions, CASES):
        terms, _ = matrix.annotated(int(condition))
        yield random.choice(terms, min(count, len(terms)), replace=False)


def story(said: Sequence[str], denied: Sequence[str]) -> str:
    """Tell findings as a referral would.

    >>> story(["Fever", "Cough", "Chills"], ["Rash"])
    'A 58-year-old woman comes with fever and cough. She also has chills. There is no rash.'
    """
    pairs = [" and ".join(map(lower, said[at : at + 2])) for at in range(0, len(said), 2)]
    sentences = [f"A 58-year-old woman comes with {pairs[0]}."]
    sentences += [f"She also has {pair}." for pair in pairs[1:]]
    sentences += [f"There is no {lower(name)}." for name in denied]
    return " ".join(sentences)


def lower(label: str) -> str:
    """Return a label as it stands within a sentence; abbreviations keep their letters."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
