"""How long things take, in one thread, warm."""

from __future__ import annotations

import contextlib
import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from nosograph.cohort.made_up import coded
from nosograph.cohort.ranking import Ranker
from nosograph.domain.presentation import Presentation, Status
from nosograph.errors import InvalidInput
from nosograph.reasoning.realise import Realiser

ROUNDS = 40
#: What a process is warmed up with, and sentences to read.
PRESENTATIONS = (
    "nocturnal leg and butt spasms",
    "nocturnal leg and butt spasms, one calf is swollen and warm",
    "nocturnal leg and butt spasms, no urge to move, cramps stop on stretching",
    "my calves cramp at night",
    "58yo woman, bum twitches when I lie down, no leg swelling, numb feet",
)
#: How many presentations are placed by each placer: the reasoner takes its time.
PLACED = 60
MEBIBYTE = 1024 * 1024

Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds that a call took: elapsed, and of the processor, whatever else ran on it."""

    elapsed: float
    processor: float


def timed(ask: Callable[[Asked], object], about: Asked) -> Taken:
    """Return how long a call takes; one that refuses its input has taken as long."""
    start, busy = time.perf_counter(), time.thread_time()
    with contextlib.suppress(InvalidInput):
        ask(about)
    busy = time.thread_time() - busy
    return Taken((time.perf_counter() - start) * 1000, busy * 1000)


def milliseconds(ask: Callable[[Asked], object], about: Asked) -> float:
    """Return how long a call takes."""
    return timed(ask, about).elapsed


def both(name: str, taken: Sequence[Taken]) -> dict[str, dict[str, float]]:
    """Return the percentiles of elapsed and of processor time."""
    return {
        f"{name}_ms": percentiles([each.elapsed for each in taken]),
        f"{name}_processor_ms": percentiles([each.processor for each in taken]),
    }


def percentiles(taken: Sequence[float]) -> dict[str, float]:
    """Return the 50th, 95th and 99th percentile."""
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98]}


def differentials(ask: Callable[[str], object], texts: Iterable[str]) -> dict[str, Any]:
    """Time whole differentials of presentations in words, first seen and seen again."""
    asked = tuple(dict.fromkeys(texts))
    for text in PRESENTATIONS:
        milliseconds(ask, text)
    first = [timed(ask, text) for text in asked]
    again = [timed(ask, text) for text in asked]
    return {
        "differentials": len(asked),
        "words_in_each": statistics.fmean(len(text.split()) for text in asked),
        **both("first_seen", first),
        **both("seen_again", again),
        "batch_per_second": 1000 / statistics.fmean(each.elapsed for each in first),
    }


def placements(
    index: Realiser, reasoner: Realiser, presentations: Iterable[Presentation]
) -> dict[str, Any]:
    """Time placing presentations first seen, by the index and by the reasoner."""
    asked = tuple(presentations)[:PLACED]
    by_index, by_reasoner = (
        [timed(placing(realiser), item) for item in asked] for realiser in (index, reasoner)
    )
    slow, fast = (sum(each.processor for each in taken) for taken in (by_reasoner, by_index))
    return {
        **both("placement", by_index),
        **both("placement_by_reasoner", by_reasoner),
        "reasoner_to_index": slow / fast,
    }


def placing(realiser: Realiser) -> Callable[[Presentation], object]:
    """Return what finds the finding classes, complaints and criteria of a presentation."""

    def place(presentation: Presentation) -> object:
        classes = [realiser.classes_of(item) for item in presentation.observations]
        return classes, realiser.placed(presentation.with_status(Status.PRESENT))

    return place


def readings(read: Callable[[str], object]) -> float:
    """Return how many presentations in words are read in a second; each is a sentence."""
    for text in PRESENTATIONS:
        read(text)
    taken = [milliseconds(read, text) for _ in range(ROUNDS) for text in PRESENTATIONS]
    return 1000 / statistics.fmean(taken)


def rankings(ranker: Ranker) -> dict[str, float]:
    """Time the scoring of every OMIM disease for coded findings, and count cases in a second."""
    cases = tuple(coded(ranker.matrix))
    for terms in cases:
        ranker.scores(terms)
    taken = [milliseconds(ranker.scores, terms) for terms in cases]
    return {**percentiles(taken), "cases_per_second": 1000 / statistics.fmean(taken)}


def machine() -> dict[str, float]:
    """Return how many processors there are, and how many programs ran on them of late."""
    return {"processors": os.cpu_count() or 1, "load_of_the_last_minute": os.getloadavg()[0]}


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
