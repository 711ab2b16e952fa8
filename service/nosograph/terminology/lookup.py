"""What is known of one code, and how two codes stand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nosograph.errors import TerminologyError
from nosograph.terminology.code_system import CodeSystem
from nosograph.terminology.codes import Coding, Concept
from nosograph.terminology.finder import Finder
from nosograph.terminology.issues import failure
from nosograph.terminology.unknown import unknown_for_validation


@dataclass(frozen=True, slots=True)
class Found:
    """A concept and the code system it is of."""

    system: CodeSystem
    concept: Concept


class Subsumption(StrEnum):
    """How the first of two codes stands to the second, in FHIR's words."""

    EQUIVALENT = "equivalent"
    SUBSUMES = "subsumes"
    SUBSUMED_BY = "subsumed-by"
    NOT_SUBSUMED = "not-subsumed"


def require_system(finder: Finder, url: str, version: str) -> CodeSystem:
    """Return a code system, or refuse."""
    if not url:
        raise TerminologyError("a code system is needed: system, or url", code="required")
    found = finder.code_system(url, version)
    if found is None:
        error = unknown_for_validation(finder, url, finder.version(url, version), "")
        error.status = 404
        raise error
    return found


def look_up(finder: Finder, coding: Coding) -> Found:
    """Return what is known of a code, or refuse."""
    if not coding.code:
        raise TerminologyError("a code is needed: code and system, or coding", code="required")
    system = require_system(finder, coding.system, coding.version)
    finder.require_supplements()
    return Found(system, _require_concept(system, coding.code))


def _require_concept(system: CodeSystem, code: str) -> Concept:
    found = system.locate(code)
    if found is None:
        said = system.description
        name = "Unknown_Code_in_Version" if said.version else "Unknown_Code_in"
        values = (code, said.url, said.version)
        raise failure("not-found", "invalid-code", name, *values, status=404)
    return found


def subsumption(system: CodeSystem, first: str, second: str) -> Subsumption:
    """Tell how two codes of a system stand to each other."""
    one, other = (_require_concept(system, code) for code in (first, second))
    if one.code == other.code:
        return Subsumption.EQUIVALENT
    if system.subsumes(one.code, other.code):
        return Subsumption.SUBSUMES
    if system.subsumes(other.code, one.code):
        return Subsumption.SUBSUMED_BY
    return Subsumption.NOT_SUBSUMED
