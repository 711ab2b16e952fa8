"""A query between being let in and the beginning of its answer.

Most queries find a free place and a process that waits: such a query is handed over at once, and
whoever asked can do something else until the answer arrives. The others are waited for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from nosograph.domain.sparql import SparqlAnswer
from nosograph.errors import NosographError
from nosograph.knowledge.running_queries import RunningQuery

Step = TypeVar("Step")


class Handed(Protocol):
    """A query that is being evaluated."""

    @property
    def descriptor(self) -> int:
        """What can be read from once something of the answer is there, or nothing more comes."""

    def has_arrived(self) -> bool:
        """Tell whether all that ``answer`` takes is there."""

    def answer(self) -> SparqlAnswer:
        """Wait for the beginning of the answer, or raise what refuses it."""


class EnteredQuery:
    """A query that was let in; ``hand`` evaluates it where nothing needs waiting, or says None.

    ``wait`` does whatever it needs to begin the answer.
    """

    def __init__(
        self,
        running: RunningQuery,
        hand: Callable[[], Handed | None],
        wait: Callable[[], SparqlAnswer],
    ) -> None:
        self._running = running
        self._hand = hand
        self._wait = wait
        self._handed: Handed | None = None

    def hand_over(self) -> Handed | None:
        """Have it evaluated if that is possible without waiting."""
        if self._running.placed():
            self._handed = self._ended_by_failure(self._hand)
        return self._handed

    def answer(self) -> SparqlAnswer:
        """Return its answer as soon as that begins, or raise what refuses it."""
        return self._ended_by_failure(self._handed.answer if self._handed else self._wait)

    def give_up(self) -> None:
        """End it, unless it has ended."""
        self._running.end()

    def _ended_by_failure(self, step: Callable[[], Step]) -> Step:
        try:
            return step()
        except BaseException as error:
            self._running.end()
            if isinstance(error, NosographError) and self._running.reason:
                raise self._running.reason from None
            raise
