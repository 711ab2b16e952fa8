"""What the SPARQL endpoint costs over the bare engine, in one run over one release."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

from nosograph.cohort.engine_server import QUERY_PATH
from nosograph.cohort.served import Served, ask_sparql
from nosograph.domain.sparql import SparqlRequest
from nosograph.knowledge.admission import Share
from nosograph.knowledge.bare_engine import BareEngine
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.knowledge.sparql_process import Bounds

# A query is asked so often, or for so long.
ROUNDS, ROUNDS_SECONDS = 200, 10.0
DIFFERENTIALS = 10
SAMPLE_SECONDS = 0.2
ROWS = 1_000_000
MEBIBYTE = 2**20
#: Answers of a few kilobytes that take the engine from a tenth of a millisecond to tens of them.
SMALL = {
    "ten statements": "SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 10",
    "one hundred labels": "SELECT ?s ?label { GRAPH <https://w3id.org/nosograph/graph/hpo> "
    "{ ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label } } LIMIT 100",
    "a count of two thousand": "SELECT (COUNT(*) AS ?n) { { SELECT * { GRAPH ?g { ?s ?p ?o } } "
    "LIMIT 2000 } }",
    "a count of twenty thousand": "SELECT (COUNT(*) AS ?n) { { SELECT * { GRAPH ?g { ?s ?p ?o } } "
    "LIMIT 20000 } }",
}
LARGE = f"SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {ROWS}"
# Long enough that handing it over does not count, short enough to be asked often.
WORK = SMALL["a count of twenty thousand"]
WORK_ROUNDS, CLIENTS, TURNS = 40, 4, 8
BOUNDS = Bounds(1024 * MEBIBYTE, niceness=0)


def latencies(
    engine: BareEngine,
    pool: SparqlPool,
    service: Served,
    query: str,
    own_server: Served | None = None,
) -> dict[str, Any]:
    """Return milliseconds of a query, and ratios to the bare engine; asked in turns.

    ``own_server`` is the engine's, over the same store. Of every way the fastest tenth counts: what
    slows the others is other work of the machine.
    """
    with ExitStack() as connections:
        connection = connections.enter_context(closing(service.connect()))
        ways: dict[str, Callable[[], object]] = {
            "engine": lambda: engine.answer(query),
            "process": lambda: pool.query(request_of(query)).read(),
            "http": lambda: asked(connection, query),
        }
        if own_server:
            direct = connections.enter_context(closing(own_server.connect()))
            ways["engine_http"] = lambda: asked(direct, query, QUERY_PATH)
        taken: dict[str, list[float]] = {way: [] for way in ways}
        over = time.perf_counter() + ROUNDS_SECONDS
        while len(taken["http"]) < ROUNDS and time.perf_counter() < over:
            for way, ask in ways.items():
                taken[way].append(milliseconds(ask))
    fast = {way: sorted(times)[len(times) // 10] for way, times in taken.items()}
    ratios = {
        "process_ratio": fast["process"] / fast["engine"],
        "http_ratio": fast["http"] / fast["engine"],
    }
    if own_server:
        ratios["http_ratio_to_engine_http"] = fast["http"] / fast["engine_http"]
    return {**{f"{way}_ms": value for way, value in fast.items()}, **ratios}


def smallest_latency(measured: dict[str, dict[str, Any]], ratio: float) -> float:
    """Return the engine's milliseconds from which on a ratio would hold, by the cost over HTTP."""
    added = [float(entry["http_ms"] - entry["engine_ms"]) for entry in measured.values()]
    return max(0.0, median(added) / (ratio - 1))


def streaming(engine: BareEngine, service: Served) -> dict[str, Any]:
    """Stream a million rows, bare and over HTTP; return the ratio and the growth in memory."""
    engine_seconds, size = engine.stream(LARGE)
    before = service.memory_mb()
    with Sampled(service) as sampled, closing(service.connect()) as connection:
        start = time.perf_counter()
        status, received = ask_sparql(connection, LARGE)
        http_seconds = time.perf_counter() - start
    grown = {pid: most - before.get(pid, 0.0) for pid, most in sampled.most.items()}
    return {
        "rows": ROWS,
        "megabytes": size / MEBIBYTE,
        "whole": status == 200 and received == size,
        "engine_seconds": engine_seconds,
        "http_seconds": http_seconds,
        "ratio": http_seconds / engine_seconds,
        "most_memory_added_mb": max(grown.values()),
    }


class Sampled:
    """Looks at the memory of a service's processes every so often."""

    def __init__(self, service: Served) -> None:
        self.most: dict[int, float] = {}
        self._service = service
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Sampled:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            for pid, used in self._service.memory_mb().items():
                self.most[pid] = max(used, self.most.get(pid, 0.0))
            if self._over.wait(SAMPLE_SECONDS):
                return


def scaling(store: Path) -> dict[str, float]:
    """Return queries a second with one process and with two, and their ratio.

    The best of several turns counts: what slows the others is other work of the machine.
    """
    one, two = pool_of(store, 1), pool_of(store, 2)
    with closing(one), closing(two), ThreadPoolExecutor(CLIENTS) as clients:
        rates = [(rate(one, clients), rate(two, clients)) for _ in range(TURNS + 1)][1:]
    best = max(first for first, _ in rates), max(second for _, second in rates)
    return {"one": best[0], "two": best[1], "ratio": best[1] / best[0]}


def pool_of(store: Path, workers: int) -> SparqlPool:
    """Return a number of processes that one client can have all of."""
    return SparqlPool(lambda: store, workers, BOUNDS, Share(cap_seconds=60, each=workers))


def rate(pool: SparqlPool, clients: ThreadPoolExecutor) -> float:
    """Return how many queries a second a pool answers to several clients."""
    start = time.perf_counter()
    for _ in clients.map(lambda _: pool.query(request_of(WORK)).read(), range(WORK_ROUNDS)):
        pass
    return WORK_ROUNDS / (time.perf_counter() - start)


def differential(engine: BareEngine, service: Served, query: str) -> dict[str, float]:
    """Return the least milliseconds of the four tiers as SPARQL, bare and over HTTP."""
    with closing(service.connect()) as connection:
        bare = [milliseconds(lambda: engine.answer(query)) for _ in range(DIFFERENTIALS)]
        http = [milliseconds(lambda: asked(connection, query)) for _ in range(DIFFERENTIALS)]
    return {"engine_ms": min(bare), "http_ms": min(http)}


def slowest(engine: BareEngine, service: Served, queries: Sequence[str]) -> dict[str, float]:
    """Return the least milliseconds of the query that takes longest, bare and over HTTP."""
    measured = [differential(engine, service, query) for query in queries]
    most = {way: max(each[way] for each in measured) for way in ("engine_ms", "http_ms")}
    return {"presentations": len(queries), **most}


def asked(connection: HTTPConnection, query: str, path: str = "/sparql") -> None:
    """Ask a query that must be answered."""
    status, _ = ask_sparql(connection, query, path=path)
    if status != 200:
        raise AssertionError(f"the query was answered with status {status}")


def request_of(query: str) -> SparqlRequest:
    """Return a query as the endpoint asks it."""
    return SparqlRequest(query, "application/sparql-results+json")


def milliseconds(ask: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000
