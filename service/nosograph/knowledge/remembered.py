"""What was looked up last is kept: knowledge of a release, never of a patient."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """Looks several ids up at once, and keeps the ``size`` most recently asked ones."""

    def __init__(self, load: Callable[[Sequence[str]], Mapping[str, Value]], size: int) -> None:
        self._load = load
        self._size = size
        self._kept: OrderedDict[str, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, ids: Sequence[str]) -> dict[str, Value]:
        """Return the values of the ids; one that the source does not know is left out."""
        with self._lock:
            found = {name: self._kept[name] for name in ids if name in self._kept}
            for name in found:
                self._kept.move_to_end(name)
        missing = [name for name in dict.fromkeys(ids) if name not in found]
        if missing:
            loaded = dict(self._load(missing))
            found |= loaded
            self._keep(loaded)
        return found

    def _keep(self, loaded: Mapping[str, Value]) -> None:
        with self._lock:
            self._kept.update(loaded)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
