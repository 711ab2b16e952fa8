"""Queries to an endpoint elsewhere, whose ways of giving a part of an answer are errors here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError

from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import (
    EndPointInternalError,
    EndPointNotFound,
    QueryBadFormed,
    SPARQLWrapperException,
    Unauthorized,
)

from nosograph.errors import InvalidQuery, Overloaded

#: Virtuoso says with the first alone that a time limit cut its answer short, with the second that
#: its row limit may have.
PARTIAL = ("X-SQL-State", "X-SPARQL-MaxRows")
OK = 200
# What a client is told to wait where the endpoint does not say.
RETRY_SECONDS = 1
MOST_RETRY_SECONDS = 3_600


def opened(
    endpoint: str,
    query: str,
    accept: str,
    seconds: float,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> HTTPResponse:
    """Return the answer of an endpoint, to be read and closed; raise where it says it is none."""
    client = SPARQLWrapper(endpoint)
    client.setMethod(POST)
    client.setOnlyConneg(True)
    # Whole seconds, as the library takes them; the caller's own deadline is the finer one.
    client.setTimeout(max(1, round(seconds)))
    client.addCustomHttpHeader("Accept", accept)
    for name, graphs in (("default-graph-uri", default_graphs), ("named-graph-uri", named_graphs)):
        for graph in graphs:
            client.addParameter(name, graph)
    client.setQuery(query)
    with surfacing():
        response: HTTPResponse = client.query().response
    return checked(response)


def checked(response: HTTPResponse) -> HTTPResponse:
    """Return a response that does not say that it is a part; its end is still to be checked."""
    if response.status != OK or any(header in response.headers for header in PARTIAL):
        response.close()
        raise Overloaded("the SPARQL endpoint gave a part of the answer")
    return response


@contextmanager
def surfacing() -> Iterator[None]:
    """Turn whatever goes wrong with an endpoint into what it means to the one who asked."""
    try:
        yield
    except QueryBadFormed as error:
        raise InvalidQuery("the SPARQL endpoint cannot read the query") from error
    except HTTPError as error:
        wait = retry_after(error.headers.get("Retry-After"))
        error.close()
        raise Overloaded("the SPARQL endpoint refused the query", wait) from error
    except (EndPointInternalError, EndPointNotFound, Unauthorized) as error:
        raise Overloaded("the SPARQL endpoint refused the query") from error
    except (SPARQLWrapperException, HTTPException, OSError, ValueError, SyntaxError) as error:
        raise Overloaded("the SPARQL endpoint did not answer") from error


def retry_after(value: str | None) -> int:
    """Return the seconds to wait that an endpoint asks for, within reason."""
    if value is None or not value.isdecimal():
        return RETRY_SECONDS
    return min(int(value), MOST_RETRY_SECONDS)


def read_on(response: HTTPResponse, size: int) -> bytes:
    """Return the next bytes of an answer, none at its end; raise where it ends too early."""
    part = response.read1(size)
    if not part and response.length:
        raise HTTPException("the answer ends before its length")
    return part


def read_all(response: HTTPResponse) -> bytes:
    """Return what is left of an answer, and close it."""
    with response:
        return response.read()
