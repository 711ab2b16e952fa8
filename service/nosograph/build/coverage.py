"""`nosograph report`: how much the curated tables cover, and what they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import median
from typing import Any

from nosograph.build.curated import Curated
from nosograph.build.hpoa import AnnotationFile

JUDGEMENT = "judgement"
DOCUMENT = "document"
DATA = ("data", "text_mined")


def coverage(curated: Curated, annotations: AnnotationFile) -> dict[str, Any]:
    """Return counts and shares (0 to 1) of the curated tables.

    A row is cited if its reference names a source other than author judgement. Categories, which
    have no urgency, are not counted as conditions.
    """
    conditions = {row["id"] for row in curated.conditions if row["urgency"]}
    found = Counter(row.condition for row in annotations.rows if row.condition in conditions)
    kinds = {row["id"]: row.required("kind") for row in curated.sources}
    bases = Counter(basis(row.reference) for row in annotations.rows)
    by_kind: Counter[str] = Counter()
    for name, count in bases.items():
        by_kind[kinds[name]] += count
    complaints = {row["id"] for row in curated.complaints}
    return {
        "conditions": len(conditions),
        "complaints": len(complaints),
        "annotations": len(annotations.rows),
        "findings_per_condition": median(found[name] for name in conditions),
        "causes": len(curated.causes),
        "causes_per_complaint": len(curated.causes) / max(1, len(complaints)),
        "causes_cited_share": cited_share(row["source"] for row in curated.causes),
        "findings": sum(row["id"].startswith("nos:") for row in curated.findings),
        "criteria": len({row["id"] for row in curated.criteria}),
        "scores": len({row["id"] for row in curated.scores}),
        "lexicon": len(curated.lexicon),
        "sources": dict(by_kind.most_common()),
        "documents": sum(kinds[name] == DOCUMENT for name in bases),
        "data_sets": {n: c for n, c in bases.most_common() if kinds[n] in DATA},
        "cited_share": cited_share(row.reference for row in annotations.rows),
        "mapping_coverage": mapped(curated, conditions),
    }


def cited_share(references: Iterable[str]) -> float:
    """Return the share of rows that rest on something else than author judgement.

    >>> cited_share(["judgement", "a-document PMID:1|judgement"])
    0.5
    """
    named = [basis(reference) != JUDGEMENT for reference in references]
    return sum(named) / max(1, len(named))


def basis(reference: str) -> str:
    """Return what a row rests on: the source named first."""
    return reference.split("|")[0].split(" ")[0]


def mapped(curated: Curated, conditions: set[str]) -> dict[str, float]:
    """Return the share of conditions that each terminology has a mapping for, or is the id of."""
    systems: dict[str, set[str]] = {}
    for row in curated.mappings:
        system = row["object_id"].partition(":")[0]
        systems.setdefault(system, set()).add(row["subject_id"])
    for name in conditions:
        systems.setdefault(name.partition(":")[0], set()).add(name)
    shares = {
        system: len(names & conditions) / max(1, len(conditions))
        for system, names in systems.items()
        if system != "nos"
    }
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))
