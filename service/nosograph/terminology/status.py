"""The publication status of what a value set refers to, where it is worth a remark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nosograph.terminology.code_system import CodeSystem
from nosograph.terminology.issues import Issue, Outcome, Severity, text_of
from nosograph.terminology.value_set import ValueSet


@dataclass(frozen=True, slots=True)
class Status:
    """How far along a resource is."""

    kind: str
    canonical: str
    status: str
    standards_status: str
    is_experimental: bool

    def remarks(self, source: Status | None) -> Iterator[str]:
        """Yield what is to be remarked where another resource refers to this one."""
        if self.standards_status in ("deprecated", "withdrawn"):
            yield self.standards_status
        elif self.status == "retired":
            yield "retired"
        elif source is not None and self.is_experimental and not source.is_experimental:
            yield "experimental"
        elif source is not None and self._is_draft() and not source._is_draft():
            yield "draft"

    def _is_draft(self) -> bool:
        return "draft" in (self.status, self.standards_status)


def status_of_value_set(value_set: ValueSet) -> Status:
    """Return the status of a value set."""
    return Status(
        "ValueSet",
        value_set.canonical,
        value_set.status,
        value_set.standards_status,
        value_set.is_experimental,
    )


def status_of_system(system: CodeSystem) -> Status:
    """Return the status of a code system."""
    said = system.description
    return Status(
        "CodeSystem", said.canonical, said.status, said.standards_status, said.is_experimental
    )


def report_status(outcome: Outcome, status: Status, source: ValueSet) -> None:
    """Remark on the status of what a value set refers to."""
    for remark in status.remarks(status_of_value_set(source)):
        name = f"MSG_{remark.upper()}"
        text = text_of(name, status.canonical, status.kind)
        issue = Issue(Severity.INFORMATION, "business-rule", "status-check", text, name)
        outcome.add(issue, is_message=False)
