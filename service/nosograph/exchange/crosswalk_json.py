"""Translated codes as JSON, each kind of match by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nosograph.domain.codes import title
from nosograph.domain.mapping import Correspondence, MappingPredicate, MappingStep
from nosograph.terminology.standing import UNCHECKED, Standing
from nosograph.terminology.translator import Dispute, Translation, Translations

#: The members of an answer, nearest first.
KINDS = {
    MappingPredicate.EXACT: "exact",
    MappingPredicate.CLOSE: "close",
    MappingPredicate.NARROW: "narrow",
    MappingPredicate.BROAD: "broad",
    MappingPredicate.RELATED: "related",
}


def render_translations(release: str, answer: Translations) -> dict[str, object]:
    """Write translated codes."""
    codes = [_translation(item, answer.standings) for item in answer.items]
    return {"release": release, "to": answer.to, "codes": codes}


def _translation(item: Translation, standings: Mapping[str, Standing]) -> dict[str, object]:
    document: dict[str, object] = {"code": item.given, "id": item.code, "problem": item.problem}
    if item.code is None:
        return document
    document |= _standing(item.code, item.standing)
    for predicate, member in KINDS.items():
        of_kind = (found for found in item.found if found.predicate is predicate)
        document[member] = [_match(found, standings) for found in of_kind]
    document["disagreements"] = [_dispute(dispute) for dispute in item.disputes]
    return document


def _standing(code: str, standing: Standing) -> dict[str, object]:
    return {
        "system": title(code.partition(":")[0]),
        "version": standing.version or None,
        "label": standing.label or None,
        "status": standing.status.value,
        "replaced_by": list(standing.successors),
        "billable": standing.billable,
    }


def _match(found: Correspondence, standings: Mapping[str, Standing]) -> dict[str, object]:
    return {
        "id": found.target,
        **_standing(found.target, standings.get(found.target, UNCHECKED)),
        "steps": len(found.path),
        "path": render_path(found.path),
    }


def render_path(path: Iterable[MappingStep]) -> list[dict[str, object]]:
    """Write the rows that a correspondence rests on."""
    return [
        {
            "from": step.source,
            "predicate": step.predicate.value,
            "to": step.target,
            "justification": step.justification,
            "mapping_set": step.mapping_set,
            "version": step.version or None,
            "stated": step.stated,
            "inverted": step.inverted,
        }
        for step in path
    ]


def _dispute(dispute: Dispute) -> dict[str, object]:
    return {
        "kind": dispute.kind.value,
        "between": [
            {
                "id": found.target,
                "predicate": found.predicate.value,
                "mapping_sets": list(dict.fromkeys(step.mapping_set for step in found.path)),
            }
            for found in dispute.between
        ],
    }
