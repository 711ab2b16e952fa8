"""Figures of an evaluation: hits, ranks, averages over diseases, calibration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median
from typing import Any

from nosograph.cohort.phenopackets import Broken
from nosograph.cohort.ranking import Outcome

CUTS = (1, 3, 5, 10)
BINS = 10
#: How many of the files and findings that were not scored a report names.
NAMED = 20


def report(outcomes: Sequence[Outcome], broken: Sequence[Broken]) -> dict[str, Any]:
    """Return the figures of an evaluation; shares (0 to 1) are of the cases that are known."""
    known = [item for item in outcomes if item.rank is not None]
    ranks = [item.rank for item in known if item.rank is not None]
    groups = [item.group_rank for item in known if item.group_rank is not None]
    refused = sorted({f"{item.name}: {name}" for item in outcomes for name in item.refused})
    return {
        "cases": len(outcomes),
        "known": len(known),
        **hits(ranks),
        "mrr": mean(1 / rank for rank in ranks),
        "median_rank": median(ranks) if ranks else None,
        "macro": macro(known),
        "group": hits(groups),
        "calibration": calibration(known),
        "ms_per_case": mean(item.milliseconds for item in outcomes),
        "broken": [f"{item.name}: {item.reason}" for item in broken[:NAMED]],
        "broken_files": len(broken),
        "refused": refused[:NAMED],
        "refused_findings": len(refused),
    }


def hits(ranks: Iterable[float]) -> dict[str, float]:
    """Return the share of ranks within each cut."""
    listed = list(ranks)
    return {f"top_{cut}": mean(rank <= cut for rank in listed) for cut in CUTS}


def mean(values: Iterable[float]) -> float:
    """Return the mean; 0 of nothing."""
    listed = list(values)
    return fmean(listed) if listed else 0.0


def macro(known: Sequence[Outcome]) -> dict[str, float]:
    """Return averages in which every disease counts once."""
    by_disease: dict[str | None, list[float]] = {}
    for item in known:
        if item.rank is not None:
            by_disease.setdefault(item.disease, []).append(item.rank)

    each = [
        {**hits(ranks), "mrr": mean(1 / rank for rank in ranks)} for ranks in by_disease.values()
    ]
    names = (*(f"top_{cut}" for cut in CUTS), "mrr")
    return {"diseases": len(each), **{name: mean(item[name] for item in each) for name in names}}


def calibration(known: Sequence[Outcome]) -> dict[str, Any]:
    """Return how often the first in the list is right, by how probable it was said to be.

    ``brier`` is the mean squared difference of that probability and of being right (1 or 0).
    """
    table = []
    for number in range(BINS):
        inside = [item for item in known if min(int(item.top * BINS), BINS - 1) == number]
        if inside:
            table.append(
                {
                    "from": number / BINS,
                    "cases": len(inside),
                    "probability": mean(item.top for item in inside),
                    "right": mean(item.hit for item in inside),
                }
            )
    return {"brier": mean((item.top - item.hit) ** 2 for item in known), "reliability": table}


def in_words(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of a report as they are printed, one value each."""
    said = figures["calibration"]
    table = [
        f"said {row['probability']:.2f}, right {row['right']:.2f} of {row['cases']}"
        for row in said["reliability"]
    ]
    return {**figures, "calibration": table, "brier": said["brier"]}
