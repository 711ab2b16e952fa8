"""Names of terms, to be found by how they begin."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class NameKind(StrEnum):
    """What a name is of."""

    FINDING = "finding"
    CONDITION = "condition"
    COMPLAINT = "complaint"
    SITE = "site"
    TIMING = "timing"
    MODIFIER = "modifier"


class Name(NamedTuple):
    """One name of a term: its label, or a synonym of it."""

    text: str
    code: str
    kind: NameKind


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A term that was looked for, and which of its names was met."""

    code: str
    kind: NameKind
    label: str
    name: str
