"""What is found to be wrong, in the words and codes of FHIR's terminology ecosystem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from nosograph.errors import TerminologyError
from nosograph.terminology.messages import MESSAGES


class Severity(StrEnum):
    """How much it matters."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong; ``code`` is FHIR's issue type, ``kind`` a tx-issue-type."""

    severity: Severity
    code: str
    kind: str
    text: str
    message_id: str = ""
    location: str = ""


def text_of(message_id: str, *values: str) -> str:
    """Return a message with its values.

    >>> text_of("Unable_to_resolve_value_Set_", "http://example.org/vs")
    "A definition for the value Set 'http://example.org/vs' could not be found"
    """
    return MESSAGES[message_id].format(*values)


def failure(
    code: str, kind: str, message_id: str, *values: str, location: str = "", status: int = 422
) -> TerminologyError:
    """Return the error that stops an operation."""
    return TerminologyError(
        text_of(message_id, *values),
        code=code,
        kind=kind,
        message_id=message_id,
        location=location,
        status=status,
    )


#: Characters of all that is said to be wrong in one validation: 100 codings take some 30,000.
MOST_CHARACTERS = 200_000


@dataclass(slots=True)
class Outcome:
    """The issues of one validation, and the messages that sum them up."""

    issues: list[Issue] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def add(self, issue: Issue, *, is_message: bool = True) -> None:
        """Add an issue that is not there yet, and its text to the messages."""
        if issue not in self.issues:
            self.issues.append(issue)
            self._refuse_long()
        if is_message and issue.text not in self.messages:
            self.messages.append(issue.text)

    def _refuse_long(self) -> None:
        if sum(len(issue.text) for issue in self.issues) > MOST_CHARACTERS:
            raise TerminologyError("too much is wrong to be told", code="too-long", status=413)

    def report(
        self,
        severity: Severity,
        code: str,
        kind: str,
        message_id: str,
        values: Sequence[str],
        location: str,
    ) -> None:
        """Add an issue by its message; information and warnings of status stay out of the sum."""
        text = text_of(message_id, *values)
        issue = Issue(severity, code, kind, text, message_id, location)
        self.add(issue, is_message=severity is Severity.ERROR)

    @property
    def has_errors(self) -> bool:
        """Whether anything is an error."""
        return any(issue.severity is Severity.ERROR for issue in self.issues)

    def summary(self) -> str:
        """Return all messages in one line, in the order of the alphabet."""
        errors = [issue.text for issue in self.issues if issue.severity is Severity.ERROR]
        return "; ".join(sorted(dict.fromkeys([*self.messages, *errors])))


def within(path: str, name: str) -> str:
    """Return the path of an element inside another.

    >>> within("Coding", "code"), within("", "code")
    ('Coding.code', 'code')
    """
    return f"{path}.{name}" if path else name
