"""Places for queries, shared out so that no client waits behind all that another asks."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

from nosograph.errors import Overloaded, TooManyRequests


@dataclass(eq=False, slots=True)
class Ticket:
    """One query's turn: whose it is, and whether it has come."""

    client: str
    granted: bool = False
    called: threading.Event = field(default_factory=threading.Event)


class FairQueue:
    """A number of places; of those who wait, the client with the fewest places goes next.

    ``each`` is how many places one client can have, ``waiting`` how many may wait, and
    ``waiting_each`` how many of one client's.
    """

    def __init__(self, places: int, each: int, waiting: int, waiting_each: int) -> None:
        self._free = places
        self._each = each
        self._most_waiting = waiting
        self._most_waiting_each = waiting_each
        self._waiting: list[Ticket] = []
        self._held: Counter[str] = Counter()
        self._last_turn: dict[str, int] = {}
        self._turn = 0
        self._changing = threading.Lock()

    def join(self, client: str) -> Ticket:
        """Return a ticket whose event is set when its turn comes, or refuse."""
        ticket = Ticket(client)
        with self._changing:
            self._waiting.append(ticket)
            self._grant()
            if not ticket.granted:
                self._refuse_crowd(ticket)
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Give the place back, or stop waiting."""
        with self._changing:
            if ticket.granted:
                self._free += 1
                self._held[ticket.client] -= 1
            elif ticket in self._waiting:
                self._waiting.remove(ticket)
            self._forget(ticket.client)
            self._grant()

    def counts(self) -> tuple[int, int]:
        """Return how many have places, and how many wait."""
        with self._changing:
            return self._held.total(), len(self._waiting)

    def _refuse_crowd(self, ticket: Ticket) -> None:
        own = sum(other.client == ticket.client for other in self._waiting)
        if own > self._most_waiting_each:
            self._waiting.remove(ticket)
            raise TooManyRequests("too many of your queries are waiting")
        if len(self._waiting) > self._most_waiting:
            self._waiting.remove(ticket)
            raise Overloaded("too many queries are waiting")

    def _grant(self) -> None:
        while self._free and (ticket := self._next()):
            self._waiting.remove(ticket)
            self._free -= 1
            self._turn += 1
            self._held[ticket.client] += 1
            self._last_turn[ticket.client] = self._turn
            ticket.granted = True
            ticket.called.set()

    def _next(self) -> Ticket | None:
        entitled = (ticket for ticket in self._waiting if self._held[ticket.client] < self._each)
        return min(entitled, key=self._precedence, default=None)

    def _precedence(self, ticket: Ticket) -> tuple[int, int]:
        return self._held[ticket.client], self._last_turn.get(ticket.client, 0)

    def _forget(self, client: str) -> None:
        if not self._held[client] and all(ticket.client != client for ticket in self._waiting):
            del self._held[client]
            self._last_turn.pop(client, None)
