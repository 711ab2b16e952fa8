"""``GET /api/explanations``: why one class is under another."""

from __future__ import annotations

import json

from flask import Response, request
from flask_openapi3.openapi import OpenAPI

from nosograph.errors import InvalidInput
from nosograph.exchange.justification_json import render_justification
from nosograph.web.documentation import EXPLANATION
from nosograph.web.representation import FORMATS, represented, wanted_type
from nosograph.web.service import Explanations, Service

#: The longest CURIE or IRI that is read, in characters.
LONGEST = 500


def add_explanations(app: OpenAPI, service: Service, explanations: Explanations) -> None:
    """Add the route to an application."""

    @app.get("/api/explanations", **EXPLANATION)
    def explanation() -> Response:
        """Axioms from which a subsumption follows, as few as suffice."""
        media_type = wanted_type([FORMATS["json"]])
        sub, sup = given("sub"), given("super")
        release = service.health.release()

        def written() -> str:
            found = explanations.explain(sub, sup)
            return json.dumps(render_justification(release, found), ensure_ascii=False)

        return represented(release, media_type, written)


def given(name: str) -> str:
    """Return a class that the URL names."""
    values = request.args.getlist(name)
    if len(values) != 1 or not 0 < len(values[0]) <= LONGEST:
        raise InvalidInput(f"give one {name}, a CURIE or IRI of at most {LONGEST} characters")
    return values[0]
