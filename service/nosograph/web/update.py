"""Updates: the other half of the SPARQL 1.1 Protocol."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request
from flask_openapi3.openapi import OpenAPI
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from nosograph.domain.writing import UpdateRequest
from nosograph.web.authorisation import require_writer
from nosograph.web.body import (
    BYTE_ORDER_MARK,
    FORM_BODY,
    own_address,
    posted_parameters,
    text_body,
    url_parameters,
)
from nosograph.web.documentation import UPDATE
from nosograph.web.service import Limits, Service

UPDATE_BODY = "application/sparql-update"
OF_QUERIES = ("query", "default-graph-uri", "named-graph-uri")


def add_update(app: OpenAPI, service: Service, limits: Limits) -> None:
    """Add the route to an application."""

    @app.post("/update", **UPDATE)
    def update() -> Response:
        """Do a SPARQL update, whole and lasting."""
        return answer_update(service, limits)


def is_update_request() -> bool:
    """Tell whether a request to the query endpoint is an update."""
    if request.mimetype == UPDATE_BODY:
        return True
    return request.mimetype == FORM_BODY and "update" in posted_parameters()


def answer_update(service: Service, limits: Limits) -> Response:
    """Do an update, whole and lasting."""
    writer = require_writer(service, limits)
    writer.update(read_update())
    return Response(status=204)


def read_update() -> UpdateRequest:
    """Read an update that is posted as a form, or as it is with its parameters in the URL."""
    if request.mimetype == FORM_BODY:
        parameters = posted_parameters()
        return update_request(parameters, parameters.getlist("update"))
    if request.mimetype != UPDATE_BODY:
        raise UnsupportedMediaType(f"an update is posted as {UPDATE_BODY} or {FORM_BODY}")
    parameters = url_parameters()
    return update_request(parameters, [text_body("update"), *parameters.getlist("update")])


def update_request(parameters: MultiDict[str, str], updates: Sequence[str]) -> UpdateRequest:
    """Read the protocol's parameters."""
    if len(updates) != 1:
        raise BadRequest("give exactly one update parameter")
    if misplaced := [name for name in OF_QUERIES if name in parameters]:
        raise BadRequest(f"{misplaced[0]} belongs to queries")
    return UpdateRequest(
        text=updates[0].removeprefix(BYTE_ORDER_MARK),
        base=own_address(),
        using=tuple(parameters.getlist("using-graph-uri")),
        using_named=tuple(parameters.getlist("using-named-graph-uri")),
    )
