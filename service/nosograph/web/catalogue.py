"""``/api/queries``: the query catalogue, and each of its queries as a resource of its own."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from flask_openapi3.openapi import OpenAPI
from werkzeug.urls import iri_to_uri

from nosograph.domain.sparql import GRAPH_MEDIA_TYPES, QueryForm
from nosograph.errors import InvalidInput
from nosograph.knowledge.catalogue import CatalogueQuery
from nosograph.knowledge.catalogue_rdf import catalogue_rdf
from nosograph.knowledge.catalogue_results import JSON, read_page
from nosograph.web.asking import answer_of
from nosograph.web.catalogue_documentation import (
    LIST_TYPES,
    MOST_OFFSET,
    MOST_ROWS,
    QUERIES,
    QUERY,
    QUERY_TYPES,
    results_described,
)
from nosograph.web.catalogue_pages import queries_page, query_page
from nosograph.web.representation import FORMATS, TABLE_TYPES, is_held, represented, wanted_type
from nosograph.web.service import Service

CONTROLS = frozenset(("format", "limit", "offset"))


def add_catalogue(app: OpenAPI, service: Service) -> None:
    """Add the catalogue and the results of every query to an application."""
    catalogue, release = service.library.catalogue, service.health.release

    @app.get("/api/queries", **QUERIES)
    def queries() -> Response:
        """All shipped queries: questions, parameters and what they return."""
        listed = tuple(catalogue.queries.values())
        media_type = wanted_type(LIST_TYPES)
        if media_type == FORMATS["html"]:
            return represented(release(), media_type, lambda: queries_page(listed))
        return represented(release(), media_type, lambda: described(listed, media_type))

    @app.get("/api/queries/<path:name>", **QUERY)
    def query() -> Response:
        """One shipped query: its text, or its description."""
        found = catalogue.get((request.view_args or {})["name"])
        media_type = wanted_type(QUERY_TYPES)
        if media_type == FORMATS["html"]:
            return represented(release(), media_type, lambda: query_page(found))
        return represented(release(), media_type, lambda: written(found, media_type))

    for found in catalogue.queries.values():
        add_results(app, service, found)


def add_results(app: OpenAPI, service: Service, query: CatalogueQuery) -> None:
    """Add the results of one query."""

    @app.get(
        f"/api/queries/{query.name}/results",
        endpoint=f"results of {query.name}",
        **results_described(query),
    )
    def results() -> Response:
        """Rows of a shipped query."""
        graph = query.form is QueryForm.CONSTRUCT
        media_type = wanted_type(GRAPH_MEDIA_TYPES if graph else TABLE_TYPES)
        limit = whole("limit", query.limit, 1, MOST_ROWS)
        offset = whole("offset", 0, 0, MOST_OFFSET)
        text = query.bind(given_values())
        release = service.health.release()
        if graph or is_held(release, media_type):
            asked = query.page(text, limit, offset)
            return represented(release, media_type, lambda: answer_of(service, asked, media_type))
        page = read_page(answer_of(service, query.page(text, limit + 1, offset), JSON), limit)
        response = represented(release, media_type, lambda: page.serialised(media_type))
        if page.more:
            response.headers["Link"] = f'<{next_page(limit, offset + limit)}>; rel="next"'
        return response


def given_values() -> dict[str, list[str]]:
    """Return the values that the URL gives to parameters, several where one is repeated."""
    return {name: request.args.getlist(name) for name in request.args if name not in CONTROLS}


def whole(name: str, default: int, least: int, most: int) -> int:
    """Read a whole number of the URL within bounds."""
    given = request.args.get(name)
    if given is None:
        return default
    digits = given.isascii() and given.isdecimal() and len(given) <= len(str(most))
    if not digits or not least <= int(given) <= most:
        raise InvalidInput(f"{name} is a whole number from {least} to {most}")
    return int(given)


def next_page(limit: int, offset: int) -> str:
    """Return the address of the rows after these."""
    args = request.args.copy()
    args["limit"], args["offset"] = str(limit), str(offset)
    pairs = [(name, value) for name in args for value in args.getlist(name)]
    return address(request.base_url, pairs)


def address(base: str, pairs: list[tuple[str, str]]) -> str:
    """Return a URL with a query string."""
    return f"{iri_to_uri(base)}?{urlencode(pairs)}"


def written(query: CatalogueQuery, media_type: str) -> bytes | str:
    """Return a query as its text or its description."""
    if media_type in (FORMATS["rq"], FORMATS["txt"]):
        return query.text
    if media_type == FORMATS["json"]:
        return json.dumps(document(query))
    return described((query,), media_type)


def described(queries: tuple[CatalogueQuery, ...], media_type: str) -> bytes | str:
    """Return the description of queries in JSON or RDF."""
    if media_type == FORMATS["json"]:
        return json.dumps({"queries": [document(query) for query in queries]})
    return catalogue_rdf(queries, f"{request.url_root}sparql", media_type)


def document(query: CatalogueQuery) -> dict[str, Any]:
    """Return the description of a query as a document."""
    place = f"{request.root_path}/api/queries/{query.name}"
    return {
        "name": query.name,
        "summary": query.summary,
        "question": query.question,
        "form": query.form,
        "parameters": [
            {"name": p.name, "type": p.type, "meaning": p.meaning, "example": p.example}
            for p in query.parameters
        ],
        "returns": query.returns,
        "query": query.text,
        "href": place,
        "results": f"{place}/results",
    }
