"""Places for queries, shared out so that no client waits behind all that another asks."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from nosograph.errors import Overloaded, TooManyRequests
from nosograph.knowledge.time_used import TimeUsed

# What a query may always take once it has a place, however many wait: a hundred times the longest
# of the small answers that `endpoint benchmark` asks for.
SLICE_SECONDS = 1.0
# Two looks at the running queries: waits behind short queries end by themselves before.
PATIENCE_SECONDS = 0.2
# A client that has used less than this part of another's time goes before it. Clients that all ask
# long queries come to use alike, and do not interrupt each other.
LITTLE_BESIDE = 0.25


@dataclass(eq=False, slots=True)
class Ticket:
    """One query's turn: whose it is, since when, whether it has come, and whether it is over.

    ``since`` is when it began to wait, and then when it got its place.
    """

    client: str
    since: float
    granted: bool = False
    revoked: bool = False
    called: threading.Event = field(default_factory=threading.Event)


class FairQueue:
    """A number of places; of those who wait, the client with the fewest places goes next.

    ``each`` is how many places one client can have, ``waiting`` how many may wait, and
    ``waiting_each`` how many of one client's. Where one client cannot have all places, the last
    that is free is for clients that have used less than a slice of time lately.
    """

    def __init__(
        self,
        places: int,
        each: int,
        waiting: int,
        waiting_each: int,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._free = places
        self._each = each
        self._kept = 1 if each < places else 0
        self._most_waiting = waiting
        self._most_waiting_each = waiting_each
        self._now = now
        self._waiting: list[Ticket] = []
        self._holding: set[Ticket] = set()
        self._held: Counter[str] = Counter()
        self._used = TimeUsed()
        self._last_turn: dict[str, int] = {}
        self._turn = 0
        self._changing = threading.Lock()

    def join(self, client: str) -> Ticket:
        """Return a ticket whose event is set when its turn comes, or refuse."""
        ticket = Ticket(client, self._now())
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
                self._holding.discard(ticket)
                self._used.add(ticket.client, self._now() - ticket.since, self._now())
            elif ticket in self._waiting:
                self._waiting.remove(ticket)
            self._forget(ticket.client)
            self._grant()

    def make_way(self) -> None:
        """Grant what time has made due; revoke a place that has had its slice if one is needed."""
        with self._changing:
            self._grant()
            first = self._next(self._entitled())
            if first and not any(held.revoked for held in self._holding):
                self._revoke_for(first)

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
        while self._free and self._waiting and (ticket := self._next(self._admissible())):
            self._waiting.remove(ticket)
            self._free -= 1
            self._turn += 1
            self._held[ticket.client] += 1
            self._last_turn[ticket.client] = self._turn
            self._holding.add(ticket)
            ticket.since = self._now()
            ticket.granted = True
            ticket.called.set()

    def _entitled(self) -> list[Ticket]:
        return [ticket for ticket in self._waiting if self._held[ticket.client] < self._each]

    def _admissible(self) -> list[Ticket]:
        """Return who may have a place now: where it is the last one, who has used little time."""
        entitled = self._entitled()
        if self._free > self._kept:
            return entitled
        return [ticket for ticket in entitled if self._used_by(ticket.client) < SLICE_SECONDS]

    def _next(self, tickets: list[Ticket]) -> Ticket | None:
        return min(tickets, key=self._precedence, default=None)

    def _precedence(self, ticket: Ticket) -> tuple[int, int, int]:
        """Order those who wait: fewest places, then whole slices of time used, then turns."""
        slices = int(self._used_by(ticket.client) / SLICE_SECONDS)
        return self._held[ticket.client], slices, self._last_turn.get(ticket.client, 0)

    def _used_by(self, client: str) -> float:
        """Return the time a client has used lately, with that of its queries under way."""
        now = self._now()
        going_on = sum(now - held.since for held in self._holding if held.client == client)
        return self._used.of(client, now) + going_on

    def _revoke_for(self, ticket: Ticket) -> None:
        now = self._now()
        if now - ticket.since < PATIENCE_SECONDS:
            return
        over = [held for held in self._holding if now - held.since >= SLICE_SECONDS]
        most = max(over, key=lambda held: (self._used_by(held.client), -held.since), default=None)
        if most and self._used_by(ticket.client) < LITTLE_BESIDE * self._used_by(most.client):
            most.revoked = True

    def _forget(self, client: str) -> None:
        if not self._held[client] and all(ticket.client != client for ticket in self._waiting):
            del self._held[client]
            self._last_turn.pop(client, None)
