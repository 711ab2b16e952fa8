"""Requests to other servers: only to hosts that are listed, at public addresses, and bounded.

The connection goes to the address that was checked, so a name cannot change its mind between the
check and the connection; no redirect is followed; no proxy of the environment is used. One deadline
bounds the exchange, to the last byte; only looking a name up takes as long as the system lets it.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from time import monotonic
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from nosograph.errors import InvalidQuery, Overloaded
from nosograph.knowledge.deadline_socket import DeadlineSocket, seconds_until
from nosograph.knowledge.rdf_document import Document

PORTS = {"http": 80, "https": 443}
# An answer that is joined in memory: a hundred thousand rows of a hundred bytes.
MOST_BYTES = 10_000_000
READ_BYTES = 2**16
# Translation to IPv4 (RFC 6052): such an address is as public as the one it holds.
TRANSLATED = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the Internet, and not of a network behind this machine.

    >>> [is_public(ip_address(a)) for a in ("127.0.0.1", "::ffff:10.0.0.1", "9.9.9.9")]
    [False, False, True]
    """
    if isinstance(address, IPv6Address) and (held := _held_by(address)):
        return is_public(held)
    if isinstance(address, IPv6Address) and (address.teredo or address.is_site_local):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _held_by(address: IPv6Address) -> IPv4Address | None:
    translated = IPv4Address(int(address) & 0xFFFFFFFF) if address in TRANSLATED else None
    return address.ipv4_mapped or address.sixtofour or translated


def addresses_of(host: str, port: int) -> list[str]:
    """Return the addresses that a name has now."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class Fetch(Protocol):
    """Asks another server."""

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> bytes:
        """Return the whole answer to a POST, or raise."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Other servers, as far as they may be asked."""

    hosts: tuple[str, ...]
    resolve: Callable[[str, int], list[str]] = addresses_of
    allows: Callable[[Address], bool] = is_public
    most_bytes: int = MOST_BYTES
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> bytes:
        """Return the whole answer to a POST; raise for anything but 200, and past the bounds."""
        return self._answer(url, body, headers, seconds).body

    def document(self, url: str, headers: Mapping[str, str], seconds: float) -> Document:
        """Return the whole answer to a GET, with its media type; raise as a POST does."""
        return self._answer(url, None, headers, seconds)

    def _answer(
        self, url: str, body: bytes | None, headers: Mapping[str, str], seconds: float
    ) -> Document:
        target = self.require_listed(url)
        deadline = monotonic() + seconds
        try:
            with closing(self._connected(target, deadline)) as connection:
                return self._asked(connection, target, body, headers)
        except (HTTPException, OSError, ValueError) as error:
            raise Overloaded(f"{target.hostname} did not answer") from error

    def require_listed(self, url: str) -> SplitResult:
        """Return the parts of an address whose host is listed, or refuse it."""
        try:
            target = urlsplit(url)
            port = target.port or PORTS[target.scheme]
        except (ValueError, KeyError):
            raise InvalidQuery("only http and https addresses can be asked") from None
        usual = port == PORTS[target.scheme]
        names = {f"{target.hostname}:{port}"} | ({target.hostname} if usual else set())
        if target.username is not None or not names & set(self.hosts):
            raise InvalidQuery(
                f"{target.hostname} may not be asked: NOSOGRAPH_FEDERATION_HOSTS lists who may"
            )
        return target

    def _connected(self, target: SplitResult, deadline: float) -> HTTPConnection:
        host, port = target.hostname or "", target.port or PORTS[target.scheme]
        address = self._checked(host, port)
        plain = socket.create_connection((address, port), seconds_until(deadline))
        if target.scheme == "http":
            connection = HTTPConnection(host, port)
            connection.sock = DeadlineSocket(plain, deadline)
            return connection
        connection = HTTPSConnection(host, port, context=self.context)
        with closing(plain):
            plain.settimeout(seconds_until(deadline))
            secured = self.context.wrap_socket(plain, server_hostname=host)
        connection.sock = DeadlineSocket(secured, deadline)
        return connection

    def _checked(self, host: str, port: int) -> str:
        """Return an address of a host, all of whose addresses are allowed."""
        addresses = self.resolve(host, port)
        if not addresses or not all(self.allows(ip_address(address)) for address in addresses):
            raise InvalidQuery(f"{host} may not be asked: its address is not a public one")
        return addresses[0]

    def _asked(
        self,
        connection: HTTPConnection,
        target: SplitResult,
        body: bytes | None,
        headers: Mapping[str, str],
    ) -> Document:
        path = (target.path or "/") + (f"?{target.query}" if target.query else "")
        connection.request("GET" if body is None else "POST", path, body, dict(headers))
        response = connection.getresponse()
        if response.status != 200:
            raise Overloaded(f"{target.hostname} answered with status {response.status}")
        read = bytearray()
        while part := response.read1(READ_BYTES):
            read += part
            if len(read) > self.most_bytes:
                raise InvalidQuery(f"{target.hostname} answered with more than can be joined")
        if response.length:
            raise Overloaded(f"{target.hostname} broke off")
        return Document(bytes(read), response.headers.get_content_type())
