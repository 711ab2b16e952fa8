"""Queries that are asked plainly, answered on the event loop while no thread is held.

A small answer takes the engine less time than a thread takes to be woken. So a query that needs
nothing of the application is read here, let in, and handed to its process; its answer goes out if
it is small. Everything else is declined, or goes on in the application from where it stands: what
is said here is what would be said there, headers and all.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl

from flask import Flask, Response
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from nosograph.domain.sparql import SparqlAnswer, SparqlRequest, is_changing
from nosograph.errors import NosographError
from nosograph.knowledge.entered_query import EnteredQuery, Handed
from nosograph.web.asgi import HeaderList, Message
from nosograph.web.body import FORM_BODY
from nosograph.web.clients import address_of
from nosograph.web.compression import LEAST_BYTES, compressed, reads_gzip
from nosograph.web.service import Limits, Service
from nosograph.web.sparql import PATH, QUERY_BODY, request_from, settled

# Reading a longer query, or compressing a longer answer, would hold up others.
MOST_BYTES = 2**14
BODIES = {name.encode(): name for name in (QUERY_BODY, FORM_BODY)}
# What has a meaning for the answer that is not worked out here.
UNUSUAL = frozenset(
    {b"x-query-id", b"if-none-match", b"content-encoding", b"transfer-encoding", b"expect"}
)
# No default port, and nothing that an address would have to be quoted for.
PLAIN_HOST = re.compile(rb"[a-z0-9.-]+(:(?!80$|443$)[0-9]{1,5})?")
# Few media types, two methods; a state is succeeded by the next at each write.
REMEMBERED_HEADERS = 64


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer that is there, with its headers."""

    headers: HeaderList
    body: bytes


@dataclass(frozen=True, slots=True)
class Begun:
    """A query that goes on elsewhere; whoever takes it over gives it up at the end."""

    answer: Callable[[], SparqlAnswer]
    give_up: Callable[[], None]


class PromptAnswers:
    """Answers what it can of the queries that an application would be asked."""

    def __init__(self, app: Flask, service: Service, limits: Limits) -> None:
        self._app = app
        self._service = service
        self._limits = limits
        self._most = min(MOST_BYTES, limits.body_bytes)
        self._envelope = lru_cache(REMEMBERED_HEADERS)(self._written_envelope)

    async def answer(
        self, scope: Message, body: bytes, abandoned: Callable[[], bool]
    ) -> Whole | Begun | None:
        """Return an answer, or how far a query has got; None where nothing was done."""
        headers = dict(scope["headers"])
        sparql = self.read(scope, headers, body)
        if sparql is None:
            return None
        try:
            entered = self._service.sparql.enter(replace(sparql, abandoned=abandoned))
            answer = await arrived(entered)
        except NosographError as refusal:
            return refused(refusal)
        if answer is None:
            return Begun(entered.answer, entered.give_up)
        if answer.length is None or answer.length > MOST_BYTES:
            return Begun(lambda: answer, entered.give_up)
        return self._whole(scope["method"], headers, answer)

    def read(
        self, scope: Message, headers: dict[bytes, bytes], body: bytes
    ) -> SparqlRequest | None:
        """Return the query that a request plainly asks, or None."""
        if len(headers) < len(scope["headers"]) or not UNUSUAL.isdisjoint(headers):
            return None
        host = headers.get(b"host", b"")
        texts = self._texts(scope, headers.get(b"content-type"), body)
        if texts is None or not PLAIN_HOST.fullmatch(host):
            return None
        accept = headers.get(b"accept", b"*/*").decode("latin-1")
        base = f"{scope['scheme']}://{host.decode()}{PATH}"
        try:
            sparql = request_from(self._limits, *texts, accept, base)
        except HTTPException:
            return None
        if is_changing(sparql.query):
            return None
        forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1")
        peer = (scope.get("client") or ("",))[0]
        client = address_of(forwarded, peer, self._limits.trusted_proxies)
        return replace(sparql, client=client)

    def _texts(
        self, scope: Message, content_type: bytes | None, body: bytes
    ) -> tuple[MultiDict[str, str], list[str]] | None:
        """Return the parameters and queries of a request, None where it is no plain one."""
        asked: bytes = scope["query_string"]
        if len(asked) + len(body) > self._most:
            return None
        try:
            match scope["method"], BODIES.get(content_type or b""):
                case "GET", None if asked and not body:
                    parameters = parameters_of(asked)
                case "POST", kind if kind == FORM_BODY and not asked:
                    parameters = parameters_of(body)
                case "POST", kind if kind == QUERY_BODY and not asked:
                    return MultiDict(), [body.decode()]
                case _:
                    return None
        except ValueError:
            return None
        return parameters, parameters.getlist("query")

    def _whole(self, method: str, asked: dict[bytes, bytes], answer: SparqlAnswer) -> Whole:
        body = answer.read()
        state = self._service.state() if method == "GET" else ""
        headers = dict(self._envelope(method, answer.media_type, state))
        for name, said in answer.headers.items():
            headers[name.lower().encode()] = said.encode()
        accepted = asked.get(b"accept-encoding", b"").decode("latin-1")
        if len(body) >= LEAST_BYTES and reads_gzip(accepted):
            body = b"".join(compressed([body]))
            headers[b"content-encoding"] = b"gzip"
        headers[b"content-length"] = b"%d" % len(body)
        return Whole(list(headers.items()), body)

    def _written_envelope(self, method: str, media_type: str, _: str) -> HeaderList:
        """Return the headers that the application gives to every such answer in a state."""
        asked = SparqlRequest("", media_type, union=self._limits.union)
        with self._app.test_request_context(PATH, method=method):
            response = settled(self._service, asked, lambda: Response(mimetype=media_type))
            response = self._app.process_response(response)
        return [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in response.headers
            if name != "Content-Length"
        ]


async def arrived(entered: EnteredQuery) -> SparqlAnswer | None:
    """Return the answer of a query, None where it must be waited for in a thread."""
    try:
        handed = entered.hand_over()
        if handed is None:
            return None
        await readable(handed)
        return entered.answer() if handed.has_arrived() else None
    except BaseException:
        entered.give_up()
        raise


async def readable(handed: Handed) -> None:
    """Wait until something of an answer is there."""
    loop = asyncio.get_running_loop()
    waiting = loop.create_future()
    descriptor = handed.descriptor

    def stop_waiting() -> None:
        loop.remove_reader(descriptor)
        waiting.set_result(None)

    loop.add_reader(descriptor, stop_waiting)
    try:
        await waiting
    finally:
        if waiting.cancelled():
            loop.remove_reader(descriptor)
        # Some event loops make what they watch non-blocking, and threads read it too.
        os.set_blocking(descriptor, True)


def refused(refusal: NosographError) -> Begun:
    """Return a query that is refused wherever it goes on."""

    def refuse() -> SparqlAnswer:
        raise refusal

    return Begun(refuse, lambda: None)


def parameters_of(encoded: bytes) -> MultiDict[str, str]:
    """Read parameters as a form or URL holds them; where not UTF-8 raise ``ValueError``."""
    pairs = parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict")
    return MultiDict(pairs)
