"""The parameters of ConceptMap/$translate, those of R4 and those of R5."""

from __future__ import annotations

from dataclasses import replace

from nosograph.exchange.fhir.parameters import Parameters
from nosograph.terminology.concept_translation import Question


def read_question(given: Parameters) -> Question:
    """Read what is to be translated; a code of the target alone asks backwards."""
    source = given.coding("sourceCoding") or given.coding("coding")
    target = given.coding("targetCoding")
    is_reverse = bool(given.flag("reverse"))
    code = given.text("sourceCode", "code")
    if not code and source is None:
        code, is_reverse = given.text("targetCode") or (target.code if target else ""), True
    system = given.text("sourceSystem", "system")
    to = given.text("targetSystem", "targetsystem")
    question = Question(
        source_system=system or (source.system if source else ""),
        target_system=to or (target.system if target else ""),
        code=code or (source.code if source else ""),
        map_url=given.text("url"),
        source_scope=given.text("sourceScope", "source"),
        target_scope=given.text("targetScope", "target"),
        is_reverse=is_reverse,
    )
    is_r4_reverse = is_reverse and bool(given.text("code") or given.coding("coding"))
    return _turned(question) if is_r4_reverse else question


def _turned(question: Question) -> Question:
    """Return R4's reverse question, whose ``system`` is that of the code, as R5 puts it."""
    return replace(
        question, source_system=question.target_system, target_system=question.source_system
    )
