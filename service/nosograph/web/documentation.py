"""How each route is described in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from flask_openapi3.models import OPENAPI3_REF_TEMPLATE
from flask_openapi3.models.schema import Schema
from flask_openapi3.openapi import OpenAPI

from nosograph.domain.differential import NOTICE
from nosograph.domain.sparql import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES
from nosograph.web.schemas import (
    DifferentialAnswer,
    DifferentialRequest,
    FindingsAnswer,
    LiveAnswer,
    ProblemDocument,
    QuestionsAnswer,
    ReadyAnswer,
    RunningAnswer,
    TextDocument,
)

DESCRIPTION = f"Four-tier differentials with their reasons, and SPARQL over every graph. {NOTICE}"

EXAMPLES = {
    "words": {"value": {"text": "nocturnal leg and butt spasms"}},
    "codes": {
        "value": {
            "age": "P58Y",
            "sex": "female",
            "findings": [
                {
                    "id": "HP:0003394",
                    "site": "UBERON:0000978",
                    "timing": "HP:0025301",
                    "status": "present",
                }
            ],
        }
    },
    "phenopacket": {
        "value": {
            "subject": {
                "sex": "FEMALE",
                "timeAtLastEncounter": {"age": {"iso8601duration": "P9Y"}},
            },
            "phenotypicFeatures": [{"type": {"id": "HP:0003394"}, "excluded": False}],
        }
    },
}


def _reference(model: type) -> dict[str, str]:
    return {"$ref": OPENAPI3_REF_TEMPLATE.format(model=model.__name__)}


PROBLEM_RESPONSES: Any = {
    "default": {
        "description": "A problem document (RFC 9457)",
        "content": {"application/problem+json": {"schema": _reference(ProblemDocument)}},
    }
}

PRESENTATION: Any = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": _reference(DifferentialRequest), "examples": EXAMPLES}
        },
    }
}

DIFFERENTIAL: Any = {
    "operation_id": "differential",
    "responses": {"200": DifferentialAnswer},
    "openapi_extensions": PRESENTATION,
}

QUESTIONS: Any = {
    "operation_id": "questions",
    "responses": {"200": QuestionsAnswer},
    "openapi_extensions": PRESENTATION,
}

FINDINGS: Any = {
    "operation_id": "findings",
    "responses": {"200": FindingsAnswer},
    "openapi_extensions": {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _reference(TextDocument)}},
        }
    },
}

_ANSWER = {
    "description": "The complete answer",
    "content": {
        media_type: {"schema": {"type": "string"}}
        for media_type in (*RESULT_MEDIA_TYPES, *GRAPH_MEDIA_TYPES)
    },
}
_DATASET = {
    "default-graph-uri": ({"type": "array", "items": {"type": "string"}}, "Default graph."),
    "named-graph-uri": ({"type": "array", "items": {"type": "string"}}, "Named graph."),
    "timeout": ({"type": "number", "exclusiveMinimum": 0}, "Time limit in seconds, up to a cap."),
}
_QUERY = {"query": ({"type": "string"}, "SELECT, ASK, CONSTRUCT or DESCRIBE.")}


def _url_parameters(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "query",
            "required": name == "query",
            "schema": schema,
            "description": description,
        }
        for name, (schema, description) in described.items()
    ]


def _form(described: dict[str, Any]) -> dict[str, Any]:
    properties = {name: schema for name, (schema, _) in described.items()}
    return {"type": "object", "required": ["query"], "properties": properties}


SPARQL_GET: Any = {
    "operation_id": "queryByUrl",
    "responses": {"200": _ANSWER},
    "openapi_extensions": {"parameters": _url_parameters(_QUERY | _DATASET)},
}
SPARQL_POST: Any = {
    "operation_id": "queryByBody",
    "responses": {"200": _ANSWER},
    "openapi_extensions": {
        "parameters": _url_parameters(_DATASET),
        "requestBody": {
            "required": True,
            "content": {
                "application/sparql-query": {"schema": {"type": "string"}},
                "application/x-www-form-urlencoded": {"schema": _form(_QUERY | _DATASET)},
            },
        },
    },
}
RUNNING: Any = {"operation_id": "runningQueries", "responses": {"200": RunningAnswer}}
STOP: Any = {
    "operation_id": "stopQuery",
    "responses": {"204": {"description": "The query is being stopped"}},
}
LIVE: Any = {"operation_id": "live", "responses": {"200": LiveAnswer}}
READY: Any = {"operation_id": "ready", "responses": {"200": ReadyAnswer}}


def add_request_schemas(app: OpenAPI) -> None:
    """Add the models of request bodies, which no route validates with, to the description."""
    schema = DifferentialRequest.model_json_schema(ref_template=OPENAPI3_REF_TEMPLATE)
    definitions = schema.pop("$defs")
    for name, definition in {**definitions, DifferentialRequest.__name__: schema}.items():
        app.components_schemas[name] = Schema(**definition)
