"""Who may ask now: how often, how much at once, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nosograph.domain.sparql import SparqlRequest
from nosograph.errors import Overloaded
from nosograph.knowledge.fair_queue import FairQueue
from nosograph.knowledge.rate_limit import RateLimit
from nosograph.knowledge.running_queries import Evaluation, RunningQueries, RunningQuery

# Requests that wait for each place; past it a client is told to come back.
WAITING_PER_PLACE = 8
GiveBack = Callable[[Evaluation, bool], None]


@dataclass(frozen=True, slots=True)
class Share:
    """What a client may take.

    A query lasts at most ``cap_seconds``. One client has at most ``each`` places at a time, all but
    one if 0, and asks at most ``per_minute`` queries, any number if 0.
    """

    cap_seconds: float
    each: int = 0
    per_minute: int = 0


class Admission:
    """Places for queries, and the queries that have them or wait for one.

    ``runtime`` is a folder shared by the processes of one service, so that each can stop the
    queries of the others.
    """

    def __init__(self, places: int, share: Share, runtime: Path | None) -> None:
        waiting = places * WAITING_PER_PLACE
        each = share.each or max(1, places - 1)
        self._queue = FairQueue(places, each, waiting, -(-waiting // 2))
        self._rate = RateLimit(share.per_minute)
        self._cap_seconds = share.cap_seconds
        self._running = RunningQueries(runtime, self._queue.make_way)

    def enter(self, request: SparqlRequest, give_back: GiveBack) -> RunningQuery:
        """Let a query in, which has a place then or waits for one.

        ``give_back`` gets what evaluated it at its end.
        """
        self._rate.admit(request.client)
        seconds = min(request.timeout or self._cap_seconds, self._cap_seconds)
        query = RunningQuery(request, seconds, lambda *ended: self._release(give_back, *ended))
        self._running.enter(query)
        try:
            self._join(query, request.client)
        except BaseException:
            query.end()
            raise
        return query

    def await_place(self, query: RunningQuery) -> None:
        """Wait until a query has its place, or raise."""
        if query.ticket:
            query.ticket.called.wait(query.left())
        if not query.placed():
            raise query.reason or Overloaded("every query process is busy")

    def publish(self, query: RunningQuery) -> None:
        """Let the other processes of the service stop a query from now on."""
        self._running.publish(query)

    def stop(self, name: str) -> None:
        """Stop a running query, of this process or another of the same service."""
        self._running.stop(name)

    def count(self) -> int:
        """Return how many queries run or wait in the whole service."""
        return self._running.count()

    def close(self) -> None:
        """Stop watching."""
        self._running.close()

    def _join(self, query: RunningQuery, client: str) -> None:
        ticket = self._queue.join(client)
        if not query.hold(ticket):
            self._queue.leave(ticket)
            raise query.reason or Overloaded("the query was stopped")

    def _release(self, give_back: GiveBack, query: RunningQuery, fit: bool) -> None:
        if query.evaluation is not None:
            give_back(query.evaluation, fit)
        if query.ticket is not None:
            self._queue.leave(query.ticket)
            query.ticket.called.set()
        self._running.leave(query)
