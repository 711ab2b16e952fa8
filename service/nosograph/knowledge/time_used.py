"""How long each client's queries had places lately; what is longer ago counts less."""

from __future__ import annotations

from collections import OrderedDict

# As clients are remembered for rates: the one longest unheard of is forgotten first.
REMEMBERED = 10_000
# A client that had a place for 30 s, the usual deadline, counts as new again after five minutes.
HALF_LIFE_SECONDS = 60.0


class TimeUsed:
    """Seconds of each client, halved every minute; not safe to share by threads.

    >>> used = TimeUsed()
    >>> used.add("a", 8.0, now=0.0)
    >>> used.of("a", now=120.0)
    2.0
    """

    def __init__(self) -> None:
        self._used: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def add(self, client: str, seconds: float, now: float) -> None:
        """Count what a query took that has just ended."""
        used = self.of(client, now) + seconds
        self._used[client] = (used, now)
        self._used.move_to_end(client)
        if len(self._used) > REMEMBERED:
            self._used.popitem(last=False)

    def of(self, client: str, now: float) -> float:
        """Return the seconds that a client has used, as they count now."""
        used, then = self._used.get(client, (0.0, now))
        return used * float(0.5 ** ((now - then) / HALF_LIFE_SECONDS))
