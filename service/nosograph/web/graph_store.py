"""The SPARQL 1.1 Graph Store HTTP Protocol: graphs as they are, read by anyone."""

from __future__ import annotations

import json
from functools import partial
from uuid import uuid4

from flask import Response, request
from flask_openapi3.openapi import OpenAPI
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from nosograph.domain.sparql import GRAPH_MEDIA_TYPES, SparqlRequest
from nosograph.domain.writing import (
    GraphChange,
    GraphDocument,
    GraphEdit,
    Precondition,
    require_iri,
)
from nosograph.errors import UnknownGraph, UnmetPrecondition
from nosograph.web.authorisation import require_writer
from nosograph.web.body import own_address, require_plain, require_utf8
from nosograph.web.clients import asked_by_client
from nosograph.web.conditional import known_tag, unless_known
from nosograph.web.documentation import graph_operation
from nosograph.web.negotiation import require_accepted
from nosograph.web.service import Limits, Service, Writer
from nosograph.web.sparql import answer

INDIRECT, DIRECT = "/rdf-graph-store", "/rdf-graph-store/<path:graph>"
WHOLE_GRAPH = "CONSTRUCT WHERE { ?s ?p ?o }"
JSON_RESULT = "application/sparql-results+json"
MULTIPART = "multipart/form-data"


def add_graph_store(app: OpenAPI, service: Service, limits: Limits) -> None:
    """Add the routes to an application."""
    for path, direct in ((INDIRECT, ""), (DIRECT, "Direct")):
        described = partial(graph_operation, direct=direct)

        @app.get(path, endpoint=f"get{direct}", **described("get"))
        def get() -> Response:
            """Return the statements of a graph."""
            return get_graph(service, limits)

        @app.put(path, endpoint=f"put{direct}", **described("put"))
        def put() -> Response:
            """Make a graph what is sent."""
            return change_graph(service, limits, GraphEdit.PUT)

        @app.post(path, endpoint=f"post{direct}", **described("post"))
        def post() -> Response:
            """Add what is sent to a graph; where none is named, to a new one."""
            return change_graph(service, limits, GraphEdit.POST)

        @app.delete(path, endpoint=f"delete{direct}", **described("delete"))
        def delete() -> Response:
            """Delete a graph."""
            return change_graph(service, limits, GraphEdit.DELETE)


def get_graph(service: Service, limits: Limits) -> Response:
    """Return the statements of a graph."""
    require_utf8()
    graph = required_target()
    media_type = require_accepted(GRAPH_MEDIA_TYPES)
    if graph is not None:
        require_existing(service, limits, graph)
    default = () if graph is None else (graph,)
    asked = SparqlRequest(WHOLE_GRAPH, media_type, default_graphs=default, union=False)
    written = partial(answer, service, asked, limits)
    return unless_known(service, media_type, written, weak=False)


def change_graph(service: Service, limits: Limits, edit: GraphEdit) -> Response:
    """Edit a graph as its verb says."""
    writer = require_writer(service, limits)
    require_utf8()
    new = edit is GraphEdit.POST and not is_targeted()
    address = own_address()
    graph = f"{address}/{uuid4()}" if new else required_target()
    precondition = precondition_of(service, writer)
    documents = () if edit is GraphEdit.DELETE else read_documents()
    made = writer.change(GraphChange(edit, graph, graph or address, documents, precondition))
    response = Response(status=201 if made and edit is not GraphEdit.DELETE else 204)
    if new and graph:
        response.headers["Location"] = graph
    return response


def precondition_of(service: Service, writer: Writer) -> Precondition:
    """Return what must be so for a graph to be changed (RFC 9110, 13.1.1 and 13.1.2).

    A tag stands for all that is written, so one that fits is checked anew when its turn comes.
    """
    wanted, unwanted = request.if_match, request.if_none_match
    revision, state = writer.revision(), service.state()
    if known_tag(state, GRAPH_MEDIA_TYPES, unwanted.as_set(True)):
        raise UnmetPrecondition("the graph is as If-None-Match has it")
    if not wanted or wanted.star_tag:
        return Precondition(exists=bool(wanted) if wanted or unwanted.star_tag else None)
    if not known_tag(state, GRAPH_MEDIA_TYPES, wanted.as_set()):
        raise UnmetPrecondition("something was written since")
    return Precondition(revision=revision)


def is_targeted() -> bool:
    """Tell whether a request names a graph, in its path or by a parameter."""
    return bool(request.view_args) or "graph" in request.args or "default" in request.args


def required_target() -> str | None:
    """Return the graph that a request names, None for the default graph."""
    graphs, default = request.args.getlist("graph"), "default" in request.args
    if request.view_args:
        graphs = [*graphs, own_address()]
    if len(graphs) + default != 1:
        raise BadRequest("name one graph: in the path, by ?graph= and its IRI, or by ?default")
    return None if default else require_iri(graphs[0])


def require_existing(service: Service, limits: Limits, graph: str) -> None:
    """Refuse a graph that does not exist; one without statements does."""
    query = f"ASK {{ GRAPH <{require_iri(graph)}> {{}} }}"
    asked = asked_by_client(SparqlRequest(query, JSON_RESULT), limits)
    if not json.loads(service.sparql.query(asked).read())["boolean"]:
        raise UnknownGraph("no graph has this name")


def read_documents() -> tuple[GraphDocument, ...]:
    """Read the graph that is sent, in one piece or in the files of a form."""
    require_plain()
    if request.mimetype != MULTIPART:
        return (document(request.get_data(cache=False), request.mimetype),)
    files = [file for _, file in request.files.items(multi=True)]
    if not files:
        raise BadRequest("the form holds no file")
    return tuple(document(file.read(), file.mimetype) for file in files)


def document(body: bytes, media_type: str) -> GraphDocument:
    """Return a document whose media type is read here."""
    if media_type not in GRAPH_MEDIA_TYPES:
        raise UnsupportedMediaType(f"a graph is sent as {', '.join(GRAPH_MEDIA_TYPES)}")
    return GraphDocument(body, media_type)
