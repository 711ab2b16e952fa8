"""RFC 9457 problem documents: one table from exceptions to answers, none of which echo a patient.

A message reaches the client only where the table says so; exceptions whose messages may name
files or internals answer with their title alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from nosograph.errors import (
    Contradiction,
    EmptyPresentation,
    ExpressionSyntax,
    InvalidCode,
    InvalidDocument,
    InvalidInput,
    InvalidQuery,
    InvalidRelease,
    LicenceBound,
    NoFinding,
    NoRelease,
    NosographError,
    NotSubsumed,
    Overloaded,
    ProtectedGraph,
    QueryNameTaken,
    QueryStopped,
    QuerySyntax,
    QueryTimeout,
    ReasonerError,
    ReasoningTimeout,
    SourceError,
    TooManyRequests,
    UnknownCode,
    UnknownGraph,
    UnknownQuery,
    UnknownRunningQuery,
    UnknownTerm,
    UnmetPrecondition,
    Unpublished,
)
from nosograph.web.error_pages import is_page_offered, is_page_preferred, problem_page

MEDIA_TYPE = "application/problem+json"
TYPES = "https://w3id.org/nosograph/problem/"
# How long a client waits for a release to be built or swapped: a build takes up to 120 s.
RELEASE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem: its status, the last part of its type, and its title."""

    status: int
    slug: str
    title: str
    tells_detail: bool = True


PROBLEMS: Mapping[type[NosographError], Problem] = {
    LicenceBound: Problem(403, "licence-bound", "The content is bound by a licence"),
    InvalidCode: Problem(422, "invalid-code", "A code cannot be of its system"),
    NoFinding: Problem(422, "no-finding", "A code is no finding"),
    UnknownCode: Problem(422, "unknown-code", "A code is not known"),
    UnknownTerm: Problem(404, "unknown-term", "Nothing is said of this term"),
    EmptyPresentation: Problem(422, "empty-presentation", "There is no finding to reason from"),
    Contradiction: Problem(422, "contradiction", "A finding is both asserted and denied"),
    QuerySyntax: Problem(400, "query-syntax", "The query cannot be parsed"),
    ExpressionSyntax: Problem(400, "expression-syntax", "The expression cannot be parsed"),
    InvalidDocument: Problem(400, "invalid-document", "The document cannot be read"),
    ProtectedGraph: Problem(403, "protected-graph", "The graph is not for writing"),
    NotSubsumed: Problem(404, "not-subsumed", "The subsumption does not follow"),
    UnknownGraph: Problem(404, "unknown-graph", "There is no such graph"),
    UnmetPrecondition: Problem(412, "unmet-precondition", "The graph is not as was said"),
    InvalidQuery: Problem(400, "invalid-query", "The query is refused"),
    UnknownQuery: Problem(404, "unknown-query", "No query has this name", tells_detail=False),
    UnknownRunningQuery: Problem(404, "unknown-running-query", "No query runs under this name"),
    QueryNameTaken: Problem(409, "query-name-taken", "A query runs under this name"),
    InvalidInput: Problem(422, "invalid-input", "The request cannot be understood"),
    QueryTimeout: Problem(503, "query-timeout", "The query took too long"),
    ReasoningTimeout: Problem(503, "reasoning-timeout", "The explanation took too long"),
    QueryStopped: Problem(503, "query-stopped", "The query was stopped"),
    TooManyRequests: Problem(429, "too-many-requests", "Too much is asked at once"),
    Overloaded: Problem(503, "overloaded", "The service is busy"),
    NoRelease: Problem(503, "no-release", "Nothing has been built yet", tells_detail=False),
    InvalidRelease: Problem(503, "invalid-release", "The release is broken", tells_detail=False),
    SourceError: Problem(500, "source-error", "A source cannot be read", tells_detail=False),
    Unpublished: Problem(502, "unpublished", "A graph did not arrive whole", tells_detail=False),
    ReasonerError: Problem(500, "reasoner-error", "The reasoner failed", tells_detail=False),
    NosographError: Problem(500, "internal-error", "The service failed", tells_detail=False),
}


def register_problem_handlers(app: Flask) -> None:
    """Make every error of an application a problem document."""
    app.register_error_handler(NosographError, answer_error)
    app.register_error_handler(HTTPException, answer_http_error)


def answer_error(error: NosographError) -> Response:
    """Render one of our own errors by the table."""
    problem = next(PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS)
    detail = str(error) if problem.tells_detail else None
    response = _render(problem.status, TYPES + problem.slug, problem.title, detail, _members(error))
    if isinstance(error, Overloaded):
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, NoRelease | InvalidRelease):
        response.headers["Retry-After"] = str(RELEASE_SECONDS)
    return response


def _members(error: NosographError) -> dict[str, object]:
    match error:
        case UnknownCode():
            return {"codes": list(error.codes)}
        case UnknownTerm():
            return {"near": list(error.near)}
        case Contradiction():
            return {"asserted": error.asserted, "denied": error.denied}
        case QuerySyntax() if error.line:
            return {"line": error.line, "column": error.column}
        case ExpressionSyntax():
            return {"column": error.column}
        case QueryTimeout() | ReasoningTimeout():
            return {"seconds": error.seconds}
        case _:
            return {}


def answer_http_error(error: HTTPException) -> Response:
    """Render an error of HTTP itself; an unexpected one says nothing but its status."""
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=error.get_headers())
    detail = error.description if status != 500 else None
    response = _render(status, "about:blank", HTTP_STATUS_CODES.get(status, "Error"), detail, {})
    kept = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    response.headers.extend(kept)
    return response


def _render(
    status: int, kind: str, title: str, detail: str | None, members: Mapping[str, object]
) -> Response:
    document: dict[str, object] = {"type": kind, "title": title, "status": status}
    if detail:
        document["detail"] = detail
    document.update(members)
    if is_page_preferred():
        return problem_page(document)
    response = Response(json.dumps(document), status=status, content_type=MEDIA_TYPE)
    if is_page_offered():
        response.vary.add("Accept")
    return response
