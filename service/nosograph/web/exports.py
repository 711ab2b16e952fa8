"""``/mappings``, ``/ontology.obo``, ``/ontology.json`` and ``/release``: what is given away."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from flask import Response
from flask_openapi3.openapi import OpenAPI

from nosograph.errors import UnknownTerm
from nosograph.web.export_documentation import MANIFEST, MAPPING_SET, MAPPING_SETS, OBO, OBO_GRAPHS
from nosograph.web.linked_data import view_argument
from nosograph.web.representation import represented
from nosograph.web.service import Exports, Service

ENDING = ".sssom.tsv"
TSV, TEXT, JSON = "text/tab-separated-values", "text/plain", "application/json"


def add_exports(app: OpenAPI, service: Service) -> None:
    """Add the routes to an application."""

    @app.get("/mappings", **MAPPING_SETS)
    def mapping_sets() -> Response:
        """List of the mapping sets that can be downloaded."""
        names = [f"/mappings/{name}{ENDING}" for name in exports_of(service).names()]
        return document(service, JSON, lambda: json.dumps({"mappings": names}))

    @app.get("/mappings/<path:name>", **MAPPING_SET)
    def mapping_set() -> Response:
        """One mapping set in SSSOM."""
        name = view_argument("name")
        if not name.endswith(ENDING):
            raise UnknownTerm((f"{name}{ENDING}",))
        write = partial(exports_of(service).mappings, name.removesuffix(ENDING))
        return document(service, TSV, write)

    @app.get("/ontology.obo", **OBO)
    def obo() -> Response:
        """Ontology in OBO."""
        return document(service, TEXT, partial(exports_of(service).ontology, "obo"))

    @app.get("/ontology.json", **OBO_GRAPHS)
    def obo_graphs() -> Response:
        """Ontology as an OBO Graphs document."""
        return document(service, JSON, partial(exports_of(service).ontology, "obographs"))

    @app.get("/release", **MANIFEST)
    def release() -> Response:
        """Manifest of the release in service."""
        return document(service, JSON, exports_of(service).manifest)


def exports_of(service: Service) -> Exports:
    """Return what gives away; a service without is asked for nothing."""
    if service.exports is None:
        raise UnknownTerm(())
    return service.exports


def document(service: Service, media_type: str, write: Callable[[], bytes | str]) -> Response:
    """Return a document that stays the same as long as the release does."""
    return represented(service.health.release(), media_type, write)
