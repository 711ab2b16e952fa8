"""``/ontology``: the ontology, and its documentation made from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from flask import Response, render_template
from flask_openapi3.openapi import OpenAPI

from nosograph.domain.identifiers import PREFIXES
from nosograph.errors import UnknownTerm
from nosograph.web.asking import answer_of
from nosograph.web.linked_data import view_argument
from nosograph.web.linked_documentation import ONTOLOGY, ONTOLOGY_TYPES, ONTOLOGY_VERSION
from nosograph.web.linked_pages import Table, table
from nosograph.web.linked_sections import Column, Section
from nosograph.web.representation import FORMATS, represented, wanted_type
from nosograph.web.service import Service

#: A release is named by the date of its newest source and a digest: 2025-01-16-aa442af9ae63.
DATE_LENGTH = len("2025-01-16")
#: The page has three addresses: with the release, with its date, and without.
KEPT = 3
SECTIONS = (
    Section(
        "Classes",
        "ontology/classes",
        "",
        (
            Column("Class", "class", "label", "term"),
            Column("Kind of", "parent", "", "term"),
            Column("Definition", "definition"),
        ),
    ),
    Section(
        "Relations",
        "ontology/relations",
        "",
        (
            Column("Relation", "relation", "label", "term"),
            Column("Kind", "kind"),
            Column("Definition", "definition"),
        ),
    ),
    Section(
        "Records",
        "provenance/record-counts",
        "",
        (Column("Kind", "kind", "label", "term"), Column("Records", "records")),
    ),
)


def add_ontology(app: OpenAPI, service: Service) -> None:
    """Add the ontology and its versions to an application."""
    page = lru_cache(KEPT)(lambda here: documentation(service, here))

    @app.get("/ontology", **ONTOLOGY)
    def ontology() -> Response:
        """Ontology of the release in service: its documentation, or the document."""
        return answer(service, "/ontology", page)

    @app.get("/ontology/<path:version>", **ONTOLOGY_VERSION)
    def ontology_version() -> Response:
        """Version of the ontology; only that in service is at hand."""
        release, version = service.health.release(), view_argument("version")
        if version not in (release, release[:DATE_LENGTH]):
            raise UnknownTerm((f"https://w3id.org/nosograph/ontology/{release}",))
        return answer(service, f"/ontology/{version}", page)


def answer(service: Service, here: str, page: Callable[[str], str]) -> Response:
    """Return the ontology in the representation that is asked for."""
    held = service.library.ontology is not None
    offers = ONTOLOGY_TYPES if held else ONTOLOGY_TYPES[:-1]
    media_type = wanted_type(offers)
    return represented(
        service.health.release(),
        media_type,
        lambda: page(here) if media_type == FORMATS["html"] else written(service, media_type),
    )


def written(service: Service, media_type: str) -> bytes | str:
    """Return the ontology in functional syntax, or in RDF."""
    if media_type == FORMATS["ofn"]:
        return service.library.ontology or b""
    text = service.library.catalogue.get("construct/ontology").text
    return answer_of(service, text, media_type)


def documentation(service: Service, here: str) -> str:
    """Return the documentation of the ontology."""
    library = service.library
    return render_template(
        "ontology.html",
        here=here,
        tables=tables(service),
        functional=library.ontology is not None,
        rules=library.rules,
        prefixes=PREFIXES,
        statements=library.statements,
        sources={source.graph: source for source in library.sources},
    )


def tables(service: Service) -> list[Table]:
    """Return the tables of the page."""
    return [table(service, section, "") for section in SECTIONS]
