"""How often one client may ask."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from time import monotonic

from nosograph.errors import TooManyRequests

# Clients that are remembered; the one longest unheard of is forgotten first.
REMEMBERED = 10_000
SECONDS_A_MINUTE = 60.0


class RateLimit:
    """A number of requests a minute for each client, as a bucket that refills steadily; 0: any."""

    def __init__(self, per_minute: int, now: Callable[[], float] = monotonic) -> None:
        self._size = per_minute
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._changing = threading.Lock()

    def admit(self, client: str) -> None:
        """Count a request, or refuse it and say after how many seconds to come back."""
        if not self._size:
            return
        with self._changing:
            left = self._refilled(client)
            self._buckets[client] = (left - (left >= 1), self._now())
            if len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        if left < 1:
            wait = ceil((1 - left) * SECONDS_A_MINUTE / self._size)
            raise TooManyRequests(f"at most {self._size} queries a minute", retry_after=wait)

    def _refilled(self, client: str) -> float:
        left, then = self._buckets.pop(client, (float(self._size), self._now()))
        return min(self._size, left + (self._now() - then) * self._size / SECONDS_A_MINUTE)
