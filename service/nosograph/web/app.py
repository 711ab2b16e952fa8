"""The web application, built around collaborators that are already finished."""

from __future__ import annotations

import traceback
from typing import Any

from flask import Response, jsonify, request
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from werkzeug.exceptions import RequestEntityTooLarge

from nosograph.web.asking import TRUSTED_PROXIES
from nosograph.web.browse import add_browse
from nosograph.web.catalogue import add_catalogue
from nosograph.web.compression import compress
from nosograph.web.crosswalk import add_crosswalk
from nosograph.web.differential import add_differential
from nosograph.web.documentation import DESCRIPTION, PROBLEM_RESPONSES, add_request_schemas
from nosograph.web.ecl import add_ecl
from nosograph.web.explanations import add_explanations
from nosograph.web.exports import add_exports
from nosograph.web.fhir import add_fhir
from nosograph.web.findings import add_findings
from nosograph.web.graph_store import add_graph_store
from nosograph.web.health import add_health
from nosograph.web.linked_data import add_linked_data
from nosograph.web.ontology_page import add_ontology
from nosograph.web.page import add_page
from nosograph.web.problem_pages import add_problem_pages
from nosograph.web.problems import register_problem_handlers
from nosograph.web.prompt import PromptAnswers
from nosograph.web.queries_running import add_queries
from nosograph.web.schemas import ProblemDocument
from nosograph.web.search import add_search
from nosograph.web.service import Limits, Service
from nosograph.web.service_description import add_description
from nosograph.web.site import add_site
from nosograph.web.sparql import add_sparql
from nosograph.web.update import add_update

#: What a page shows, runs and asks comes from this service; nothing in line, framed by nobody.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

EXPOSED = "ETag, Link, Location, Retry-After, X-Query-Id"

# Browsers keep it no longer than this (Chromium: two hours).
PREFLIGHT_SECONDS = "7200"


class Application(OpenAPI):
    """A Flask application whose log never holds what a request said.

    ``prompt`` answers some of its requests without it; ``queries`` may run or wait at once.
    """

    prompt: PromptAnswers | None = None
    queries = 0

    def log_exception(self, *context: Any) -> None:
        """Log an unexpected error's type and place, not its message."""
        kind, _, trace = context[-1]
        name = kind.__name__ if kind else "unknown error"
        self.logger.error("%s\n%s", name, "".join(traceback.format_tb(trace)))


def create_app(service: Service, limits: Limits) -> Application:
    """Build the application; nothing is opened here."""
    app = _bare(limits)
    register_problem_handlers(app)
    _add_interface(app, service, limits)
    _add_endpoint(app, service, limits)
    _add_pages(app, service, limits)
    add_health(app, service.health)
    add_request_schemas(app)
    _add_openapi(app)
    app.after_request(add_headers)
    app.after_request(compress)
    app.prompt = PromptAnswers(app, service, limits)
    app.queries = limits.queries
    return app


def _bare(limits: Limits) -> Application:
    """Return an application that answers nothing yet and takes no more than it should."""
    app = Application(
        "nosograph.web",
        info=Info(title="Nosograph", version="1", description=DESCRIPTION),
        responses=PROBLEM_RESPONSES,
        validation_error_model=ProblemDocument,
        validation_error_status="default",
        security_schemes={"bearer": {"type": "http", "scheme": "bearer"}},
        doc_ui=False,
        static_folder="static",
    )
    app.config["MAX_CONTENT_LENGTH"] = limits.body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = limits.body_bytes
    app.config[TRUSTED_PROXIES] = limits.trusted_proxies
    app.before_request(refuse_oversized_stream)
    return app


def _add_interface(app: Application, service: Service, limits: Limits) -> None:
    """Add what answers presentations, words and codes."""
    add_differential(app, service.consultation, limits)
    add_findings(app, service.consultation, limits)
    add_search(app, service)
    add_crosswalk(app, service)
    add_ecl(app, service)
    if service.explanations:
        add_explanations(app, service, service.explanations)
    add_fhir(app, service)


def _add_endpoint(app: Application, service: Service, limits: Limits) -> None:
    """Add SPARQL, in all its protocols, and the catalogue of queries."""
    add_sparql(app, service, limits)
    add_queries(app, service.sparql)
    add_update(app, service, limits)
    add_graph_store(app, service, limits)
    add_description(app, service)
    add_catalogue(app, service)


def _add_pages(app: Application, service: Service, limits: Limits) -> None:
    """Add the pages, and the linked data that some of them show."""
    add_site(app, service)
    add_page(app, service, limits)
    add_browse(app, service)
    add_linked_data(app, service)
    add_ontology(app, service)
    add_exports(app, service)
    add_problem_pages(app, service)


def _add_openapi(app: Application) -> None:
    @app.route("/api/openapi.json")
    def openapi_document() -> Response:
        """Describe this API."""
        return jsonify(app.api_doc)


def refuse_oversized_stream() -> None:
    """Refuse a body that comes without its length and is cut off at the limit."""
    if request.method not in ("POST", "PUT") or request.content_length is not None:
        return
    limit = request.max_content_length
    if limit is not None and len(request.get_data()) >= limit:
        raise RequestEntityTooLarge


def add_headers(response: Response) -> Response:
    """Let any page read the answers: no route knows its user, and writes need a token."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    response.headers["X-Content-Type-Options"] = "nosniff"
    if response.mimetype == "text/html":
        # A page that needs another policy has set its own.
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        response.headers["Referrer-Policy"] = "same-origin"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET")
        response.headers["Access-Control-Allow-Headers"] = (
            "Accept, Authorization, Content-Type, If-Match, If-None-Match, X-Query-Id"
        )
    return response
