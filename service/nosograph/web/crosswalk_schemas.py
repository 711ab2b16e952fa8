"""What `/api/crosswalk` takes and gives, as the description of the API shows it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

CODE_FORMS = "SYSTEM:CODE, an address, or URL|CODE; bare where `system` is given."
Predicate = Literal[
    "skos:exactMatch", "skos:closeMatch", "skos:narrowMatch", "skos:broadMatch", "skos:relatedMatch"
]


class CrosswalkRequest(BaseModel):
    """Codes of any system; without `to`, every other system is answered."""

    model_config = ConfigDict(extra="forbid")

    codes: list[str] = Field(
        min_length=1,
        max_length=100_000,
        description=CODE_FORMS,
        examples=[["SNOMEDCT:32914008", "http://hl7.org/fhir/sid/icd-10-cm|G25.81"]],
    )
    to: str | None = Field(default=None, examples=["ICD10CM"])
    system: str | None = Field(default=None, examples=["ICD10CM"])


class StepDocument(BaseModel):
    """One row of a mapping set, in the direction in which it was read."""

    from_: str = Field(alias="from")
    predicate: Predicate
    to: str
    justification: str = Field(description="SEMAPV, as the row says.")
    mapping_set: str
    version: str | None
    stated: str = Field(description="The property of the row, such as oboInOwl:hasDbXref.")
    inverted: bool = Field(description="Whether the row says it the other way round.")


class StandingDocument(BaseModel):
    """What the loaded version of its system says of a code."""

    system: str
    version: str | None
    label: str | None
    status: Literal["active", "inactive", "unknown", "unchecked"]
    replaced_by: list[str]
    billable: bool | None = Field(description="Of ICD-10-CM: a leaf, or a header; else null.")


class MatchDocument(StandingDocument):
    """A code of another system; two steps lead through a hub, and no source says it in one."""

    id: str
    steps: Literal[1, 2]
    path: list[StepDocument]


class ClaimDocument(BaseModel):
    """One side of a disagreement."""

    id: str
    predicate: Predicate
    mapping_sets: list[str]


class DisagreementDocument(BaseModel):
    """What cannot all be as sources say."""

    kind: Literal["different exact targets", "different predicates for one target"]
    between: list[ClaimDocument]


class TranslatedDocument(BaseModel):
    """A code as it was given; where it is none, `problem` says why, and the rest is missing."""

    code: str
    id: str | None
    problem: str | None
    system: str | None = None
    version: str | None = None
    label: str | None = None
    status: Literal["active", "inactive", "unknown", "unchecked"] | None = None
    replaced_by: list[str] = []
    billable: bool | None = None
    exact: list[MatchDocument] = []
    close: list[MatchDocument] = []
    narrow: list[MatchDocument] = []
    broad: list[MatchDocument] = []
    related: list[MatchDocument] = []
    disagreements: list[DisagreementDocument] = []


class CrosswalkAnswer(BaseModel):
    """Every code in the order in which it was given."""

    release: str
    to: str | None
    codes: list[TranslatedDocument]


def _parameter(name: str, description: str, many: bool = False) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string"}
    schema = {"type": "array", "items": text, "minItems": 1} if many else text
    return {
        "name": name,
        "in": "query",
        "required": many,
        "schema": schema,
        "description": description,
    }


BY_URL: Any = {
    "operation_id": "crosswalkByUrl",
    "responses": {"200": CrosswalkAnswer},
    "openapi_extensions": {
        "parameters": [
            _parameter("code", CODE_FORMS, many=True),
            _parameter("to", "The system to translate to; without it, every other one."),
            _parameter("system", "The system of codes that name none."),
        ]
    },
}
BY_BODY: Any = {
    "operation_id": "crosswalk",
    "responses": {"200": CrosswalkAnswer},
    "openapi_extensions": {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": CrosswalkRequest.model_json_schema()}},
        }
    },
}
