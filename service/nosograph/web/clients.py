"""Who asks, under which name, and whether they still wait."""

from __future__ import annotations

import re
from dataclasses import replace
from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import request
from werkzeug.exceptions import BadRequest

from nosograph.domain.sparql import SparqlRequest, never
from nosograph.web.service import Limits

#: Where the gateway puts what tells whether the client has hung up.
ABANDONED = "nosograph.abandoned"
#: Long enough that nobody guesses it, and safe in a URL.
QUERY_NAME = re.compile(r"[A-Za-z0-9_-]{16,128}")
# An IPv6 client is usually given a whole /64 (RFC 6177, RFC 7934).
IPV6_PREFIX = 64


def asked_by_client(sparql: SparqlRequest, limits: Limits) -> SparqlRequest:
    """Return a query with what is known of the client that asks it."""
    return replace(of_client(sparql, limits.trusted_proxies), id=query_name())


def of_client(sparql: SparqlRequest, trusted_proxies: int) -> SparqlRequest:
    """Return a query as one of the client at hand, which stops when that hangs up."""
    return replace(
        sparql,
        client=client_address(trusted_proxies),
        abandoned=request.environ.get(ABANDONED, never),
    )


def client_address(trusted_proxies: int) -> str:
    """Return the network address that asks, as the outermost trusted proxy saw it."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return address_of(forwarded, request.remote_addr or "", trusted_proxies)


def address_of(forwarded: str, peer: str, trusted_proxies: int) -> str:
    """Return the network that the outermost trusted proxy was asked from, else the peer's.

    What stands before that in ``X-Forwarded-For`` is the client's own invention.
    """
    return network_of(told_by_proxy(forwarded, trusted_proxies) or peer)


def told_by_proxy(values: str, trusted_proxies: int) -> str:
    """Return what the outermost trusted proxy said in a header that each adds to, or nothing.

    >>> told_by_proxy("invented, https", 1)
    'https'
    """
    told = values.split(",") if trusted_proxies else []
    return told[-trusted_proxies].strip() if len(told) >= trusted_proxies > 0 else ""


def network_of(address: str) -> str:
    """Return an address, or its network where one client has many.

    >>> network_of("2001:db8::1") == network_of("2001:db8::2")
    True
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Network((parsed, IPV6_PREFIX), strict=False))
    return str(parsed)


def query_name() -> str:
    """Return the name that the client chose for its query, or nothing."""
    name = request.headers.get("X-Query-Id", "")
    if name and not QUERY_NAME.fullmatch(name):
        raise BadRequest("X-Query-Id takes 16 to 128 letters, digits, - or _")
    return name
