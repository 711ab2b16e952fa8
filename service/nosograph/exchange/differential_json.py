"""The service's own JSON for a differential."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from nosograph.domain.differential import (
    Differential,
    Entry,
    FindingEvidence,
    Kin,
    Question,
    Tier,
)
from nosograph.domain.knowledge import (
    Cause,
    Condition,
    Danger,
    Evidence,
    Explanation,
    MatchedComplaint,
    MetCriteria,
)
from nosograph.domain.presentation import Suggestion
from nosograph.exchange.crosswalk_json import render_path
from nosograph.exchange.presentation_json import render_presentation, render_span

Json: TypeAlias = dict[str, object]

# A posterior is estimated from some ten observations a finding: more digits would be invented.
PROBABILITY_DIGITS = 6
RATIO_DIGITS = 4


def render_differential(differential: Differential) -> Json:
    """Write a differential as JSON: codes, labels and positions, never the text itself."""
    labels = dict(differential.labels)
    return {
        "release": differential.release,
        "presentation": render_presentation(differential.presentation, labels),
        "labels": labels,
        "complaints": [_complaint(complaint) for complaint in differential.complaints],
        "criteria": [_criteria(met) for met in differential.criteria],
        "tiers": {
            tier.value: [_entry(entry) for entry in differential.tier(tier)] for tier in Tier
        },
        "questions": [render_question(question) for question in differential.questions],
        "omitted": {tier.value: count for tier, count in differential.omitted},
        "suggestions": [_suggestion(item, labels) for item in differential.suggestions],
        "replacements": [
            {"obsolete": item.obsolete, "current": item.current}
            for item in differential.replacements
        ],
        "conflicts": [
            {"asserted": item.asserted, "denied": item.denied} for item in differential.conflicts
        ],
        **render_coding(differential),
        "reasoner": differential.reasoner,
        "notice": differential.notice,
    }


def render_coding(differential: Differential) -> Json:
    """Write which codes were taken for which findings, and which were not used."""
    labels = dict(differential.labels)
    mapped = [
        {
            "from": item.code,
            "to": item.finding,
            "label": labels.get(item.finding),
            "predicate": item.predicate.value,
            "path": render_path(item.path),
        }
        for item in differential.mapped
    ]
    unmapped = [
        {
            "code": item.code,
            "reason": item.reason.value,
            "candidates": [{"id": code, "label": labels.get(code)} for code in item.candidates],
        }
        for item in differential.unmapped
    ]
    return {"mapped": mapped, "unmapped": unmapped}


def _complaint(complaint: MatchedComplaint) -> Json:
    return {
        "id": complaint.id,
        "label": complaint.label,
        "because": _explanation(complaint.because),
        "findings": sorted(complaint.observations),
        "specificity": complaint.specificity,
    }


def render_question(question: Question) -> Json:
    """Write a question as JSON."""
    return {
        "id": question.finding,
        "label": question.label,
        "bits": None if question.bits is None else round(question.bits, RATIO_DIGITS),
        "if_present": question.if_present,
        "if_absent": question.if_absent,
        "rules_out": question.rules_out,
    }


def _criteria(met: MetCriteria) -> Json:
    return {
        "id": met.id,
        "label": met.label,
        "condition": met.condition,
        "red_flag": met.red_flag,
        "because": _explanation(met.because),
    }


def _entry(entry: Entry) -> Json:
    danger = entry.condition.danger
    return {
        "condition": _condition(entry.condition),
        "tier": entry.tier.value,
        "probability": round(entry.probability, PROBABILITY_DIGITS),
        "danger": None if danger is None else _danger(danger),
        "because": [_explanation(explanation) for explanation in entry.because],
        "for": _findings(entry.supporting),
        "against": _findings(entry.opposing),
        "unknown": _findings(entry.unknown),
        "causes": [_cause(cause) for cause in entry.causes],
        "also": [_kin(kin) for kin in entry.also],
        "sources": list(entry.condition.sources),
    }


def _condition(condition: Condition) -> Json:
    codes = {system: list(values) for system, values in sorted(condition.codes.items())}
    return {"id": condition.id, "label": condition.label, "codes": codes}


def _kin(kin: Kin) -> Json:
    danger = kin.condition.danger
    return {
        "id": kin.condition.id,
        "label": kin.condition.label,
        "relation": kin.relation.value,
        "tier": kin.tier.value,
        "probability": round(kin.probability, PROBABILITY_DIGITS),
        "danger": None if danger is None else _danger(danger),
    }


def _danger(danger: Danger) -> Json:
    return {
        "urgency": danger.urgency.name.lower(),
        "outcomes": list(danger.outcomes),
        "because": _explanation(danger.because),
    }


def _explanation(explanation: Explanation) -> Json:
    return {"words": explanation.words, "axioms": list(explanation.axioms)}


def _findings(findings: Iterable[FindingEvidence]) -> list[Json]:
    return [_finding(finding) for finding in findings]


def _finding(finding: FindingEvidence) -> Json:
    return {
        "id": finding.finding,
        "label": finding.label,
        "likelihood_ratio": round(finding.likelihood_ratio, RATIO_DIGITS),
        "case": finding.case.value,
        "matched": finding.matched,
        "matched_label": finding.matched_label,
        "frequency": finding.frequency,
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
    }


def _cause(cause: Cause) -> Json:
    named: Json = {
        "complaint": cause.complaint,
        "band": cause.band.value,
        "reason": cause.reason,
    }
    return named | _evidence(cause.evidence)


def _evidence(evidence: Evidence) -> Json:
    return {"source": evidence.source, "references": list(evidence.references)}


def _suggestion(suggestion: Suggestion, labels: Mapping[str, str]) -> Json:
    candidates = [{"id": code, "label": labels.get(code)} for code in suggestion.candidates]
    return {"span": render_span(suggestion.span), "candidates": candidates}
