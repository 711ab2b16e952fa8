"""``POST /api/findings``: words in, coded findings out."""

from __future__ import annotations

from flask import Response
from flask_openapi3.openapi import OpenAPI

from nosograph.errors import InvalidInput
from nosograph.exchange.findings_json import render_understanding
from nosograph.exchange.members import read_object, require_members
from nosograph.web.differential import asked_language, read_json, read_words, unstored
from nosograph.web.documentation import FINDINGS
from nosograph.web.negotiation import require_accepted
from nosograph.web.service import Consultation, Limits


def add_findings(app: OpenAPI, consultation: Consultation, limits: Limits) -> None:
    """Add the route to an application."""

    @app.post("/api/findings", **FINDINGS)
    def findings() -> Response:
        """Coded findings of a text, with suggestions for what was not understood."""
        require_accepted(["application/json"])
        document = read_object(read_json(), "")
        require_members(document, ["text", "language"], "a document with text")
        if "text" not in document:
            raise InvalidInput("the document must have a text")
        text = read_words(document["text"], limits.text_characters)
        language = asked_language(document, consultation)
        read = consultation.speaking(language).read(text)
        return unstored(render_understanding(read), language)
