"""``/mappings``, ``/ontology.obo``, ``/ontology.json`` and ``/release``: what is given away."""

from __future__ import annotations

import json

from flask import Response
from flask_openapi3.openapi import OpenAPI

from nosograph.errors import UnknownTerm
from nosograph.web.export_documentation import MANIFEST, MAPPING_SET, MAPPING_SETS, OBO, OBO_GRAPHS
from nosograph.web.linked_data import view_argument
from nosograph.web.service import Exports, Service

ENDING = ".sssom.tsv"
TSV, TEXT, JSON = "text/tab-separated-values", "text/plain", "application/json"


def add_exports(app: OpenAPI, service: Service) -> None:
    """Add the routes to an application."""

    @app.get("/mappings", **MAPPING_SETS)
    def mapping_sets() -> Response:
        """List of the mapping sets that can be downloaded."""
        names = [f"/mappings/{name}{ENDING}" for name in exports_of(service).names()]
        return document(service, json.dumps({"mappings": names}).encode(), JSON)

    @app.get("/mappings/<path:name>", **MAPPING_SET)
    def mapping_set() -> Response:
        """One mapping set in SSSOM."""
        name = view_argument("name")
        if not name.endswith(ENDING):
            raise UnknownTerm((f"{name}{ENDING}",))
        return document(service, exports_of(service).mappings(name.removesuffix(ENDING)), TSV)

    @app.get("/ontology.obo", **OBO)
    def obo() -> Response:
        """Ontology in OBO."""
        return document(service, exports_of(service).ontology("obo"), TEXT)

    @app.get("/ontology.json", **OBO_GRAPHS)
    def obo_graphs() -> Response:
        """Ontology as an OBO Graphs document."""
        return document(service, exports_of(service).ontology("obographs"), JSON)

    @app.get("/release", **MANIFEST)
    def release() -> Response:
        """Manifest of the release in service."""
        return document(service, exports_of(service).manifest(), JSON)


def exports_of(service: Service) -> Exports:
    """Return what gives away; a service without is asked for nothing."""
    if service.exports is None:
        raise UnknownTerm(())
    return service.exports


def document(service: Service, content: bytes, media_type: str) -> Response:
    """Return a document that stays the same as long as the release does."""
    response = Response(content, mimetype=media_type)
    response.set_etag(service.health.release())
    return response
