"""Linked data: every own term, condition, finding and complaint at an address of its own."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, redirect, render_template, request
from flask_openapi3.openapi import OpenAPI
from werkzeug.exceptions import BadRequest

from nosograph.domain.identifiers import NOS, converter
from nosograph.errors import InvalidInput, UnknownTerm
from nosograph.knowledge.catalogue import Parameter, term
from nosograph.knowledge.graph_rdf import graph_rdf
from nosograph.web.asking import answer_of
from nosograph.web.linked_documentation import CONDITION_GRAPH, ID, PAGE, RESOURCE
from nosograph.web.linked_pages import (
    GRAPHS,
    code_of,
    kinds_of,
    page_of,
    path_of,
    place_of,
)
from nosograph.web.linked_sections import PAGES
from nosograph.web.representation import FORMATS, RDF_TYPES, represented, wanted_type
from nosograph.web.service import Service
from nosograph.web.surroundings import written_graph

OFFERS = (FORMATS["html"], *RDF_TYPES)
#: The kind of term whose surroundings are drawn, and what its page's path has behind it for that.
DRAWN, GRAPH_END = "condition", "/graph"
ENDINGS = tuple(f".{name}" for name, kind in FORMATS.items() if kind in OFFERS)
IRI = Parameter("iri", "iri", "a term")
#: Documents of ours that are no terms, and where each is.
DOCUMENTS = {
    f"{NOS}ontology": "/ontology",
    f"{NOS}upper": "/ontology",
    f"{NOS}prefixes": "/api/queries",
}
#: Namespaces of ours that hold no terms, and the path that each is at.
FOLDERS = {
    f"{NOS}fhir/": "/fhir/",
    f"{NOS}ontology/": "/ontology/",
    f"{NOS}problem/": "/problem/",
    f"{NOS}query/": "/api/queries/",
}


def add_linked_data(app: OpenAPI, service: Service) -> None:
    """Add the pages of terms, and the redirects that lead to them."""
    add_graph(app, service)
    for kind in PAGES:
        add_pages(app, service, kind)

    @app.get("/id/<path:local>", **ID)
    def own_term() -> Response:
        """Where the description of one of our own terms is."""
        return see_other(service, whole(service, NOS + view_argument("local")))

    @app.get("/resource", **RESOURCE)
    def any_term() -> Response:
        """Where the description of any term is."""
        given = request.args.get("iri")
        if given is None:
            raise BadRequest("give an iri")
        return see_other(service, whole(service, given))


def add_graph(app: OpenAPI, service: Service) -> None:
    """Add the surroundings of a condition, to be drawn."""

    @app.get(f"/{DRAWN}/<path:name>{GRAPH_END}", **CONDITION_GRAPH)
    def condition_graph() -> Response:
        """Surroundings of a condition: findings, consequences, complaints and codes."""
        iri = whole(service, view_argument("name"))
        if not PAGES[DRAWN].classes & known_kinds(service, iri):
            raise UnknownTerm(())
        json = FORMATS["json"]
        return represented(service.health.release(), json, lambda: written_graph(service, iri))


def add_pages(app: OpenAPI, service: Service, kind: str) -> None:
    """Add the pages of one kind of term."""

    @app.get(f"/{kind}/<path:name>", endpoint=f"page of a {kind}", **PAGE[kind])
    def page() -> Response:
        """Page of a term, or its description in RDF."""
        name, ending = ending_of(view_argument("name"))
        iri = whole(service, name if kind != "complaint" or ":" in name else f"nos:{name}")
        kinds = known_kinds(service, iri)
        if not (kind == "term" or PAGES[kind].classes & kinds):
            return see_other(service, iri)
        media_type = wanted_type(OFFERS, ending)
        release = service.health.release()
        if media_type == FORMATS["html"]:
            return represented(release, media_type, lambda: html(service, kind, iri, kinds))
        return represented(release, media_type, lambda: rdf(service, kind, iri, media_type))


def html(service: Service, kind: str, iri: str, kinds: frozenset[str]) -> str:
    """Return the page of a term."""
    shown = page_of(service, kind, iri, kinds)
    return render_template(
        "term.html",
        page=shown,
        here=path_of(kind, iri),
        graph=f"{path_of(kind, iri)}{GRAPH_END}" if kind == DRAWN else "",
    )


def rdf(service: Service, kind: str, iri: str, media_type: str) -> bytes:
    """Return the description of a term in RDF."""
    if iri.startswith(GRAPHS):
        return graph_rdf(service.library, iri, media_type)
    page = PAGES[kind]
    text = service.library.catalogue.get(page.description).bind({page.parameter: [iri]})
    return answer_of(service, text, media_type)


def view_argument(name: str) -> str:
    """Return a part of the path."""
    return str((request.view_args or {})[name])


def ending_of(name: str) -> tuple[str, str]:
    """Split a name from the ending that asks for a format.

    >>> ending_of("HP:0002625.ttl")
    ('HP:0002625', 'ttl')
    >>> ending_of("nos:Syncope.1.1")
    ('nos:Syncope.1.1', '')
    """
    found = next((ending for ending in ENDINGS if name.endswith(ending)), "")
    return name.removesuffix(found), found.removeprefix(".")


def whole(service: Service, name: str) -> str:
    """Return the IRI of a CURIE or an IRI; for what can be neither, say what is near."""
    try:
        iri = term(IRI, name).value
    except InvalidInput:
        raise UnknownTerm(service.library.terms.near(name)) from None
    if converter().compress(iri) is None:
        raise UnknownTerm(service.library.terms.near(name))
    current = service.library.terms.replaced.get(code_of(iri))
    return iri if current is None else redirected(service, iri, current)


def redirected(service: Service, iri: str, current: str) -> str:
    """Return the IRI of a merged term's successor; an obsolete term keeps its own page."""
    return iri if kinds_of(service, iri) else converter().expand(current) or iri


def known_kinds(service: Service, iri: str) -> frozenset[str]:
    """Return the classes of a term, or say that nothing is known of it and what is near."""
    if iri in service.library.statements:
        return frozenset(("void:Dataset",))
    if kinds := kinds_of(service, iri):
        return kinds
    raise UnknownTerm(service.library.terms.near(code_of(iri)))


def see_other(service: Service, iri: str) -> Response:
    """Send a client to where a term is described, in the format it asked for."""
    path = document_path(iri) or path_of(place_of(known_kinds(service, iri)), iri)
    asked = request.args.get("format", "")
    return redirect(f"{path}?format={quote(asked)}" if asked else path, 303)  # type: ignore[return-value]


def document_path(iri: str) -> str:
    """Return the path of one of our IRIs that is no term; empty where it is one."""
    if iri in DOCUMENTS:
        return DOCUMENTS[iri]
    space = next((space for space in FOLDERS if iri.startswith(space)), "")
    return FOLDERS[space] + quote(iri.removeprefix(space)) if space else ""
