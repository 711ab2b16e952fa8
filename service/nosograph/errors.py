"""The one exception tree.

    NosographError
    ├── InvalidInput                 the caller can repair it (exit 2, HTTP 4xx)
    │   ├── UnknownCode              a code that no loaded source has
    │   │   └── NoFinding            a code of another branch where a finding is meant
    │   ├── EmptyPresentation        no finding to reason from
    │   ├── Contradiction            the same thing asserted and denied
    │   ├── InvalidQuery             SPARQL that cannot be parsed or is refused
    │   └── UnknownQuery             a catalogue name that does not exist
    ├── SourceError                  a source file that cannot be read, with its line
    ├── InvalidRelease               a release that fails its own checks
    ├── NoRelease                    nothing has been built yet
    ├── ReasonerError                an engine failed or answered incompletely
    └── Overloaded                   try again later (HTTP 503)
        └── QueryTimeout             a query ran past its deadline

Messages carry codes and positions, never a patient's words.
"""

from __future__ import annotations

from collections.abc import Sequence


class NosographError(Exception):
    """Anything this package raises on purpose."""


class InvalidInput(NosographError):
    """The caller sent something that cannot be answered as it is."""


class UnknownCode(InvalidInput):
    """Codes that no loaded source has."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(f"unknown code: {', '.join(self.codes)}")


class NoFinding(UnknownCode):
    """Codes that are given as findings and are none, such as a mode of inheritance."""

    def __init__(self, codes: Sequence[str], labels: Sequence[str]) -> None:
        super().__init__(codes)
        named = (f"{code} ({label})" for code, label in zip(codes, labels, strict=True))
        self.args = (f"no finding: {', '.join(named)}",)


class EmptyPresentation(InvalidInput):
    """A presentation with nothing to reason from."""


class Contradiction(InvalidInput):
    """Two statements of one presentation that cannot both hold."""

    def __init__(self, asserted: str, denied: str) -> None:
        self.asserted = asserted
        self.denied = denied
        super().__init__(f"contradictory findings: present {asserted}; absent {denied}")


class InvalidQuery(InvalidInput):
    """SPARQL that cannot be parsed, or that asks for what is refused."""


class UnknownQuery(InvalidInput):
    """A name that is not in the query catalogue."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no query named {name!r}")


class SourceError(NosographError):
    """A source file that is missing or broken."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        self.file = file
        self.line = line
        self.reason = reason
        where = file if line is None else f"{file}, line {line}"
        super().__init__(f"{where}: {reason}")


class InvalidRelease(NosographError):
    """A release that fails its own consistency, shape or quality checks."""

    def __init__(self, violations: Sequence[str]) -> None:
        self.violations = tuple(violations)
        super().__init__("; ".join(self.violations))


class NoRelease(NosographError):
    """No release has been built in the given home."""


class ReasonerError(NosographError):
    """A reasoner failed, or could not answer completely."""


class Overloaded(NosographError):
    """The service cannot take this now; ``retry_after`` is in seconds."""

    def __init__(self, message: str, retry_after: int = 1) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class QueryTimeout(Overloaded):
    """A query was stopped at its deadline, given in seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"the query was stopped after {seconds:g} s")
