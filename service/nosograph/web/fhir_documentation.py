"""How ``/fhir`` is described in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_openapi3.models.path_item import PathItem
from flask_openapi3.openapi import OpenAPI

MEDIA_TYPE = "application/fhir+json"
URI = {"type": "string", "format": "uri"}
TEXT = {"type": "string"}
FLAG = {"type": "boolean"}
WHOLE = {"type": "integer", "minimum": 0}
RESOURCE = {
    "type": "object",
    "required": ["resourceType"],
    "properties": {"resourceType": TEXT},
}
PARAMETERS = {
    "type": "object",
    "required": ["resourceType"],
    "properties": {
        "resourceType": {"const": "Parameters"},
        "parameter": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": TEXT,
                    "valueUri": URI,
                    "valueCode": TEXT,
                    "valueString": TEXT,
                    "valueBoolean": FLAG,
                    "valueInteger": {"type": "integer"},
                    "resource": RESOURCE,
                },
            },
        },
    },
}
BUNDLE = {
    "type": "object",
    "required": ["resourceType", "type"],
    "properties": {
        "resourceType": {"const": "Bundle"},
        "type": {"const": "batch"},
        "entry": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "resource": RESOURCE,
                    "request": {"type": "object", "properties": {"method": TEXT, "url": TEXT}},
                },
            },
        },
    },
}
VERSION = {"displayLanguage": TEXT, "system-version": URI, "useSupplement": URI}
#: The parameters of each operation that have a simple value; Parameters may carry the others.
OPERATIONS: Mapping[str, Mapping[str, Any]] = {
    "CodeSystem/$lookup": {"system": URI, "code": TEXT, "version": TEXT, "property": TEXT},
    "CodeSystem/$validate-code": {"url": URI, "code": TEXT, "version": TEXT, "display": TEXT},
    "CodeSystem/$subsumes": {"system": URI, "codeA": TEXT, "codeB": TEXT, "version": TEXT},
    "ValueSet/$expand": {
        "url": URI,
        "filter": TEXT,
        "count": WHOLE,
        "offset": WHOLE,
        "activeOnly": FLAG,
        "includeDesignations": FLAG,
        "excludeNested": FLAG,
    },
    "ValueSet/$validate-code": {"url": URI, "system": URI, "code": TEXT, "display": TEXT},
    "ValueSet/$batch-validate-code": {},
    "ConceptMap/$translate": {
        "sourceSystem": URI,
        "sourceCode": TEXT,
        "targetSystem": URI,
        "targetCode": TEXT,
        "system": URI,
        "code": TEXT,
        "targetsystem": URI,
        "reverse": FLAG,
    },
}
SEARCHES = ("CodeSystem", "ValueSet", "ConceptMap")


def document_fhir(app: OpenAPI) -> None:
    """Describe every operation, read and search."""
    described: dict[str, Any] = {
        "/fhir": {"post": _operation("fhirBatch", body=BUNDLE)},
        "/fhir/metadata": {"get": _operation("fhirMetadata", {"mode": TEXT})},
    }
    for path, query in OPERATIONS.items():
        name = path.replace("/$", "-")
        described[f"/fhir/{path}"] = {
            "get": _operation(f"{name}-get", {**query, **VERSION}),
            "post": _operation(f"{name}-post", body=PARAMETERS),
        }
    for kind in SEARCHES:
        query = {"url": URI, "version": TEXT, "name": TEXT}
        described[f"/fhir/{kind}"] = {"get": _operation(f"{kind}-search", query)}
        described[f"/fhir/{kind}/{{id}}"] = {"get": _read(kind)}
    app.paths.update({path: PathItem.model_validate(each) for path, each in described.items()})


def _read(kind: str) -> dict[str, Any]:
    identifier = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    return {**_operation(f"{kind}-read"), "parameters": [identifier]}


def _operation(
    name: str,
    query: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    answer = {"content": {MEDIA_TYPE: {"schema": RESOURCE}}}
    made: dict[str, Any] = {
        "operationId": name,
        "tags": ["FHIR"],
        "parameters": [
            {"name": parameter, "in": "query", "required": False, "schema": schema}
            for parameter, schema in (query or {}).items()
        ],
        "responses": {
            "200": {"description": "A FHIR resource", **answer},
            "default": {"description": "An OperationOutcome", **answer},
        },
    }
    if body is not None:
        content = {media_type: {"schema": body} for media_type in (MEDIA_TYPE, "application/json")}
        made["requestBody"] = {"required": True, "content": content}
    return made
