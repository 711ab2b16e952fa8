"""``/api/ecl``: which concepts meet an expression constraint."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, request
from flask_openapi3.openapi import OpenAPI

from nosograph.errors import InvalidInput
from nosograph.knowledge.catalogue_results import JSON, read_page, texts
from nosograph.terminology.ecl import Question
from nosograph.web.asking import answer_of
from nosograph.web.catalogue import next_page, whole
from nosograph.web.catalogue_documentation import (
    MOST_OFFSET,
    MOST_ROWS,
    bounded,
    content,
    described,
    format_parameter,
)
from nosograph.web.representation import TABLE_TYPES, is_held, represented, wanted_type
from nosograph.web.service import Service

LIMIT = 1_000
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
ECL: dict[str, Any] = {
    "operation_id": "ecl",
    "responses": {"200": {"description": "A page of concepts", "content": content(TABLE_TYPES)}},
    "openapi_extensions": {
        "parameters": [
            described(
                "expression",
                {"type": "string", "minLength": 1},
                "SNOMED's Expression Constraint Language 2, over SNOMED CT or, with CURIEs, over "
                "any other hierarchy of the release.",
                required=True,
                example="< HP:0003394",
            ),
            described("language", {"type": "string"}, "Language of the labels; en if not said."),
            format_parameter(TABLE_TYPES),
            described("limit", bounded(1, MOST_ROWS), f"Rows at most; {LIMIT} if not said."),
            described("offset", bounded(0, MOST_OFFSET), "Rows to leave out before."),
        ]
    },
}


def add_ecl(app: OpenAPI, service: Service) -> None:
    """Add the route of expression constraints to an application."""

    @app.get("/api/ecl", **ECL)
    def ecl() -> Response:
        """Concepts that meet an expression constraint: concept (IRI), code (CURIE), label."""
        media_type = wanted_type(TABLE_TYPES)
        limit, offset = whole("limit", LIMIT, 1, MOST_ROWS), whole("offset", 0, 0, MOST_OFFSET)
        language = wanted_language()
        release = service.health.release()
        question = Question.of(request.args.get("expression", ""), service.hierarchies)
        if is_held(release, media_type):
            return represented(release, media_type, lambda: b"")
        require_known(service, question)
        asked = question.query(limit + 1, offset, language)
        page = read_page(answer_of(service, asked, JSON), limit)
        response = represented(release, media_type, lambda: page.serialised(media_type))
        if page.more:
            response.headers["Link"] = f'<{next_page(limit, offset + limit)}>; rel="next"'
        return response


def require_known(service: Service, question: Question) -> None:
    """Refuse an expression with codes that the release does not have."""
    codes = question.codes()
    if codes:
        page = read_page(answer_of(service, question.known_codes_query(), JSON), len(codes))
        question.require_known(row["concept"] for row in texts(page))


def wanted_language() -> str:
    """Return the language of the labels."""
    language = request.args.get("language", "en")
    if not LANGUAGE.fullmatch(language):
        raise InvalidInput("language is a language tag, such as en")
    return language
