"""How codes of other systems were used, as the description of the API shows it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from nosograph.domain.differential import Unmapped
from nosograph.web.crosswalk_schemas import Predicate, StepDocument


class MappedDocument(BaseModel):
    """A code that was given, and the finding that it was taken for."""

    from_: str = Field(alias="from")
    to: str
    label: str | None
    predicate: Predicate
    path: list[StepDocument]


class MaybeDocument(BaseModel):
    """A finding that a code may stand for."""

    id: str
    label: str | None


class UnmappedDocument(BaseModel):
    """A code that was given and not used."""

    code: str
    reason: Unmapped
    candidates: list[MaybeDocument]
