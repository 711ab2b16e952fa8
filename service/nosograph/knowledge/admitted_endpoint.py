"""What every endpoint does with a query: it is let in, its SERVICE clauses are asked, it ends."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from pathlib import Path

from nosograph.domain.sparql import UNKEPT, SparqlAnswer, SparqlRequest
from nosograph.knowledge.admission import Admission, Share
from nosograph.knowledge.entered_query import EnteredQuery, Handed
from nosograph.knowledge.federation import Clause, Federation
from nosograph.knowledge.outside import Outside
from nosograph.knowledge.running_queries import Evaluation, RunningQuery


class AdmittedEndpoint(ABC):
    """An endpoint that answers ``places`` queries at a time, shared out among clients.

    ``runtime`` is a folder shared by the endpoints of one service. ``outside`` is what SERVICE may
    ask, nobody unless said otherwise.
    """

    def __init__(
        self, places: int, share: Share, runtime: Path | None, outside: Outside | None
    ) -> None:
        self._admission = Admission(places, share, runtime)
        self._federation = Federation(outside or Outside(()))

    def query(self, request: SparqlRequest) -> SparqlAnswer:
        """Begin to answer a query, or refuse it."""
        return self.enter(request).answer()

    def enter(self, request: SparqlRequest) -> EnteredQuery:
        """Let a query in without waiting for anything, or refuse it."""
        self._refuse(request)
        clauses = self._federation.allowed(request.query, request.base)
        running = self._admission.enter(request, self._give_back)
        return EnteredQuery(
            running,
            lambda: None if clauses else self._hand_over(running, request),
            lambda: self._answer(running, request, clauses),
        )

    def _answer(
        self, running: RunningQuery, request: SparqlRequest, clauses: tuple[Clause, ...]
    ) -> SparqlAnswer:
        self._admission.await_place(running)
        if not clauses:
            return self._begin(running, request)
        query = self._federation.resolved(request.query, clauses, running.left)
        answer = self._begin(running, replace(request, query=query))
        return replace(answer, headers={**answer.headers, **UNKEPT})

    def stop(self, name: str) -> None:
        """Stop a running query, of this endpoint or another of the same service."""
        self._admission.stop(name)

    def running(self) -> int:
        """Return how many queries run or wait in the whole service."""
        return self._admission.count()

    def close(self) -> None:
        """Stop watching."""
        self._admission.close()

    @abstractmethod
    def _refuse(self, request: SparqlRequest) -> None:
        """Raise for a request that need not wait for a place."""

    @abstractmethod
    def _begin(self, running: RunningQuery, request: SparqlRequest) -> SparqlAnswer:
        """Begin the answer of a query that has a place."""

    def _hand_over(self, running: RunningQuery, request: SparqlRequest) -> Handed | None:
        """Have a query evaluated that has a place, where that takes no waiting."""
        del running, request
        return None

    @abstractmethod
    def _give_back(self, evaluation: Evaluation, fit: bool) -> None:
        """Take back what evaluated a query that has ended; ``fit`` to evaluate another."""
