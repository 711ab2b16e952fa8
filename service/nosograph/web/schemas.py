"""The documents that the API takes and gives, as its description shows them.

Requests are read by ``nosograph.exchange``, which says where a document is wrong without quoting
it; tests hold these models to what is read and written.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from nosograph.domain.differential import MatchCase, Relation, Tier
from nosograph.domain.knowledge import CauseBand
from nosograph.domain.presentation import AGE, CURIE, LONGEST_DURATION, Result, Sex, Status
from nosograph.web.coding_schemas import MappedDocument, UnmappedDocument

Code = Field(pattern=f"^{CURIE.pattern}$", examples=["HP:0003394"])


class Strict(BaseModel):
    """A document without members that nothing reads."""

    model_config = ConfigDict(extra="forbid")


class SpanDocument(Strict):
    """Where in the text something was read: characters from start (in) to end (out)."""

    start: int = Field(ge=0)
    end: int = Field(ge=1)


class NearestDocument(Strict):
    """An HPO class."""

    id: str = Code
    label: str


class FindingDocument(Strict):
    """One finding as observed."""

    id: str = Field(
        description="Of any system: a CURIE, an address, or URL|CODE as in FHIR.",
        examples=["HP:0003394", "SNOMEDCT:55300003", "http://loinc.org|2823-3"],
    )
    label: str | None = Field(default=None, description="For people; not read.")
    hpo: NearestDocument | None = Field(
        default=None, description="The nearest HPO class of a finding of our own; not read."
    )
    status: Status = Status.PRESENT
    site: str | None = Field(default=None, examples=["UBERON:0000978"])
    timing: str | None = Field(default=None, examples=["HP:0025301"])
    modifiers: list[str] = Field(default=[], examples=[["HP:0012833"]])
    span: SpanDocument | None = None
    result: Result | None = Field(default=None, description="Of a test in LOINC: its outcome.")


class PresentationDocument(Strict):
    """Coded findings, age, sex, and how many days the main complaint has lasted."""

    age: str | None = Field(default=None, pattern=f"^{AGE.pattern}$", examples=["P58Y"])
    sex: Sex = Sex.UNKNOWN
    duration: float | None = Field(default=None, ge=0, le=LONGEST_DURATION, examples=[3])
    findings: list[FindingDocument] = []


class TextDocument(Strict):
    """A presentation in plain words, which are neither stored nor logged."""

    text: str = Field(examples=["nocturnal leg and butt spasms"])
    language: str | None = Field(
        default=None,
        examples=["en"],
        description="Language of the text and of labels: en, or one whose names are imported. "
        "Where it is missing, the first of Accept-Language that is, else en.",
    )


class PhenopacketDocument(BaseModel):
    """A GA4GH phenopacket, schema 2.0; what is not needed is not read."""

    phenotypicFeatures: list[dict[str, Any]]  # noqa: N815 - the schema's spelling
    subject: dict[str, Any] | None = None


class FhirDocument(BaseModel):
    """A FHIR Bundle or Parameters with Conditions and Observations; the rest is not read."""

    resourceType: Literal["Bundle", "Parameters"]  # noqa: N815 - FHIR's spelling
    entry: list[dict[str, Any]] = []
    parameter: list[dict[str, Any]] = []


class DifferentialRequest(
    RootModel[TextDocument | PresentationDocument | PhenopacketDocument | FhirDocument]
):
    """Words, coded findings, a phenopacket or FHIR."""


class ExplanationDocument(BaseModel):
    """Why something is held: a sentence, and axioms in Manchester syntax."""

    words: str
    axioms: list[str]


class EvidenceDocument(BaseModel):
    """A source and the references that it gives."""

    source: str
    references: list[str]


class FindingEvidenceDocument(BaseModel):
    """What one finding says about one condition."""

    id: str
    label: str
    likelihood_ratio: float = Field(description="How many times likelier with the condition.")
    case: MatchCase
    matched: str | None
    matched_label: str | None
    frequency: float | None
    evidence: list[EvidenceDocument]


class CauseDocument(EvidenceDocument):
    """The condition as a cause of a complaint."""

    complaint: str
    band: CauseBand
    reason: str


class ConditionDocument(BaseModel):
    """A condition and its codes, by terminology."""

    id: str
    label: str
    codes: dict[str, list[str]]


class DangerDocument(BaseModel):
    """Why a condition must not be missed, as the reasoner derived it."""

    urgency: Literal["hours", "days", "weeks", "routine"]
    outcomes: list[str]
    because: ExplanationDocument


class KinDocument(BaseModel):
    """A condition that the entry names: a kind of its condition, or what it is a kind of."""

    id: str
    label: str
    relation: Relation
    tier: Tier = Field(description="Where it would stand as an answer of its own.")
    probability: float = Field(ge=0, le=1)
    danger: DangerDocument | None


class EntryDocument(BaseModel):
    """A condition in its tier, with every reason."""

    condition: ConditionDocument
    tier: Tier
    probability: float = Field(ge=0, le=1)
    danger: DangerDocument | None
    because: list[ExplanationDocument]
    supporting: list[FindingEvidenceDocument] = Field(alias="for")
    against: list[FindingEvidenceDocument]
    unknown: list[FindingEvidenceDocument]
    causes: list[CauseDocument]
    also: list[KinDocument]
    sources: list[str]


class ComplaintDocument(BaseModel):
    """A complaint that the presentation satisfies; findings are positions in it."""

    id: str
    label: str
    because: ExplanationDocument
    findings: list[int]
    specificity: int


class TiersDocument(BaseModel):
    """The four tiers, each with the most probable first."""

    most_likely: list[EntryDocument]
    likely: list[EntryDocument]
    do_not_miss: list[EntryDocument]
    rare: list[EntryDocument]


class CandidateDocument(BaseModel):
    """A finding that a phrase may mean."""

    id: str
    label: str | None


class SuggestionDocument(BaseModel):
    """A phrase that was not understood, by its place, with candidates."""

    span: SpanDocument
    candidates: list[CandidateDocument]


class ReplacementDocument(BaseModel):
    """An obsolete code and the one used instead."""

    obsolete: str
    current: str


class CriteriaDocument(BaseModel):
    """Criteria, or a red flag, that the presentation satisfies."""

    id: str
    label: str
    condition: str
    red_flag: bool
    because: ExplanationDocument


class ConflictDocument(BaseModel):
    """A finding that a text asserts and denies."""

    asserted: str
    denied: str


class QuestionDocument(BaseModel):
    """A finding to ask about next: to tell conditions apart, or to rule a danger out."""

    id: str
    label: str
    bits: float | None = Field(description="Expected information; null where it rules out.")
    if_present: str | None = Field(description="The condition most probable if it is there.")
    if_absent: str | None = Field(description="The condition most probable if it is not.")
    rules_out: str | None = Field(description="The danger that its absence speaks against.")


class FindingsAnswer(PresentationDocument):
    """What a text was understood to say."""

    release: str
    labels: dict[str, str] = Field(description="Of every code: findings, sites, modifiers.")
    suggestions: list[SuggestionDocument]


class QuestionsAnswer(BaseModel):
    """The next best questions."""

    release: str
    questions: list[QuestionDocument]
    mapped: list[MappedDocument]
    unmapped: list[UnmappedDocument]
    notice: str


class DifferentialAnswer(BaseModel):
    """The four-tier differential."""

    release: str
    presentation: PresentationDocument
    labels: dict[str, str] = Field(description="Of codes of the presentation and the suggestions.")
    complaints: list[ComplaintDocument]
    criteria: list[CriteriaDocument]
    tiers: TiersDocument
    omitted: dict[str, int] = Field(description="Conditions that qualified but are not listed.")
    questions: list[QuestionDocument]
    suggestions: list[SuggestionDocument]
    replacements: list[ReplacementDocument]
    conflicts: list[ConflictDocument] = Field(
        description="Statements of a text that contradict each other; neither is counted."
    )
    mapped: list[MappedDocument]
    unmapped: list[UnmappedDocument]
    reasoner: str
    notice: str


class ProblemDocument(BaseModel):
    """A problem as RFC 9457 writes it; some types carry members of their own."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str | None = None
