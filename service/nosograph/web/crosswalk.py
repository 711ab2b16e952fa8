"""``/api/crosswalk``: any code in, any system out."""

from __future__ import annotations

import json

from flask import Response, request
from flask_openapi3.openapi import OpenAPI

from nosograph.errors import InvalidInput
from nosograph.exchange.crosswalk_json import render_translations
from nosograph.exchange.crosswalk_table import csv_lines, sssom_lines
from nosograph.exchange.members import (
    positions,
    read_array,
    read_object,
    read_text,
    require_members,
)
from nosograph.web.crosswalk_schemas import BY_BODY, BY_URL
from nosograph.web.differential import read_json
from nosograph.web.negotiation import require_accepted
from nosograph.web.representation import represented
from nosograph.web.service import Service

MEMBERS = ("codes", "to", "system")
#: The largest request body holds no more, and a set of codes of a register is smaller.
MOST_CODES = 100_000
JSON, CSV, TSV = MEDIA_TYPES = ("application/json", "text/csv", "text/tab-separated-values")


def add_crosswalk(app: OpenAPI, service: Service) -> None:
    """Add the routes to an application."""

    @app.get("/api/crosswalk", **BY_URL)
    def crosswalk_by_url() -> Response:
        """Correspondences of codes in the address."""
        media_type = require_accepted(MEDIA_TYPES)
        codes = request.args.getlist("code")
        if not codes:
            raise InvalidInput("give a code, such as ?code=SNOMEDCT:32914008")
        to, system = request.args.get("to"), request.args.get("system")
        release = service.health.release()
        return represented(
            release, media_type, lambda: translated(service, codes, to, system, media_type)
        )

    @app.post("/api/crosswalk", **BY_BODY)
    def crosswalk_by_body() -> Response:
        """Correspondences of many codes."""
        media_type = require_accepted(MEDIA_TYPES)
        document = read_object(read_json(), "")
        require_members(document, MEMBERS, "")
        codes = [
            read_given(item, where) for where, item in positions(read_codes(document), "codes")
        ]
        to, system = (read_text(document, member, "") for member in ("to", "system"))
        answer = translated(service, codes, to, system, media_type)
        return Response(answer, mimetype=media_type)


def read_codes(document: object) -> list[object]:
    """Return the codes of a document, at least one and not too many."""
    codes = list(read_array(read_object(document, ""), "codes", ""))
    if not 1 <= len(codes) <= MOST_CODES:
        raise InvalidInput(f"codes must be an array of 1 to {MOST_CODES} codes")
    return codes


def read_given(item: object, where: str) -> str:
    """Return a code as it was given; whether it is one is answered for each."""
    if not isinstance(item, str):
        raise InvalidInput(f"{where} must be a string")
    return item


def translated(
    service: Service, codes: list[str], to: str | None, system: str | None, media_type: str
) -> str:
    """Translate codes; return the answer as JSON, CSV or SSSOM."""
    if service.translator is None:
        raise InvalidInput("no code systems are loaded")
    answer = service.translator.translate(codes, to or None, system or None)
    if media_type == CSV:
        return "".join(csv_lines(answer))
    release = service.health.release()
    if media_type == TSV:
        return "".join(sssom_lines(release, answer))
    return json.dumps(render_translations(release, answer), ensure_ascii=False)
