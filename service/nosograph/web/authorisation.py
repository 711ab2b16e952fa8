"""Who may write: whoever bears the token, where there is one."""

from __future__ import annotations

from hmac import compare_digest

from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from nosograph.web.service import Limits, Service, Writer

OFF = (
    "writes are off; whoever runs the service allows them by setting NOSOGRAPH_WRITE_TOKEN, "
    "whose value is then sent as a bearer token"
)
ELSEWHERE = "this service has no store of its own to write to"
REALM = {"realm": "Nosograph graphs"}


def require_writer(service: Service, limits: Limits) -> Writer:
    """Return what writes, where this request may use it."""
    if not limits.write_token:
        raise Forbidden(OFF)
    if service.writer is None:
        raise Forbidden(ELSEWHERE)
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise unauthorised("send the token as `Authorization: Bearer …`", REALM)
    if not compare_digest(given.token.encode(), limits.write_token.encode()):
        raise unauthorised("this is not the token", REALM | {"error": "invalid_token"})
    return service.writer


def unauthorised(detail: str, parameters: dict[str, str]) -> Unauthorized:
    """Return the refusal of RFC 6750."""
    return Unauthorized(detail, www_authenticate=WWWAuthenticate("bearer", dict(parameters)))
