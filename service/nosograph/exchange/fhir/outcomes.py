"""OperationOutcome resources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nosograph.errors import (
    InvalidInput,
    NosographError,
    Overloaded,
    QueryTimeout,
    TerminologyError,
    TooManyRequests,
)
from nosograph.terminology.issues import Issue, Severity

MESSAGE_ID = "http://hl7.org/fhir/StructureDefinition/operationoutcome-message-id"
ISSUE_TYPE = "http://hl7.org/fhir/tools/CodeSystem/tx-issue-type"


def as_terminology_error(error: NosographError) -> TerminologyError:
    """Return any of our own errors as one of FHIR; those that name internals say that it failed."""
    match error:
        case TerminologyError():
            return error
        case InvalidInput():
            return TerminologyError(str(error), code="invalid", status=422)
        case QueryTimeout():
            kind = "too-costly"
            return TerminologyError(str(error), code=kind, kind=kind, status=422)
        case TooManyRequests():
            return TerminologyError(str(error), code="throttled", status=429)
        case Overloaded():
            return TerminologyError("the service is busy", code="throttled", status=503)
    return TerminologyError("the service failed", code="exception", status=500)


def outcome_of(error: TerminologyError) -> dict[str, Any]:
    """Return the outcome that an error stands for."""
    issue = Issue(
        Severity.ERROR, error.code, error.kind, str(error), error.message_id, error.location
    )
    return outcome([issue])


def outcome(issues: Iterable[Issue]) -> dict[str, Any]:
    """Return issues as an OperationOutcome."""
    return {"resourceType": "OperationOutcome", "issue": [_issue(each) for each in issues]}


def _issue(issue: Issue) -> dict[str, Any]:
    rendered: dict[str, Any] = {}
    if issue.message_id:
        rendered["extension"] = [{"url": MESSAGE_ID, "valueString": issue.message_id}]
    rendered |= {"severity": issue.severity.value, "code": issue.code}
    details: dict[str, Any] = {"text": issue.text}
    if issue.kind:
        details["coding"] = [{"system": ISSUE_TYPE, "code": issue.kind}]
    rendered["details"] = details
    if issue.location:
        rendered["expression"] = [issue.location]
    return rendered
