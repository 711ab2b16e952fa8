"""How long a terminology of SNOMED's size takes: to import, to load, to ask."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from nosograph.build.importing.record import Record
from nosograph.build.importing.rf2 import SNOMED_RF2
from nosograph.build.loading import loading
from nosograph.build.pipeline import Report
from nosograph.cohort.benchmark import both, machine, timed
from nosograph.cohort.made_up_snomed import general_concepts, write_snapshot
from nosograph.knowledge.store import EmbeddedStore
from nosograph.terminology.ecl import Question, hierarchies

Answer = TypeVar("Answer")
#: Concepts that are asked about, and how many of an answer are read: a page of /api/ecl.
ASKED, PAGE = 200, 1_000


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds that a step took in a process of its own, and its memory at most."""

    seconds: float
    processor_seconds: float
    memory_mb: int

    def figures(self, name: str) -> dict[str, float]:
        """Return the figures under names."""
        return {
            f"{name}_seconds": self.seconds,
            f"{name}_processor_seconds": self.processor_seconds,
            f"{name}_memory_mb": self.memory_mb,
        }


def terminology_benchmark(concepts: int, report: Report) -> dict[str, Any]:
    """Make up a snapshot of so many concepts, import it, load it into a store, and ask that."""
    with TemporaryDirectory(prefix="nosograph-") as name:
        folder = Path(name)
        snapshot, store = folder / "snapshot", folder / "store"
        snapshot.mkdir()
        write_snapshot(snapshot, concepts, report)
        report("importing", 1, 4)
        record, imported = alone(take_in, folder, snapshot)
        report("loading", 2, 4)
        _, loaded = alone(load, store, record)
        report("asking", 3, 4)
        return {
            "concepts": record.concepts,
            "statements": sum(record.graphs.values()),
            **imported.figures("import"),
            **loaded.figures("load"),
            **asked(EmbeddedStore(store), record, general_concepts(snapshot, ASKED)),
            **machine(),
        }


def alone(step: Callable[..., Answer], *given: object) -> tuple[Answer, Taken]:
    """Run a step in a process of its own, and say what it took."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measured, step, given).result()


def measured(step: Callable[..., Answer], given: tuple[object, ...]) -> tuple[Answer, Taken]:
    """Run a step and measure it, in the process that only does this."""
    start, busy = time.perf_counter(), time.process_time()
    answer = step(*given)
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return answer, Taken(round(seconds, 1), round(processor, 1), memory)


def take_in(home: Path, snapshot: Path) -> Record:
    """Import the snapshot."""
    return SNOMED_RF2.take_in(home, (snapshot,), lambda *step: None)


def load(store: Path, record: Record) -> None:
    """Load the import as a build does."""
    with loading(store) as loader:
        loader.take(record)


def asked(store: EmbeddedStore, record: Record, codes: list[str]) -> dict[str, Any]:
    """Time descendants and look-ups of concepts, warm."""
    known = hierarchies(record.sources(current=True))

    def descendants(code: str) -> int:
        return len(store.select(Question.of(f"< {code}", known).query(PAGE)))

    def look_up(code: str) -> int:
        about = f"<http://snomed.info/id/{code}> ?property ?value"
        return len(store.select(f"SELECT * {{ GRAPH <{record.about.graph}> {{ {about} }} }}"))

    found = sorted(map(descendants, codes))
    return {
        "descendants_at_median": found[len(found) // 2],
        **both("descendants", [timed(descendants, code) for code in codes]),
        **both("look_up", [timed(look_up, code) for code in codes]),
    }
