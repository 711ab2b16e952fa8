"""``/queries``: how many queries are under way, and how one is stopped."""

from __future__ import annotations

from flask import Response, jsonify
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel, Field

from nosograph.web.documentation import RUNNING, STOP
from nosograph.web.service import SparqlEndpoint


class QueryPath(BaseModel):
    """The name of a query, as its answer's ``X-Query-Id`` says or as the client chose it."""

    name: str = Field(description="What X-Query-Id says, or said in the request.")


def add_queries(app: OpenAPI, endpoint: SparqlEndpoint) -> None:
    """Add the routes to an application."""

    @app.get("/queries", **RUNNING)
    def running_queries() -> Response:
        """Count of the queries that run or wait; their names are only known to who asked."""
        response = jsonify(queries=endpoint.running())
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.delete("/queries/<name>", **STOP)
    def stop_query(path: QueryPath) -> Response:
        """Stop a query, in whichever process it runs."""
        endpoint.stop(path.name)
        return Response(status=204)
