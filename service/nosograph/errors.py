"""The one exception tree.

    NosographError
    ├── InvalidInput                 the caller can repair it (exit 2, HTTP 4xx)
    │   ├── UnknownCode              a code that no loaded source has
    │   │   ├── NoFinding            a code of another branch where a finding is meant
    │   │   └── UnmappedCodes        codes of other systems, none of which stands for a finding
    │   ├── InvalidCode              a code that its system cannot have
    │   ├── LicenceBound             content of a source that must not leave (HTTP 403)
    │   ├── UnknownTerm              an address of which nothing is said
    │   ├── EmptyPresentation        no finding to reason from
    │   ├── Contradiction            the same thing asserted and denied
    │   ├── InvalidQuery             SPARQL that cannot be parsed or is refused
    │   │   └── QuerySyntax          SPARQL that cannot be parsed, with line and column
    │   ├── ExpressionSyntax         an ECL expression that cannot be parsed, with its column
    │   ├── UnknownRunningQuery      no query runs under this name
    │   ├── QueryNameTaken           a query already runs under this name
    │   ├── InvalidDocument          RDF that cannot be parsed, with its line
    │   ├── ProtectedGraph           a graph of the release, which is not written (HTTP 403)
    │   ├── UnknownGraph             a graph that does not exist (HTTP 404)
    │   ├── UnmetPrecondition        a graph is not as its writer has seen it (HTTP 412)
    │   ├── TerminologyError         what stops a FHIR terminology operation (HTTP as it says)
    │   │   └── UnansweredMethod     a method of HTTP that is not answered there (HTTP 405)
    │   ├── NotSubsumed              a class that does not follow to be under another (HTTP 404)
    │   └── UnknownQuery             a catalogue name that does not exist
    ├── SourceError                  a source file that cannot be read, with its line
    ├── InvalidRelease               a release that fails its own checks
    ├── NoRelease                    nothing has been built yet
    ├── ReasonerError                an engine failed or answered incompletely
    ├── Unpublished                  a graph that is not at the other end as it was sent
    └── Overloaded                   try again later (HTTP 503)
        ├── QueryTimeout             a query ran past its deadline
        ├── ReasoningTimeout         an explanation was not found within its time
        ├── QueryStopped             a query was stopped by whoever knows its name, or hung up on
        ├── BrokenAnswer             an answer broke off after it had begun
        └── TooManyRequests          one client asks for more than its share (HTTP 429)

Messages carry codes and positions, never a patient's words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: What may be said back: a code, not the words that somebody wrote in its place.
CODE_LIKE = re.compile(r"[A-Za-z0-9.:_\-]{1,40}")


class NosographError(Exception):
    """Anything this package raises on purpose."""


class InvalidInput(NosographError):
    """The caller sent something that cannot be answered as it is."""


class UnknownCode(InvalidInput):
    """Codes that no loaded source has."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(f"unknown code: {', '.join(self.codes)}")


class UnknownTerm(InvalidInput):
    """A term of which nothing is said; ``near`` are ids that may have been meant."""

    def __init__(self, near: Sequence[str]) -> None:
        self.near = tuple(near)
        super().__init__("nothing is said of this term")


class NoFinding(UnknownCode):
    """Codes that are given as findings and are none, such as a mode of inheritance."""

    def __init__(self, codes: Sequence[str], labels: Sequence[str]) -> None:
        super().__init__(codes)
        named = (f"{code} ({label})" for code, label in zip(codes, labels, strict=True))
        self.args = (f"no finding: {', '.join(named)}",)


class InvalidCode(InvalidInput):
    """A code that its system cannot have: of another form, or with a wrong check digit."""

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(f"{code}: {reason}" if CODE_LIKE.fullmatch(code) else reason)


class UnmappedCodes(UnknownCode):
    """Codes of other systems, none of which stands for a finding that is present."""

    def __init__(self, codes: Sequence[str], reasons: Sequence[str]) -> None:
        super().__init__(codes)
        named = (f"{code} ({reason})" for code, reason in zip(codes, reasons, strict=True))
        self.args = (f"no finding that is present: {', '.join(named)}",)


class LicenceBound(InvalidInput):
    """Content of a source whose licence does not let it leave; single codes may."""

    def __init__(self, name: str, licence: str) -> None:
        self.licence = licence
        super().__init__(f"{name} is bound by its licence ({licence}) and is not exported")


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


class ExpressionSyntax(InvalidInput):
    """An ECL expression that cannot be parsed; columns count from 1."""

    def __init__(self, column: int, reason: str) -> None:
        self.column = column
        self.reason = reason
        super().__init__(f"column {column}: {reason}")


class UnknownRunningQuery(InvalidInput):
    """A name under which no query runs."""

    def __init__(self) -> None:
        super().__init__("no query runs under this name")


class QueryNameTaken(InvalidInput):
    """A name under which a query already runs."""

    def __init__(self) -> None:
        super().__init__("a query already runs under this name")


class QuerySyntax(InvalidQuery):
    """SPARQL that cannot be parsed; line and column count from 1, and are 0 where unknown."""

    def __init__(self, line: int, column: int, reason: str) -> None:
        self.line = line
        self.column = column
        self.reason = reason
        super().__init__(f"line {line}, column {column}: {reason}" if line else reason)


class InvalidDocument(InvalidInput):
    """An RDF document that cannot be parsed or taken."""


class ProtectedGraph(InvalidInput):
    """A graph of the release, which nobody writes."""

    def __init__(self, graph: str) -> None:
        self.graph = graph
        super().__init__(
            f"{graph} is a graph of the release: updates see and change your own graphs only"
        )


class UnknownGraph(InvalidInput):
    """A graph that does not exist."""


class UnmetPrecondition(InvalidInput):
    """A graph that is not as the one who would change it said."""


class TerminologyError(InvalidInput):
    """What stops a terminology operation, as FHIR's OperationOutcome says it.

    ``code`` is FHIR's issue type, ``kind`` a code of its tx-issue-type, ``location`` the element
    that is meant. A validation answers with it as its result where ``is_finding`` says so.
    """

    def __init__(
        self,
        text: str,
        *,
        code: str = "invalid",
        kind: str = "",
        message_id: str = "",
        location: str = "",
        status: int = 400,
        is_finding: bool = False,
    ) -> None:
        self.is_finding = is_finding
        self.code = code
        self.kind = kind
        self.message_id = message_id
        self.location = location
        self.status = status
        super().__init__(text)


class UnansweredMethod(TerminologyError):
    """A method of HTTP at an address where only others are answered."""

    def __init__(self, answered: Sequence[str]) -> None:
        self.answered = tuple(answered)
        text = f"the method is not answered here; {' and '.join(answered)} may be"
        super().__init__(text, code="not-supported", status=405)


class NotSubsumed(InvalidInput):
    """Two classes of which it does not follow that the first is under the second."""

    def __init__(self, sub: str, sup: str) -> None:
        self.sub = sub
        self.sup = sup
        super().__init__(f"it does not follow that {sub} is a subclass of {sup}")


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


class Unpublished(NosographError):
    """A graph that is not at the other end as it was sent."""


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


class ReasoningTimeout(Overloaded):
    """An explanation was not found within its time, given in seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"no explanation was found within {seconds:g} s")


class QueryStopped(Overloaded):
    """A query was stopped: nobody wants its answer any more, or others waited for its place."""


class BrokenAnswer(Overloaded):
    """An answer broke off after a part of it had been given."""


class TooManyRequests(Overloaded):
    """One client asks for more than its share."""
