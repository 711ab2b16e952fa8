"""What a request carries: where it goes, parameters in the URL and in a form, a text or JSON."""

from __future__ import annotations

import json
import math
import re
from urllib.parse import unquote_to_bytes

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from nosograph.domain.writing import ABSOLUTE_IRI
from nosograph.errors import InvalidInput

SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
# Some editors begin a file with it; it is no part of the text.
BYTE_ORDER_MARK = "\ufeff"
FORM_BODY = "application/x-www-form-urlencoded"


def own_address() -> str:
    """Return the address that was asked, without its query; a Host header can be no address."""
    try:
        address = request.base_url if request.host else ""
    except UnicodeError:
        address = ""
    if not ABSOLUTE_IRI.fullmatch(address):
        raise BadRequest("this is asked of no address")
    return address


def require_utf8() -> None:
    """Refuse an address whose bytes are no UTF-8: read leniently, it would be another."""
    path = request.environ["PATH_INFO"].encode("latin-1")
    if not (is_utf8(path) and is_utf8(unquote_to_bytes(request.query_string))):
        raise BadRequest("the address is not UTF-8")


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are text in UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def url_parameters() -> MultiDict[str, str]:
    """Return the parameters of the URL, which are UTF-8."""
    require_utf8()
    return request.args


def posted_parameters() -> MultiDict[str, str]:
    """Return the parameters of a form together with those of the URL that it was posted to."""
    require_plain()
    require_utf8()
    if not is_utf8(unquote_to_bytes(request.get_data())):
        raise BadRequest("the form is not UTF-8")
    return MultiDict([*request.args.items(multi=True), *request.form.items(multi=True)])


def text_body(what: str) -> str:
    """Return the body as text, which is UTF-8 whatever else is said (SPARQL 1.1 Protocol, 2.1)."""
    require_plain()
    charset = request.mimetype_params.get("charset", "utf-8")
    try:
        if charset.lower().replace("_", "-") not in ("utf-8", "utf8", "us-ascii"):
            raise UnicodeError
        return request.get_data(cache=False).decode()
    except UnicodeError:
        raise BadRequest(f"the {what} is not UTF-8") from None


def json_body() -> object:
    """Return the body as parsed JSON, whose numbers are all finite and whose text is characters."""
    data = request.get_data(cache=False)
    try:
        read: object = json.loads(data, parse_constant=_refuse_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadRequest(f"the body is not JSON: {where}") from None
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON that can be read") from None
    if SURROGATE.search(data) and not is_encodable(read):
        raise InvalidInput("the body holds half a surrogate pair")
    return read


def is_encodable(read: object) -> bool:
    """Tell whether a document can be written; half a surrogate pair is no character."""
    try:
        json.dumps(read, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_constant(_: str) -> object:
    raise ValueError("NaN and Infinity are not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def require_plain() -> None:
    """Refuse a body that is compressed: none is unpacked here."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType("send the body without Content-Encoding")
