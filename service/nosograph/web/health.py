"""``/health``: is the process alive, can it answer."""

from __future__ import annotations

from flask import Response, jsonify
from flask_openapi3.openapi import OpenAPI
from werkzeug.exceptions import ServiceUnavailable

from nosograph.web.documentation import LIVE, READY
from nosograph.web.service import Health

# A service opens a finished release within this many seconds.
RETRY_SECONDS = 10


def add_health(app: OpenAPI, health: Health) -> None:
    """Add the routes to an application."""

    @app.get("/health/live", **LIVE)
    def live() -> Response:
        """Whether the process runs."""
        return jsonify(status="live")

    @app.get("/health/ready", **READY)
    def ready() -> Response:
        """Whether requests can be answered."""
        if not health.ready():
            raise ServiceUnavailable("no release is in service", retry_after=RETRY_SECONDS)
        return jsonify(status="ready", release=health.release())
