"""Figures of an evaluation: hits, ranks, averages over diseases, calibration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean, median
from typing import Any, Protocol

from nosograph.cohort.phenopackets import Broken
from nosograph.cohort.ranking import Outcome

CUTS = (1, 3, 5, 10)
BINS = 10
COUNTS = ("cases", "known", "broken_files", "refused_findings")
SHARES = tuple(f"top_{cut}" for cut in CUTS)
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


class Said(Protocol):
    """How probable the first in a list was said to be, and whether it was right."""

    @property
    def top(self) -> float:
        """Return the probability of the first in the list, in [0, 1]."""

    @property
    def hit(self) -> bool:
        """Return whether it is right."""


def calibration(known: Sequence[Said]) -> dict[str, Any]:
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


def side_by_side(protocols: Mapping[str, Mapping[str, Any]]) -> Iterator[Sequence[str]]:
    """Yield the rows of a table of reports, one column each: heading, then a figure a row."""
    yield ("", *protocols)
    reports = list(protocols.values())
    for name in COUNTS:
        yield (in_heading(name), *(str(found[name]) for found in reports))
    for name in (*SHARES, "mrr"):
        yield (in_heading(name), *(f"{found[name]:.3f}" for found in reports))
    yield ("median rank", *(str(found["median_rank"]) for found in reports))
    for part in ("macro", "group"):
        for name in (*SHARES, *(("mrr",) if part == "macro" else ())):
            shown = (f"{found[part][name]:.3f}" for found in reports)
            yield (f"{part}: {in_heading(name)}", *shown)
    yield ("brier", *(f"{found['calibration']['brier']:.3f}" for found in reports))
    yield from reliability_rows(reports)
    yield ("milliseconds a case", *(f"{found['ms_per_case']:.2f}" for found in reports))


def reliability_rows(reports: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[str]]:
    """Yield how often the first was right, a row for each tenth of what it was said to be."""
    tables = [
        {row["from"]: row for row in found["calibration"]["reliability"]} for found in reports
    ]
    for number in range(BINS):
        start = number / BINS
        rows = [table.get(start) for table in tables]
        said = (f"{row['right']:.2f} of {row['cases']}" if row else "" for row in rows)
        yield (f"right where said {start:.1f} to {start + 1 / BINS:.1f}", *said)


def in_heading(name: str) -> str:
    """Return the name of a figure in words.

    >>> in_heading("top_10")
    'top 10'
    """
    return name.replace("_", " ")


def in_words(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of a report as they are printed, one value each."""
    said = figures["calibration"]
    table = [
        f"said {row['probability']:.2f}, right {row['right']:.2f} of {row['cases']}"
        for row in said["reliability"]
    ]
    return {**figures, "calibration": table, "brier": said["brier"]}
