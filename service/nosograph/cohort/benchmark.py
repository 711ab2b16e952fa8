"""How long things take, in one thread, warm."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from nosograph.cohort.ranking import Ranker
from nosograph.inference.arrays import Integers
from nosograph.inference.matrix import Matrix

ROUNDS = 40
PRESENTATIONS = (
    "nocturnal leg and butt spasms",
    "nocturnal leg and butt spasms, one calf is swollen and warm",
    "nocturnal leg and butt spasms, no urge to move, cramps stop on stretching",
    "my calves cramp at night",
    "58yo woman, bum twitches when I lie down, no leg swelling, numb feet",
)
#: How many findings a made-up case has, how many cases are made up, and the seed of the choice.
FINDINGS, CASES, SEED = 10, 200, 1
MEBIBYTE = 1024 * 1024

Asked = TypeVar("Asked")


def milliseconds(ask: Callable[[Asked], object], about: Asked) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    ask(about)
    return (time.perf_counter() - start) * 1000


def percentiles(taken: Sequence[float]) -> dict[str, float]:
    """Return the 50th, 95th and 99th percentile."""
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98]}


def differentials(ask: Callable[[str], object]) -> dict[str, float]:
    """Time whole differentials of presentations in words."""
    for text in PRESENTATIONS:
        ask(text)
    return percentiles([milliseconds(ask, text) for _ in range(ROUNDS) for text in PRESENTATIONS])


def readings(read: Callable[[str], object]) -> float:
    """Return how many presentations in words are read in a second; each is a sentence."""
    for text in PRESENTATIONS:
        read(text)
    taken = [milliseconds(read, text) for _ in range(ROUNDS) for text in PRESENTATIONS]
    return 1000 / statistics.fmean(taken)


def rankings(ranker: Ranker) -> dict[str, float]:
    """Time the scoring of every OMIM disease for coded findings, and count cases in a second."""
    cases = tuple(made_up(ranker.matrix))
    for terms in cases:
        ranker.scores(terms)
    taken = [milliseconds(ranker.scores, terms) for terms in cases]
    return {**percentiles(taken), "cases_per_second": 1000 / statistics.fmean(taken)}


def made_up(matrix: Matrix) -> Iterator[Integers]:
    """Yield cases of findings that are annotated to one condition each, the same every time."""
    random = np.random.default_rng(SEED)
    listed = np.flatnonzero(np.diff(matrix.direct_start) >= FINDINGS)
    for condition in random.choice(listed, CASES):
        terms, _ = matrix.annotated(int(condition))
        yield np.sort(random.choice(terms, FINDINGS, replace=False)).astype(np.int32)


def megabytes(folder: Path) -> float:
    """Return the size of the files of a folder."""
    return sum(file.stat().st_size for file in sized(folder)) / MEBIBYTE


def sized(folder: Path) -> Iterable[Path]:
    """Return every file of a folder."""
    return (file for file in folder.rglob("*") if file.is_file())


def release_figures(manifest: dict[str, Any], matrix: Path) -> dict[str, Any]:
    """Return what the build took, as the release's manifest says, and how large the matrix is."""
    seconds = dict(manifest.get("seconds", {}))
    return {
        "build_seconds": round(sum(seconds.values()), 2),
        "build_steps": seconds,
        "build_peak_memory_mb": manifest.get("peak_memory_mb"),
        "matrix_mb": megabytes(matrix),
    }
