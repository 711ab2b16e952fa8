"""``/sparql``: the query half of the SPARQL 1.1 Protocol."""

from __future__ import annotations

from math import isfinite

from flask import Response, request
from flask_openapi3.openapi import OpenAPI
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType
from werkzeug.http import quote_etag

from nosograph.domain.sparql import (
    GRAPH_MEDIA_TYPES,
    RESULT_MEDIA_TYPES,
    QueryForm,
    SparqlRequest,
    query_form,
)
from nosograph.errors import InvalidQuery
from nosograph.web.clients import asked_by_client
from nosograph.web.documentation import SPARQL_GET, SPARQL_POST
from nosograph.web.negotiation import require_accepted
from nosograph.web.service import Limits, Service

QUERY_BODY = "application/sparql-query"
FORM_BODY = "application/x-www-form-urlencoded"
GRAPH_FORMS = (QueryForm.CONSTRUCT, QueryForm.DESCRIBE)
Parameters = MultiDict[str, str]


def add_sparql(app: OpenAPI, service: Service, limits: Limits) -> None:
    """Add the routes to an application."""

    @app.get("/sparql", **SPARQL_GET)
    def query_by_url() -> Response:
        """Answer of a SPARQL query in the URL."""
        sparql = read_request(request.args, request.args.getlist("query"))
        tag = entity_tag(service.health.release(), sparql.accept)
        if request.if_none_match.contains_weak(tag):
            response = Response(status=304)
        else:
            response = answer(service, sparql, limits)
        response.headers["ETag"] = quote_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
        response.vary.add("Accept")
        return response

    @app.post("/sparql", **SPARQL_POST)
    def query_by_body() -> Response:
        """Answer of a SPARQL query in the body."""
        response = answer(service, read_body(), limits)
        response.vary.add("Accept")
        return response


def answer(service: Service, sparql: SparqlRequest, limits: Limits) -> Response:
    """Evaluate a query and write its answer, as it comes where it is long."""
    result = service.sparql.query(asked_by_client(sparql, limits))
    body = result.chunks if result.length is None else result.read()
    return Response(body, mimetype=result.media_type, headers=dict(result.headers))


def read_body() -> SparqlRequest:
    """Read a query that is posted as a form, or as it is with its parameters in the URL."""
    if request.mimetype == FORM_BODY:
        return read_request(request.form, request.form.getlist("query"))
    if request.mimetype != QUERY_BODY:
        raise UnsupportedMediaType(f"a query is posted as {QUERY_BODY} or {FORM_BODY}")
    try:
        return read_request(request.args, [request.get_data(cache=False).decode()])
    except UnicodeDecodeError:
        raise BadRequest("the query is not UTF-8") from None


def read_request(parameters: Parameters, queries: list[str]) -> SparqlRequest:
    """Read the protocol's parameters and settle the media type before anything is evaluated."""
    if "update" in parameters:
        raise InvalidQuery("updates are refused")
    if len(queries) != 1:
        raise BadRequest("give exactly one query parameter")
    graph = query_form(queries[0]) in GRAPH_FORMS
    return SparqlRequest(
        query=queries[0],
        accept=require_accepted(GRAPH_MEDIA_TYPES if graph else RESULT_MEDIA_TYPES),
        default_graphs=tuple(parameters.getlist("default-graph-uri")),
        named_graphs=tuple(parameters.getlist("named-graph-uri")),
        timeout=read_timeout(parameters.get("timeout")),
    )


def read_timeout(value: str | None) -> float | None:
    """Read a time limit in seconds; the endpoint's own cap still holds."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        raise BadRequest("timeout is a number of seconds") from None
    if not isfinite(seconds) or seconds <= 0:
        raise BadRequest("timeout is a number of seconds above 0")
    return seconds


def entity_tag(release: str, media_type: str) -> str:
    """Name one representation: the same query over the same release gives the same answer."""
    return f"{release}/{media_type}".replace('"', "")
