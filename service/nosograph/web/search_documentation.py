"""How the search for names is described in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from flask_openapi3.models import OPENAPI3_REF_TEMPLATE
from pydantic import BaseModel, Field

from nosograph.domain.naming import NameKind
from nosograph.web.catalogue_documentation import described
from nosograph.web.schemas import Strict

#: Characters; the longest name of any term has 255.
LONGEST = 300
USUAL_TERMS = 10
#: More than anybody reads of a list.
MOST_TERMS = 100
MEMBERS = ("q", "kind", "limit")


class SearchDocument(Strict):
    """What is looked for."""

    q: str = Field(max_length=LONGEST, examples=["muscle sp"])
    kind: list[NameKind] = Field(default=[], description="Kinds of terms; none: all.")
    limit: int = Field(default=USUAL_TERMS, ge=1, le=MOST_TERMS)


class NamedTermDocument(BaseModel):
    """A term; ``name`` is the one of its names that was met, ``page`` the path of its page."""

    id: str
    label: str
    kind: NameKind
    name: str
    page: str


class SearchAnswer(BaseModel):
    """The terms found, best first."""

    release: str
    terms: list[NamedTermDocument]


_KINDS = {"type": "array", "items": {"type": "string", "enum": list(NameKind)}}
_LIMIT = {"type": "integer", "minimum": 1, "maximum": MOST_TERMS}
_WORDS = {"type": "string", "maxLength": LONGEST}

SEARCH: Any = {
    "operation_id": "search",
    "responses": {"200": SearchAnswer},
    "openapi_extensions": {
        "parameters": [
            described("q", _WORDS, "Beginnings of words, in any order.", example="muscle sp"),
            described("kind", _KINDS, "Kinds of terms; none: all."),
            described("limit", _LIMIT, "Terms at most."),
        ]
    },
}
SEARCH_BY_BODY: Any = {
    "operation_id": "searchByBody",
    "responses": {"200": SearchAnswer},
    "openapi_extensions": {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": OPENAPI3_REF_TEMPLATE.format(model="SearchDocument")}
                }
            },
        }
    },
}
