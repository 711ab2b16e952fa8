"""``POST /api/differential``: a presentation in, four tiers out."""

from __future__ import annotations

import json
import re

from flask import Response, request
from flask_openapi3.openapi import OpenAPI
from werkzeug.exceptions import UnsupportedMediaType

from nosograph.domain.differential import Differential
from nosograph.domain.presentation import Presentation
from nosograph.errors import InvalidInput
from nosograph.exchange.differential_json import render_coding, render_differential, render_question
from nosograph.exchange.members import require_members
from nosograph.exchange.presentation_document import parse_coded
from nosograph.web.body import json_body
from nosograph.web.documentation import DIFFERENTIAL, QUESTIONS
from nosograph.web.negotiation import accepted_languages, require_accepted
from nosograph.web.service import Consultation, Limits

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
"""A language tag as BCP 47 writes it, as far as it is read here."""


def add_differential(app: OpenAPI, consultation: Consultation, limits: Limits) -> None:
    """Add the route to an application."""

    @app.post("/api/differential", **DIFFERENTIAL)
    def differential() -> Response:
        """Four-tier differential of a presentation."""
        require_accepted(["application/json"])
        document = read_json()
        language = asked_language(document, consultation)
        answer = diagnose(consultation.speaking(language), document, limits)
        return unstored(render_differential(answer), language)

    @app.post("/api/questions", **QUESTIONS)
    def questions() -> Response:
        """Next best questions for a presentation."""
        require_accepted(["application/json"])
        document = read_json()
        language = asked_language(document, consultation)
        answer = diagnose(consultation.speaking(language), document, limits)
        asked = [render_question(question) for question in answer.questions]
        document = {"release": answer.release, "questions": asked, **render_coding(answer)}
        return unstored({**document, "notice": answer.notice}, language)


def asked_language(document: object, consultation: Consultation) -> str:
    """Return the language of a document's words, else the first accepted one that is imported."""
    if isinstance(document, dict) and "text" in document and "language" in document:
        language = document["language"]
        if not isinstance(language, str) or not LANGUAGE_TAG.fullmatch(language):
            raise InvalidInput("language must be a language tag such as es")
        return language
    return consultation.preferred(accepted_languages())


def unstored(answer: object, language: str | None = None) -> Response:
    """Return an answer as JSON, in a language, that nobody is to keep."""
    return unkept(Response(json.dumps(answer), mimetype="application/json"), language)


def unkept(response: Response, language: str | None) -> Response:
    """Say of an answer that nobody is to keep it, and in which language it is."""
    response.headers["Cache-Control"] = "no-store"
    if language:
        response.headers["Content-Language"] = language
    return response


def read_json() -> object:
    """Return the request's body as parsed JSON, every character of which is a real one."""
    if request.mimetype != "application/json" and not request.mimetype.endswith("+json"):
        raise UnsupportedMediaType("the body must be application/json")
    return json_body()


def diagnose(consultation: Consultation, document: object, limits: Limits) -> Differential:
    """Answer words, FHIR, a phenopacket or coded findings, told apart by their members."""
    if isinstance(document, dict) and "text" in document:
        require_members(document, ["text", "language"], "a document with text")
        return consultation.diagnose_text(read_words(document["text"], limits.text_characters))
    return consultation.diagnose(read_presentation(document, limits.findings))


def read_presentation(document: object, findings: int) -> Presentation:
    """Read FHIR, a phenopacket or coded findings, at most so many."""
    presentation = parse_coded(document)
    if len(presentation.observations) > findings:
        raise InvalidInput(f"there are more than {findings} findings")
    return presentation


def read_words(text: object, characters: int) -> str:
    """Return a text of at most so many characters."""
    if not isinstance(text, str):
        raise InvalidInput("text must be a string")
    if len(text) > characters:
        raise InvalidInput(f"text has more than {characters} characters")
    return text
