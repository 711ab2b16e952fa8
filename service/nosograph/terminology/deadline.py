"""How long an operation may take, whatever was sent to make it long."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from nosograph.errors import TerminologyError

#: Seconds; the slowest case of the ecosystem's suites takes a fiftieth of one.
MOST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Deadline:
    """When an operation has to be done."""

    until: float = field(default_factory=lambda: monotonic() + MOST_SECONDS)

    def check(self) -> None:
        """Stop an operation that takes too long."""
        if monotonic() > self.until:
            text = f"the operation takes more than {MOST_SECONDS:g} s"
            raise TerminologyError(text, code="too-costly", kind="too-costly", status=422)
