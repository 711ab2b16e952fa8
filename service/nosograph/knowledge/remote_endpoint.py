"""The public endpoint over a store elsewhere: the same limits, and no answer that is a part.

Results are parsed and written anew, so that an answer that the other end cut short is noticed
whatever the format, and every format is there whatever the other end offers.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from time import monotonic
from typing import IO, cast

import pyoxigraph as ox

from nosograph.domain.data_set import dataset_graphs
from nosograph.domain.sparql import (
    QueryForm,
    SparqlAnswer,
    SparqlRequest,
    query_form,
)
from nosograph.domain.writing import require_iri
from nosograph.errors import BrokenAnswer, InvalidQuery, NosographError, Overloaded
from nosograph.knowledge.admission import Share
from nosograph.knowledge.admitted_endpoint import AdmittedEndpoint
from nosograph.knowledge.outside import Outside
from nosograph.knowledge.remote import opened, read_on, surfacing
from nosograph.knowledge.running_queries import QUERY_ID, Evaluation, RunningQuery

# As many bytes as a query process sends at once, and as many pieces as wait for a slow client.
PIECE_BYTES = 2**16
PIECES_WAITING = 8
#: What each form is asked for in: formats in which an answer that was cut can be told.
ASKED = {
    QueryForm.SELECT: "application/sparql-results+json",
    QueryForm.ASK: "application/sparql-results+json",
    QueryForm.CONSTRUCT: "application/n-triples",
    QueryForm.DESCRIBE: "application/n-triples",
}


class RemoteEndpoint(AdmittedEndpoint):
    """Answers queries by a SPARQL endpoint elsewhere, ``places`` at a time."""

    def __init__(
        self,
        endpoint: str,
        places: int,
        share: Share,
        runtime: Path | None = None,
        outside: Outside | None = None,
    ) -> None:
        self._endpoint = endpoint
        super().__init__(places, share, runtime, outside)

    def _refuse(self, request: SparqlRequest) -> None:
        if query_form(request.query) is None:
            raise InvalidQuery("a SELECT, ASK, CONSTRUCT or DESCRIBE query is needed here")
        chosen = request.default_graphs or request.named_graphs or dataset_graphs(request.query)
        if not request.union and not chosen:
            raise InvalidQuery(
                "what a query without a data set sees is up to the store that this service asks: "
                "name its graphs by FROM and FROM NAMED, or by default-graph-uri and "
                "named-graph-uri"
            )

    def _begin(self, running: RunningQuery, request: SparqlRequest) -> SparqlAnswer:
        form = query_form(request.query) or QueryForm.SELECT
        graphs = request.default_graphs, request.named_graphs
        query = based(request.query, request.base)
        response = opened(self._endpoint, query, ASKED[form], running.left(), *graphs)
        translation = Translation(response, form, request.accept)
        if not running.assign(translation):
            translation.kill()
            raise running.reason or Overloaded("the query was stopped")
        pieces = RemotePieces(running, translation)
        pieces.fetch_first()
        self._admission.publish(running)
        return SparqlAnswer(pieces, request.accept, {QUERY_ID: running.name})

    def _give_back(self, evaluation: Evaluation, fit: bool) -> None:
        """Hang up on the endpoint; nothing of an answer can serve another."""
        evaluation.kill()


def based(query: str, base: str) -> str:
    """Return a query whose relative IRIs are resolved against ``base``, where it says no other.

    >>> based("ASK { <a> ?p ?o }", "http://example.org/sparql")
    'BASE <http://example.org/sparql> ASK { <a> ?p ?o }'
    """
    return f"BASE <{require_iri(base)}> {query}" if base else query


class Translation(threading.Thread):
    """Reads an answer in the one format and writes it in the other, into a short queue.

    What comes out is bytes, and at the end None or what went wrong.
    """

    def __init__(self, response: HTTPResponse, form: QueryForm, media_type: str) -> None:
        super().__init__(name="translates an answer", daemon=True)
        self.pieces: queue.Queue[bytes | NosographError | None] = queue.Queue(PIECES_WAITING)
        self._response = response
        self._graph = form in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE)
        self._media_type = media_type
        self._form = form
        self._parts: list[bytes] = []
        self._size = 0
        self._killed = threading.Event()

    def run(self) -> None:
        """Translate to the end, or to what goes wrong."""
        end: NosographError | None = None
        try:
            with surfacing(), self._response:
                self._translate()
                self._put(b"".join(self._parts))
        except NosographError as error:
            end = bare(error)
        self._put(end)

    def kill(self) -> None:
        """Make an end of it at the next piece."""
        self._killed.set()

    def read(self, size: int = -1) -> bytes:
        """Return bytes of the endpoint's answer, as the parser asks for them."""
        if self._killed.is_set():
            raise OSError("stopped")
        return read_on(self._response, size if size > 0 else PIECE_BYTES)

    def write(self, data: bytes) -> int:
        """Take bytes of the written answer."""
        self._parts.append(data)
        self._size += len(data)
        if self._size >= PIECE_BYTES:
            self._put(b"".join(self._parts))
            self._parts, self._size = [], 0
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces go out when they are large enough."""

    def _translate(self) -> None:
        file = cast("IO[bytes]", self)
        if self._graph:
            self._require_end()
            triples = (quad.triple for quad in ox.parse(file, format=ox.RdfFormat.N_TRIPLES))
            ox.serialize(triples, file, format=self._rdf_format())
            return
        asked = ox.QueryResultsFormat.from_media_type(ASKED[self._form])
        results = ox.parse_query_results(file, format=asked)
        if self._form is QueryForm.ASK and isinstance(results, ox.QuerySolutions):
            results = truth_of(results)
        chosen = ox.QueryResultsFormat.from_media_type(self._media_type)
        results.serialize(file, format=chosen)

    def _rdf_format(self) -> ox.RdfFormat:
        return ox.RdfFormat.from_media_type(self._media_type) or ox.RdfFormat.N_TRIPLES

    def _require_end(self) -> None:
        """Refuse triples whose end could not be told from a connection that broke."""
        if not self._response.chunked and self._response.length is None:
            raise Overloaded("the SPARQL endpoint does not say where its answer ends")

    def _put(self, piece: bytes | NosographError | None) -> None:
        while not self._killed.is_set():
            try:
                self.pieces.put(piece, timeout=1)
                return
            except queue.Full:
                continue
        if isinstance(piece, bytes):
            raise OSError("stopped")


def bare(error: NosographError) -> NosographError:
    """Return an error without its way here, which holds what only its own thread may let go."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def truth_of(solutions: ox.QuerySolutions) -> ox.QueryBoolean:
    """Return yes or no where an endpoint says it as a row, as Virtuoso does."""
    said = [str(getattr(row[0], "value", "")) for row in solutions]
    truth = ox.Store().query("ASK {}" if said in (["1"], ["true"]) else "ASK { FILTER(false) }")
    if not isinstance(truth, ox.QueryBoolean):
        raise TypeError(truth)
    return truth


class RemotePieces(Iterator[bytes]):
    """The pieces of one answer as they come; whoever stops reading early closes them."""

    def __init__(self, running: RunningQuery, translation: Translation) -> None:
        self._running = running
        self._translation = translation
        self._first: bytes | None = None
        self._begun = False

    def fetch_first(self) -> None:
        """Wait for the first piece, so that what goes wrong before it is said in its own words."""
        self._translation.start()
        self._first = self._next()
        self._begun = True

    def __next__(self) -> bytes:
        """Return the next piece; raise what broke the answer off."""
        piece, self._first = self._first, None
        piece = self._next() if piece is None else piece
        if piece is None:
            raise StopIteration
        return piece

    def close(self) -> None:
        """Stop the query if it still runs."""
        self._running.end()

    def _next(self) -> bytes | None:
        piece = self._await()
        if isinstance(piece, bytes):
            return piece
        self._running.end()
        if piece is None:
            return None
        if self._begun and piece is not self._running.reason:
            raise BrokenAnswer("the answer broke off")
        raise piece

    def _await(self) -> bytes | NosographError | None:
        while True:
            if self._running.reason:
                return self._running.reason
            try:
                return self._translation.pieces.get(timeout=0.1)
            except queue.Empty:
                if monotonic() > self._running.deadline + 1:
                    return Overloaded("the SPARQL endpoint did not answer")
