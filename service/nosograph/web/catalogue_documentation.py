"""How the catalogue and each of its queries are described in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from nosograph.domain.sparql import GRAPH_MEDIA_TYPES, QueryForm
from nosograph.knowledge.catalogue import OPEN, CatalogueQuery, Parameter
from nosograph.web.representation import FORMATS, RDF_TYPES, TABLE_TYPES

#: A page is held in memory, so it is bounded; more is asked for page by page, or at /sparql.
MOST_ROWS = 10_000
MOST_OFFSET = 1_000_000
SCHEMAS = {
    "iri": {"type": "string", "description": "A CURIE or an IRI."},
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "row": {"type": "string", "description": "Numbers, CURIEs or IRIs, with spaces between."},
}


class ParameterDocument(BaseModel):
    """A parameter of a query; several examples are separated by spaces."""

    name: str
    type: str
    meaning: str
    example: str


class QueryDocument(BaseModel):
    """A shipped query: its question, parameters, and where its text and rows are."""

    name: str
    summary: str
    question: str
    form: QueryForm
    parameters: list[ParameterDocument]
    returns: str
    query: str
    href: str
    results: str


class QueriesAnswer(BaseModel):
    """All shipped queries."""

    queries: list[QueryDocument]


def format_parameter(media_types: tuple[str, ...]) -> dict[str, Any]:
    """Describe ``format``, which goes before Accept."""
    names = sorted(name for name, kind in FORMATS.items() if kind in media_types)
    return described("format", {"type": "string", "enum": names}, "Goes before Accept.")


def described(name: str, schema: dict[str, Any], description: str, **more: Any) -> dict[str, Any]:
    """Describe one parameter of a URL."""
    return {"name": name, "in": "query", "schema": schema, "description": description, **more}


def content(media_types: tuple[str, ...]) -> dict[str, Any]:
    """Describe an answer that is text in any of some media types."""
    return {media_type: {"schema": {"type": "string"}} for media_type in media_types}


def query_parameter(parameter: Parameter) -> dict[str, Any]:
    """Describe a parameter of a query: it may be repeated, and has its example as default."""
    schema = {"type": "array", "items": SCHEMAS[parameter.type], "minItems": 1}
    known = [number(parameter.type, each) for each in parameter.examples if each != OPEN]
    more = {"example": known} if known else {}
    return described(parameter.name, schema, parameter.meaning, style="form", explode=True, **more)


def number(type_: str, text: str) -> str | int | float:
    """Return an example as JSON has it."""
    if type_ == "integer":
        return int(text)
    return float(text) if type_ == "decimal" else text


def results_described(query: CatalogueQuery) -> dict[str, Any]:
    """Describe the results of one query."""
    graph = query.form is QueryForm.CONSTRUCT
    media_types = GRAPH_MEDIA_TYPES if graph else TABLE_TYPES
    paging = [
        described("limit", bounded(1, MOST_ROWS), f"Rows at most; {query.limit} if not said."),
        described("offset", bounded(0, MOST_OFFSET), "Rows to leave out before."),
    ]
    asked = [query_parameter(parameter) for parameter in query.parameters]
    return {
        "operation_id": f"results-{query.name.replace('/', '-')}",
        "summary": query.summary,
        "description": f"{query.question} Returns: {query.returns or 'rows'}.",
        "responses": {"200": {"description": "A page of rows", "content": content(media_types)}},
        "openapi_extensions": {"parameters": [*asked, format_parameter(media_types), *paging]},
    }


def bounded(least: int, most: int) -> dict[str, Any]:
    """Describe a whole number within bounds."""
    return {"type": "integer", "minimum": least, "maximum": most}


NAME: dict[str, Any] = {
    "name": "name",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "A name of the catalogue, which holds a slash.",
    "example": "conditions/annotated-findings",
}
LIST_TYPES = ("application/json", FORMATS["html"], *RDF_TYPES)
QUERY_TYPES = (FORMATS["rq"], FORMATS["txt"], *LIST_TYPES)
QUERIES: dict[str, Any] = {
    "operation_id": "queries",
    "responses": {"200": QueriesAnswer},
    "openapi_extensions": {"parameters": [format_parameter(LIST_TYPES)]},
}
QUERY: dict[str, Any] = {
    "operation_id": "query",
    "responses": {"200": QueryDocument},
    "openapi_extensions": {
        "parameters": [
            NAME,
            format_parameter(QUERY_TYPES),
        ]
    },
}
