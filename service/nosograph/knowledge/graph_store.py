"""A graph store elsewhere, over the SPARQL 1.1 Graph Store HTTP Protocol, graph by graph."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPDigestAuthHandler, HTTPPasswordMgrWithDefaultRealm, Request

from nosograph.errors import InvalidInput, Overloaded
from nosograph.knowledge.store import RemoteStore

N_TRIPLES = "application/n-triples"
# A store may index for minutes what it has been sent.
SECONDS = 600.0
#: Where engines have their query endpoint, by the end of the address of their graph store.
QUERY_ENDPOINTS = (
    ("/sparql-graph-crud-auth", "/sparql"),
    ("/sparql-graph-crud", "/sparql"),
    ("/rdf-graphs/service", ""),
    ("/rdf-graph-store", "/sparql"),
    ("/sparql/gsp", "/sparql"),
    ("/store", "/query"),
    ("/data", "/query"),
)
Headers = dict[str, str]


def query_endpoint(address: str) -> str:
    """Return the query endpoint that belongs to a graph store.

    >>> query_endpoint("http://localhost:7878/store")
    'http://localhost:7878/query'
    """
    for end, query in QUERY_ENDPOINTS:
        if address.rstrip("/").endswith(end):
            return address.rstrip("/").removesuffix(end) + query
    raise InvalidInput("say with --sparql where this store is queried")


@dataclass(frozen=True, slots=True)
class GraphStore:
    """A graph store that can be written to; ``credentials`` is ``user:password``, or empty."""

    address: str
    sparql: str
    credentials: str = field(default="", repr=False)

    def count(self, graph: str) -> int:
        """Return how many triples a graph holds there."""
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        (row,) = RemoteStore(self.sparql, timeout=round(SECONDS)).select(query)
        return int(row["n"])

    def put(self, graph: str, parts: Iterator[bytes]) -> Iterator[int]:
        """Replace a graph by N-Triples that come in parts; yield the size of each part sent."""
        method = "PUT"
        for part in parts:
            self._send(method, graph, part)
            yield len(part)
            method = "POST"

    def _send(self, method: str, graph: str, part: bytes) -> None:
        target = f"{self.address}?{urlencode({'graph': graph})}"
        try:
            status, _ = self._request(method, target, part, self._authorization(method, target))
        except (HTTPException, OSError) as error:
            raise Overloaded("the graph store did not answer") from error
        if not 200 <= status < 300:
            raise Overloaded(f"the graph store refused a graph with status {status}")

    def _authorization(self, method: str, target: str) -> Headers:
        """Return the header that the store's way of asking for credentials needs."""
        if not self.credentials:
            return {}
        _, challenge = self._request("GET", f"{self.address}?graph=urn:nosograph:none", b"", {})
        user, _, password = self.credentials.partition(":")
        if challenge.lower().startswith("digest"):
            return {"Authorization": digest(method, target, challenge, user, password)}
        return {"Authorization": basic(self.credentials)}

    def _request(self, method: str, target: str, body: bytes, more: Headers) -> tuple[int, str]:
        """Return the status and the challenge; no redirect is followed."""
        parts = urlsplit(target)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
        try:
            headers = {"Content-Type": N_TRIPLES, **more}
            path = f"{parts.path or '/'}?{parts.query}"
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            return response.status, response.headers.get("WWW-Authenticate", "")
        finally:
            connection.close()


def basic(credentials: str) -> str:
    """Return the header of Basic authentication (RFC 7617)."""
    return f"Basic {base64.b64encode(credentials.encode()).decode('ascii')}"


def digest(method: str, target: str, challenge: str, user: str, password: str) -> str:
    """Return the header of Digest authentication (RFC 7616) for a challenge."""
    passwords = HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, target, user, password)
    handler = HTTPDigestAuthHandler(passwords)
    fields = dict(part.strip().split("=", 1) for part in challenge.split(" ", 1)[1].split(","))
    plain = {name: value.strip('"') for name, value in fields.items()}
    request = Request(target, method=method)  # noqa: S310 - nothing is opened
    return f"Digest {handler.get_authorization(request, plain)}"
