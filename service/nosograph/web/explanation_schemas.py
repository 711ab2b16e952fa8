"""What the answer with an explanation looks like."""

from __future__ import annotations

from typing import Literal

from nosograph.web.schemas import Strict


class NamedDocument(Strict):
    """A class by its id and label."""

    id: str
    label: str


class AxiomDocument(Strict):
    """A stated axiom."""

    manchester: str
    words: str


class ExplanationAnswer(Strict):
    """A minimal set of axioms from which a subsumption follows."""

    release: str
    sub: NamedDocument
    super: NamedDocument
    words: str
    axioms: list[AxiomDocument]
    minimal: Literal[True]
    reasoner: str
