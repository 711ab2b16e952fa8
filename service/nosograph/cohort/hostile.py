"""Eight hostile clients against the service, and what the others notice of them."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPException
from typing import Any

from nosograph.cohort.benchmark import PRESENTATIONS, percentiles
from nosograph.cohort.served import Served, ask_differential, ask_sparql

#: Joins of everything with everything: silent, flowing, sorting, and with an expensive filter.
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), '(a+)+$')) }",
    "SELECT (GROUP_CONCAT(?c) AS ?all) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT DISTINCT ?c ?f { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { ?a (<urn:a>|!<urn:a>)* ?b . ?b (<urn:a>|!<urn:a>)* ?c }",
    "CONSTRUCT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
)
SMALL = "SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 10"
ROUNDS = 30
# The attack runs this long before it is measured.
WARM_SECONDS = 3.0
QUERY_SECONDS = 10
VICTIM, BYSTANDER = "127.0.0.200", "127.0.0.201"


def attacked(service: Served) -> dict[str, Any]:
    """Return how the service answers before, during and after an attack."""
    before = answers(service)
    started = set(service.processes()[:2])
    outcomes: Counter[str] = Counter()
    with attackers(service, outcomes):
        time.sleep(WARM_SECONDS)
        during = answers(service)
    after = answers(service)
    return {
        "cores": os.cpu_count(),
        "hostile_clients": len(HOSTILE),
        "before": before,
        "during": during,
        "after": after,
        "hostile_outcomes": dict(sorted(outcomes.items())),
        "survived": started <= set(service.processes()),
    }


def answers(service: Served) -> dict[str, Any]:
    """Return milliseconds of differentials, and of small queries of another client."""
    with closing(service.connect(VICTIM)) as victim, closing(service.connect(BYSTANDER)) as other:
        ask_differential(victim, PRESENTATIONS[0])
        differentials = [
            timed(lambda text=text: ask_differential(victim, text))  # type: ignore[misc]
            for _ in range(ROUNDS // len(PRESENTATIONS))
            for text in PRESENTATIONS
        ]
        queries = [timed(lambda: ask_sparql(other, SMALL)[0]) for _ in range(ROUNDS)]
    return {
        "differential_ms": percentiles(differentials),
        "small_query_ms": percentiles(queries),
    }


def timed(ask: Callable[[], int]) -> float:
    """Return the milliseconds of a request that must be answered."""
    start = time.perf_counter()
    status = ask()
    if status != 200:
        raise AssertionError(f"answered with status {status}")
    return (time.perf_counter() - start) * 1000


@contextmanager
def attackers(service: Served, outcomes: Counter[str]) -> Iterator[None]:
    """Let every hostile query be asked over and over, each by a client of its own."""
    over = threading.Event()
    threads = [
        threading.Thread(target=attack, args=(service, number, over, outcomes), daemon=True)
        for number in range(len(HOSTILE))
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(2 * QUERY_SECONDS)


def attack(service: Served, number: int, over: threading.Event, outcomes: Counter[str]) -> None:
    """Ask one hostile query over and over; count how it is answered."""
    while not over.is_set():
        with closing(service.connect(f"127.0.0.{10 + number}")) as connection:
            try:
                status, _ = ask_sparql(connection, HOSTILE[number], QUERY_SECONDS)
                outcomes[f"status {status}"] += 1
            except (HTTPException, OSError):
                outcomes["broken off"] += 1
