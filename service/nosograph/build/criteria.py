"""Criteria sets, red flags and additive scores as statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nosograph.build.curated import Curated, presentation_patterns
from nosograph.build.graphs import cited, write_patterns
from nosograph.build.quads import RDF_TYPE, Graph, node, number, text
from nosograph.build.tables import Row
from nosograph.domain.identifiers import NOS

BAND = re.compile(r"(-?\d+(?:\.\d+)?)(?:-(-?\d+(?:\.\d+)?)| or more)? (.+)")


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """What a score from ``low`` to ``high`` points (both included) means."""

    low: float
    high: float
    meaning: str


def write_criteria(graph: Graph, curated: Curated) -> None:
    """Write the patterns of criteria sets and red flags, and what condition they indicate."""
    write_patterns(graph, presentation_patterns(curated.criteria), "nos:criterionOf")
    for row in curated.criteria:
        if row["condition"]:
            statements = [("nos:indicates", node(row["condition"])), *cited(row)]
            graph.describe(node(row["id"]), statements)


def write_scores(graph: Graph, curated: Curated) -> None:
    """Write every score, its items with points, and what its sums mean."""
    described: set[str] = set()
    for row in curated.scores:
        name = row.required("id")
        if name not in described:
            described.add(name)
            write_score(graph, row)
        item = f"<{NOS}score/{name.partition(':')[2]}/{row['finding'].replace(':', '_')}>"
        graph.add(item, RDF_TYPE, node("nos:ScoreItem"))
        points = number(points_of(row))
        graph.describe(
            item,
            [
                ("nos:itemOf", node(name)),
                ("nos:finding", node(row.required("finding"))),
                ("nos:points", points),
            ],
        )


def write_score(graph: Graph, row: Row) -> None:
    """Write what one score is about."""
    name = row["id"]
    graph.add(node(name), RDF_TYPE, node("nos:Score"))
    graph.describe(
        node(name),
        [
            ("rdfs:label", text(row.required("label"), "en")),
            ("skos:definition", text(row["definition"], "en")),
            ("nos:condition", node(row.required("condition"))),
            *cited(row),
        ],
    )
    for place, band in enumerate(bands_of(row), 1):
        subject = f"<{NOS}score/{name.partition(':')[2]}/band/{place}>"
        graph.add(subject, RDF_TYPE, node("nos:ScoreBand"))
        graph.describe(
            subject,
            [
                ("nos:bandOf", node(name)),
                ("nos:atLeast", number(band.low)),
                ("nos:atMost", number(band.high)),
                ("nos:meaning", text(band.meaning, "en")),
            ],
        )


def points_of(row: Row) -> float:
    """Return the points of an item."""
    try:
        return float(row["points"])
    except ValueError:
        raise row.error(f"points is not a number: {row['points']}") from None


def bands_of(row: Row) -> Iterator[ScoreBand]:
    """Yield the bands of a score: ``0-1 low; 2-6 moderate; 7 or more high``."""
    for part in filter(None, (part.strip() for part in row["bands"].split(";"))):
        match = BAND.fullmatch(part)
        if match is None:
            raise row.error(f"bands: not of the form 0-1 low: {part}")
        low, high, meaning = match.groups()
        open_ended = part.startswith(f"{low} or more")
        top = 1000.0 if open_ended else float(high or low)
        yield ScoreBand(float(low), top, meaning)
