"""``/fhir``: the terminology operations of FHIR R4 and R5 over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request
from flask_openapi3.openapi import OpenAPI
from werkzeug.exceptions import HTTPException, NotAcceptable, UnsupportedMediaType
from werkzeug.http import HTTP_STATUS_CODES

from nosograph.errors import (
    InvalidInput,
    NosographError,
    Overloaded,
    TerminologyError,
    UnansweredMethod,
)
from nosograph.exchange.fhir.elements import Node
from nosograph.exchange.fhir.interface import Call, Interface
from nosograph.exchange.fhir.outcomes import as_terminology_error, outcome_of
from nosograph.exchange.fhir.versions import FhirVersion
from nosograph.web.body import json_body
from nosograph.web.fhir_documentation import document_fhir
from nosograph.web.service import Service

MEDIA_TYPE = "application/fhir+json"
JSON_TYPES = (MEDIA_TYPE, "application/json", "text/json")
RANGES = ("*/*", "application/*", "text/*", "json")
#: Values of ``_format`` that mean JSON (hl7.org/fhir/http.html#parameters).
FORMATS = ("json", *JSON_TYPES)
FORM = "application/x-www-form-urlencoded"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PATHS = {"r4": FhirVersion.R4, "r5": FhirVersion.R5}
#: FHIR's codes of problems that HTTP itself finds (hl7.org/fhir/valueset-issue-type.html).
CODES = {
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    413: "too-long",
    415: "not-supported",
}


def add_fhir(app: OpenAPI, service: Service) -> None:
    """Add everything below ``/fhir``."""
    routes = Blueprint("fhir", __name__, url_prefix="/fhir")
    routes.register_error_handler(NosographError, answer_error)
    routes.register_error_handler(HTTPException, answer_http_error)
    interface = Interface(service.terminology, service.health.release())

    @routes.route("", defaults={"path": ""}, methods=METHODS, strict_slashes=False)
    @routes.route("/<path:path>", methods=METHODS)
    def fhir(path: str) -> Response:
        """Answer one call of FHIR's REST interface."""
        call = read_call(path)
        return rendered(interface.answer(call), 200, call.version)

    app.register_blueprint(routes)
    document_fhir(app)


def read_call(path: str) -> Call:
    """Read the request at hand."""
    require_json_wanted()
    first, _, rest = path.partition("/")
    is_stated = first in PATHS
    form = request.form.items(multi=True) if request.mimetype == FORM else ()
    query = (*request.args.items(multi=True), *form)
    return Call(
        method="GET" if request.method == "HEAD" else request.method,
        path=rest if is_stated else path,
        query=tuple(pair for pair in query if pair[0] != "_format"),
        body=read_body(),
        version=stated_version(),
        languages=request.headers.get("Accept-Language", ""),
        root=f"{request.url_root}fhir/{first}" if is_stated else f"{request.url_root}fhir",
    )


def stated_version() -> FhirVersion:
    """Return the version of FHIR that the path, Accept or Content-Type name, else R4."""
    if version := PATHS.get(request.path.removeprefix("/fhir/").partition("/")[0]):
        return version
    for header in (request.headers.get("Accept", ""), request.headers.get("Content-Type", "")):
        _, _, number = header.replace(" ", "").partition("fhirVersion=")
        if number[:3] in ("4.0", "5.0"):
            return FhirVersion.R5 if number.startswith("5") else FhirVersion.R4
    return FhirVersion.R4


def require_json_wanted() -> None:
    """Refuse who wants anything but JSON."""
    wanted = request.args.get("_format", "")
    if wanted:
        if wanted.partition(";")[0].strip().replace(" ", "+") not in FORMATS:
            raise NotAcceptable("answers are JSON: application/fhir+json")
    elif request.accept_mimetypes and not any(map(_is_json, request.accept_mimetypes.values())):
        raise NotAcceptable("answers are JSON: application/fhir+json")


def _is_json(media_type: str) -> bool:
    """Tell whether a media range takes in JSON; FHIR's has its version as a parameter."""
    return media_type.partition(";")[0].strip().lower() in (*JSON_TYPES, *RANGES)


def read_body() -> Node | None:
    """Return the resource that was posted."""
    if request.method != "POST" or request.mimetype == FORM:
        return None
    if not request.get_data():
        return None
    if request.mimetype not in JSON_TYPES:
        raise UnsupportedMediaType("resources are read as application/fhir+json")
    try:
        read = json_body()
    except InvalidInput as refusal:
        raise TerminologyError(str(refusal), code="structure") from refusal
    if not isinstance(read, dict):
        raise TerminologyError("the body is no resource", code="structure")
    return read


def rendered(resource: Mapping[str, Any], status: int, version: FhirVersion) -> Response:
    """Return a resource as an answer."""
    number = version.value.rsplit(".", 1)[0]
    kind = f"{MEDIA_TYPE}; fhirVersion={number}; charset=utf-8"
    response = Response(json.dumps(resource, ensure_ascii=False), status, content_type=kind)
    response.vary.update(("Accept", "Accept-Language"))
    return response


def answer_error(error: NosographError) -> Response:
    """Render what stops an operation."""
    told = as_terminology_error(error)
    response = rendered(outcome_of(told), told.status, stated_version())
    if isinstance(error, UnansweredMethod):
        response.allow.update(error.answered)
    if isinstance(error, Overloaded) and told.status in (429, 503):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def answer_http_error(error: HTTPException) -> Response:
    """Render an error of HTTP itself; an unexpected one says nothing but its status."""
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=error.get_headers())
    told = error.description if status != 500 else None
    code = CODES.get(status, "exception" if status >= 500 else "invalid")
    text = told or HTTP_STATUS_CODES.get(status, "Error")
    response = answer_error(TerminologyError(text, code=code, status=status))
    kept = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    response.headers.extend(kept)
    return response
