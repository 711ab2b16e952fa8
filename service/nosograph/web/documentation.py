"""How each route is described in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from flask_openapi3.models import OPENAPI3_REF_TEMPLATE
from flask_openapi3.models.schema import Schema
from flask_openapi3.openapi import OpenAPI

from nosograph.domain.differential import NOTICE
from nosograph.domain.sparql import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES
from nosograph.web.explanation_schemas import ExplanationAnswer
from nosograph.web.operation_schemas import LiveAnswer, ReadyAnswer, RunningAnswer
from nosograph.web.schemas import (
    DifferentialAnswer,
    DifferentialRequest,
    FindingsAnswer,
    ProblemDocument,
    QuestionsAnswer,
    TextDocument,
)
from nosograph.web.search_documentation import SearchDocument

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
    "FHIR": {
        "value": {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [
                {
                    "resource": {
                        "resourceType": "Condition",
                        "code": {
                            "coding": [{"system": "http://snomed.info/sct", "code": "55300003"}]
                        },
                    }
                }
            ],
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

_CLASS = {"type": "string", "minLength": 1, "maxLength": 500}
EXPLANATION: Any = {
    "operation_id": "explanation",
    "responses": {"200": ExplanationAnswer},
    "openapi_extensions": {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": True,
                "schema": _CLASS,
                "description": description,
                "example": example,
            }
            for name, description, example in (
                ("sub", "The class below: a CURIE or an IRI.", "HP:0002625"),
                ("super", "The class above.", "nos:DoNotMissCondition"),
            )
        ]
    },
}

_ANSWER = {
    "description": "The complete answer",
    "content": {
        media_type: {"schema": {"type": "string"}}
        for media_type in (*RESULT_MEDIA_TYPES, *GRAPH_MEDIA_TYPES)
    },
}
_GRAPHS = {"type": "array", "items": {"type": "string"}}
_DATASET = {
    "default-graph-uri": (_GRAPHS, "Default graph."),
    "named-graph-uri": (_GRAPHS, "Named graph."),
    "timeout": ({"type": "number", "exclusiveMinimum": 0}, "Time limit in seconds, up to a cap."),
}
_QUERY = {"query": ({"type": "string"}, "SELECT, ASK, CONSTRUCT or DESCRIBE.")}


_UPDATED = {"update": ({"type": "string"}, "A SPARQL update.")}
_USING = {
    "using-graph-uri": (_GRAPHS, "Default graph of the patterns."),
    "using-named-graph-uri": (_GRAPHS, "Named graph of the patterns."),
}
BEARER: Any = [{"bearer": []}]


def _url_parameters(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "schema": schema,
            "description": description,
        }
        for name, (schema, description) in described.items()
    ]


def _form(described: dict[str, Any]) -> dict[str, Any]:
    properties = {name: schema for name, (schema, _) in described.items()}
    needed = [name for name in ("query", "update") if name in properties]
    return {"type": "object", "required": needed, "properties": properties}


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
                "application/sparql-update": {"schema": {"type": "string"}},
                "application/x-www-form-urlencoded": {
                    "schema": {"anyOf": [_form(_QUERY | _DATASET), _form(_UPDATED | _USING)]}
                },
            },
        },
    },
}
RUNNING: Any = {"operation_id": "runningQueries", "responses": {"200": RunningAnswer}}
STOP: Any = {
    "operation_id": "stopQuery",
    "responses": {"204": {"description": "The query is being stopped"}},
}
UPDATE: Any = {
    "operation_id": "update",
    "security": BEARER,
    "responses": {"204": {"description": "The update is done, and lasts"}},
    "openapi_extensions": {
        "parameters": _url_parameters(_USING),
        "requestBody": {
            "required": True,
            "content": {
                "application/sparql-update": {"schema": {"type": "string"}},
                "application/x-www-form-urlencoded": {"schema": _form(_UPDATED | _USING)},
            },
        },
    },
}

_TARGET = _url_parameters(
    {
        "graph": ({"type": "string", "format": "iri"}, "The graph's IRI."),
        "default": ({"type": "string"}, "Present, without a value, for the default graph."),
    }
)
_PATH = {"name": "graph", "in": "path", "required": True, "schema": {"type": "string"}}
_GRAPH_BODY = {
    "required": True,
    "content": {
        **{media_type: {"schema": {"type": "string"}} for media_type in GRAPH_MEDIA_TYPES},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "additionalProperties": {"type": "string", "format": "binary"},
            }
        },
    },
}
_GRAPH = {
    "description": "The statements of the graph",
    "content": {media_type: {"schema": {"type": "string"}} for media_type in GRAPH_MEDIA_TYPES},
}
_MADE = {"description": "The graph is made"}
_CHANGED = {"description": "The graph is changed"}


def graph_operation(verb: str, direct: str) -> dict[str, Any]:
    """Describe a verb of the Graph Store Protocol, with the graph in the path or a parameter."""
    written = verb in ("put", "post")
    responses: dict[str, Any] = {"200": _GRAPH} if verb == "get" else {"204": _CHANGED}
    extensions: dict[str, Any] = {"parameters": [_PATH] if direct else _TARGET}
    if written:
        responses["201"] = _MADE
        extensions["requestBody"] = _GRAPH_BODY
    return {
        "operation_id": f"{verb}Graph{direct}",
        "responses": responses,
        "openapi_extensions": extensions,
        **({} if verb == "get" else {"security": BEARER}),
    }


VOID: Any = {"operation_id": "void", "responses": {"200": _GRAPH}}
LIVE: Any = {"operation_id": "live", "responses": {"200": LiveAnswer}}
READY: Any = {"operation_id": "ready", "responses": {"200": ReadyAnswer}}


def add_request_schemas(app: OpenAPI) -> None:
    """Add the models of request bodies, which no route validates with, to the description."""
    schema = DifferentialRequest.model_json_schema(ref_template=OPENAPI3_REF_TEMPLATE)
    search = SearchDocument.model_json_schema(ref_template=OPENAPI3_REF_TEMPLATE)
    definitions = schema.pop("$defs") | search.pop("$defs") | {"SearchDocument": search}
    for name, definition in {**definitions, DifferentialRequest.__name__: schema}.items():
        app.components_schemas[name] = Schema(**definition)
