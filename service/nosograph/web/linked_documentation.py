"""How the addresses of terms and of the ontology are described in the OpenAPI document."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from nosograph.web.catalogue_documentation import content, described, format_parameter
from nosograph.web.linked_sections import PAGES
from nosograph.web.representation import FORMATS, RDF_TYPES

TERM_TYPES = (FORMATS["html"], *RDF_TYPES)
ONTOLOGY_TYPES = (*TERM_TYPES, FORMATS["ofn"])
EXAMPLES = {
    "condition": "HP:0002625",
    "finding": "HP:0003394",
    "complaint": "NocturnalLegAndButtockSpasm",
    "term": "nos:DoNotMissCondition",
}


def in_path(name: str, example: str, description: str) -> dict[str, Any]:
    """Describe a part of a path."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "example": example,
        "description": description,
    }


def redirecting(operation: str, parameter: dict[str, Any]) -> dict[str, Any]:
    """Describe a route that leads to a description."""
    return {
        "operation_id": operation,
        "responses": {"303": {"description": "Where the term is described"}},
        "openapi_extensions": {"parameters": [parameter, format_parameter(TERM_TYPES)]},
    }


def describing(
    operation: str, media_types: tuple[str, ...], *parameters: dict[str, Any]
) -> dict[str, Any]:
    """Describe a route that describes something."""
    answer = {"description": "The description", "content": content(media_types)}
    return {
        "operation_id": operation,
        "responses": {"200": answer},
        "openapi_extensions": {"parameters": [*parameters, format_parameter(media_types)]},
    }


class NodeDocument(BaseModel):
    """A node of a graph: a term, and where its page is; an empty page where it has none here."""

    id: str
    label: str
    kind: Literal["condition", "finding", "complication", "outcome", "complaint", "code"]
    page: str


class EdgeDocument(BaseModel):
    """An edge of a graph: how its target belongs to its source; ``weight`` is from 1 to 5."""

    source: str
    target: str
    label: str
    weight: int


class GraphDocument(BaseModel):
    """A term and what is around it, at most 60 nodes; ``omitted`` counts those left out by kind."""

    root: str
    nodes: list[NodeDocument]
    edges: list[EdgeDocument]
    omitted: dict[str, int]


ENDING = "A CURIE, with .html, .ttl, .nt, .jsonld or .rdf behind it if a format is wanted."
PAGE: dict[str, Any] = {
    kind: {
        **describing(f"{kind}Page", TERM_TYPES, in_path("name", EXAMPLES[kind], ENDING)),
        "summary": f"Description of a {kind}",
    }
    for kind in PAGES
}
PROBLEM: Any = describing(
    "problem",
    (FORMATS["html"],),
    in_path("slug", "unknown-term", "The last part of a problem document's type."),
)
CONDITION_GRAPH: Any = {
    "operation_id": "conditionGraph",
    "responses": {"200": GraphDocument},
    "openapi_extensions": {
        "parameters": [in_path("name", EXAMPLES["condition"], "A CURIE.")],
    },
}
ID: Any = redirecting("ownTerm", in_path("local", "Syncope", "What follows our namespace."))
RESOURCE: Any = redirecting(
    "anyTerm",
    described("iri", {"type": "string"}, "A CURIE or an IRI.", required=True, example="HP:0003394"),
)
ONTOLOGY: Any = describing("ontology", ONTOLOGY_TYPES)
ONTOLOGY_VERSION: Any = describing(
    "ontologyVersion",
    ONTOLOGY_TYPES,
    in_path("version", "2025-01-16", "A release, or its date, that is in service."),
)
