"""``/sparql`` for people: an editor with the query catalogue as its examples."""

from __future__ import annotations

from itertools import groupby

from flask import Response, render_template, request

from nosograph.domain.identifiers import PREFIXES
from nosograph.domain.sparql import GRAPH_MEDIA_TYPES
from nosograph.knowledge.catalogue import CatalogueQuery
from nosograph.web.linked_pages import PROPERTIES
from nosograph.web.negotiation import negotiate
from nosograph.web.representation import FORMATS, represented
from nosograph.web.service import Service

#: What the editor opens with.
FIRST = "risk/dangerous-conditions"
#: The prefix of the graphs of a release, which the shipped queries declare beside the others.
GRAPHS = {"g": f"{PREFIXES['nos']}graph/"}
#: Properties that are not described in our ontology, but stand in the graphs.
STANDARD = (*PROPERTIES, "rdfs:label", "skos:definition", "rdfs:range", "rdfs:domain")
#: Classes that conditions are inferred to be in; the query of all classes leaves out conditions.
TIERS = ("nos:DoNotMissCondition", "nos:RareCondition", "nos:ListedRareDisease")


def is_page_wanted() -> bool:
    """Tell whether a browser asks for the endpoint itself, and neither a query nor RDF."""
    offers = (*GRAPH_MEDIA_TYPES, FORMATS["html"])
    accepted = negotiate(request.headers.get("Accept"), offers)
    return not request.args and accepted == FORMATS["html"]


def sparql_page(service: Service) -> Response:
    """Return the editor."""
    release = service.health.release()
    return represented(release, FORMATS["html"], lambda: editor(service))


def editor(service: Service) -> str:
    """Return the page of the editor."""
    queries = service.library.catalogue.queries
    grouped = groupby(queries.values(), folder_of)
    return render_template(
        "sparql.html",
        folders=[(folder, list(members)) for folder, members in grouped],
        first=queries[FIRST].text if FIRST in queries else "",
        prefixes={**PREFIXES, **GRAPHS},
        properties=STANDARD,
        classes=TIERS,
    )


def folder_of(query: CatalogueQuery) -> str:
    """Return the folder that a query stands in."""
    return query.name.partition("/")[0]
