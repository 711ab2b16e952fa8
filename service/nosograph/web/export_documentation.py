"""How the downloads are described in the OpenAPI document."""

from __future__ import annotations

from typing import Any


def _download(operation: str, media_type: str, what: str) -> dict[str, Any]:
    schema = {"type": "object"} if media_type == "application/json" else {"type": "string"}
    content = {media_type: {"schema": schema}}
    return {
        "operation_id": operation,
        "responses": {"200": {"description": what, "content": content}},
    }


_NAME = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
MAPPING_SETS: Any = _download("mappingSets", "application/json", "The addresses of the sets")
MAPPING_SET: Any = {
    **_download("mappingSet", "text/tab-separated-values", "The mapping set"),
    "openapi_extensions": {"parameters": [_NAME]},
}
OBO: Any = _download("ontologyObo", "text/plain", "The ontology in OBO")
OBO_GRAPHS: Any = _download("ontologyOboGraphs", "application/json", "The ontology's graph")
MANIFEST: Any = _download("manifest", "application/json", "What the release is made of")
