"""``/sparql``: the SPARQL 1.1 Protocol."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from flask import Response, request
from flask_openapi3.openapi import OpenAPI
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from nosograph.domain.query_errors import located
from nosograph.domain.sparql import (
    GRAPH_MEDIA_TYPES,
    RESULT_MEDIA_TYPES,
    UNKEPT,
    QueryForm,
    SparqlRequest,
    is_changing,
    query_form,
)
from nosograph.errors import InvalidQuery
from nosograph.web.body import (
    BYTE_ORDER_MARK,
    FORM_BODY,
    own_address,
    posted_parameters,
    text_body,
    url_parameters,
)
from nosograph.web.clients import asked_by_client
from nosograph.web.conditional import unless_known
from nosograph.web.documentation import SPARQL_GET, SPARQL_POST
from nosograph.web.negotiation import require_offer
from nosograph.web.service import Limits, Service
from nosograph.web.service_description import describe_service
from nosograph.web.sparql_page import is_page_wanted, sparql_page
from nosograph.web.update import answer_update, is_update_request

PATH = "/sparql"
#: Where the gateway puts what goes on with a query that was begun before the application.
BEGUN = "nosograph.begun"
QUERY_BODY = "application/sparql-query"
#: In the tag of an answer, where the default graph is not every graph.
OF_DEFAULT_GRAPH = "default-graph"
GRAPH_FORMS = (QueryForm.CONSTRUCT, QueryForm.DESCRIBE)
Parameters = MultiDict[str, str]


def add_sparql(app: OpenAPI, service: Service, limits: Limits) -> None:
    """Add the routes to an application."""

    @app.get(PATH, **SPARQL_GET)
    def query_by_url() -> Response:
        """Answer a SPARQL query in the URL; without one, describe the service."""
        parameters = url_parameters()
        if is_page_wanted():
            return sparql_page(service)
        if service.description and not parameters:
            return describe_service(service, service.description)
        sparql = read_request(limits, parameters, parameters.getlist("query"))
        return settled(service, sparql, lambda: answer(service, sparql, limits))

    @app.post(PATH, **SPARQL_POST)
    def query_by_body() -> Response:
        """Answer a SPARQL query in the body, or do an update in it."""
        if is_update_request():
            return answer_update(service, limits)
        sparql = read_body(limits)
        return settled(service, sparql, lambda: answer(service, sparql, limits))


def settled(service: Service, sparql: SparqlRequest, answer: Callable[[], Response]) -> Response:
    """Return an answer with what lets a client keep it, or says that it has it already."""
    changing = is_changing(sparql.query)
    if request.method != "POST" and not changing:
        seen = sparql.accept if sparql.union else f"{sparql.accept}/{OF_DEFAULT_GRAPH}"
        return unless_known(service, seen, answer)
    response = answer()
    response.vary.add("Accept")
    if changing:
        response.headers.update(UNKEPT)
    return response


def answer(service: Service, sparql: SparqlRequest, limits: Limits) -> Response:
    """Evaluate a query and write its answer, as it comes where it is long."""
    try:
        begun = request.environ.get(BEGUN)
        result = begun() if begun else service.sparql.query(asked_by_client(sparql, limits))
    except InvalidQuery as refusal:
        raise located(refusal, sparql.query) from refusal
    body = result.chunks if result.length is None else result.read()
    return Response(body, mimetype=result.media_type, headers=dict(result.headers))


def read_body(limits: Limits) -> SparqlRequest:
    """Read a query that is posted as a form, or as it is with its parameters in the URL."""
    if request.mimetype == FORM_BODY:
        parameters = posted_parameters()
        return read_request(limits, parameters, parameters.getlist("query"))
    if request.mimetype != QUERY_BODY:
        raise UnsupportedMediaType(f"a query is posted as {QUERY_BODY} or {FORM_BODY}")
    parameters = url_parameters()
    queries = [text_body("query"), *parameters.getlist("query")]
    return read_request(limits, parameters, queries)


def read_request(limits: Limits, parameters: Parameters, queries: list[str]) -> SparqlRequest:
    """Read a query with its parameters, and what else the request says of it."""
    return request_from(limits, parameters, queries, request.headers.get("Accept"), own_address())


def request_from(
    limits: Limits, parameters: Parameters, queries: list[str], accept: str | None, base: str
) -> SparqlRequest:
    """Read the protocol's parameters and settle the media type before anything is evaluated."""
    if "update" in parameters:
        raise BadRequest("an update is posted")
    if len(queries) != 1:
        raise BadRequest("give exactly one query parameter")
    query = queries[0].removeprefix(BYTE_ORDER_MARK)
    graph = query_form(query) in GRAPH_FORMS
    return SparqlRequest(
        query=query,
        accept=require_offer(accept, GRAPH_MEDIA_TYPES if graph else RESULT_MEDIA_TYPES),
        default_graphs=tuple(parameters.getlist("default-graph-uri")),
        named_graphs=tuple(parameters.getlist("named-graph-uri")),
        timeout=read_timeout(parameters.get("timeout")),
        union=limits.union,
        base=base,
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
