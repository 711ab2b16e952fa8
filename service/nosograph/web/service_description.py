"""What the service says of itself: SPARQL 1.1 Service Description, and VoID."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

from flask import Response, request
from flask_openapi3.openapi import OpenAPI

from nosograph.domain.sparql import GRAPH_MEDIA_TYPES
from nosograph.web.body import own_address
from nosograph.web.conditional import unless_known
from nosograph.web.documentation import VOID
from nosograph.web.negotiation import require_accepted
from nosograph.web.service import Description, Service


def add_description(app: OpenAPI, service: Service) -> None:
    """Add the route of what is in the graphs, where it is known."""
    if description := service.description:

        @app.get("/.well-known/void", **VOID)
        def void() -> Response:
            """Say what is in every graph of the release, its version and licence."""
            return described(service, description.dataset)


def describe_service(service: Service, description: Description) -> Response:
    """Return the service description."""
    return described(service, description.service)


def described(service: Service, write: Callable[[str, str], bytes]) -> Response:
    """Return a description in the syntax that the client likes best."""
    media_type = require_accepted(GRAPH_MEDIA_TYPES)
    root = urljoin(own_address(), request.root_path + "/")
    return unless_known(
        service, media_type, lambda: Response(write(root, media_type), mimetype=media_type)
    )
