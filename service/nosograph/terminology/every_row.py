"""Reading all mapping sets and cross-references of a store at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nosograph.knowledge.store import Row, Store
from nosograph.terminology import mapping_queries as queries
from nosograph.terminology.batches import in_parallel
from nosograph.terminology.said import Found, Rows, add_both, add_references


class Reading(NamedTuple):
    """A query, and what all its rows have in common; ``predicate`` None is of cross-references.

    What is common to them is not asked for: each term of a row takes as long to look up as the
    row to find.
    """

    query: str
    graph: str
    predicate: str | None
    justification: str = ""


def every_row(store: Store) -> Rows:
    """Return what is said of each code (a CURIE), from both ends."""
    readings = [*_sets(store), *_references(store)]
    answers = in_parallel(lambda reading: store.select(reading.query), readings)
    found: Found = {}
    for reading, rows in zip(readings, answers, strict=True):
        known = {"graph": reading.graph, "justification": reading.justification}
        if reading.predicate is None:
            add_references(({**known, **row} for row in rows), found)
        else:
            known["predicate"] = reading.predicate
            add_both(({**known, **row} for row in rows), found)
    return found


def _sets(store: Store) -> Iterator[Reading]:
    """Yield how to read each set: by its plain statements where all rows are justified alike."""
    justified: dict[str, list[Row]] = {}
    for row in store.select(queries.JUSTIFICATIONS):
        justified.setdefault(row["graph"], []).append(row)
    sizes: dict[str, dict[str, int]] = {}
    for row in store.select(queries.SETS):
        sizes.setdefault(row["graph"], {})[row["predicate"]] = int(row["count"])
    for graph, properties in sizes.items():
        alike = _alike(justified.get(graph, []), sum(properties.values()))
        for predicate in properties if alike is not None else ():
            yield Reading(queries.pairs_in(graph, predicate), graph, predicate, alike or "")
        if alike is None:
            yield Reading(queries.rows_in(graph), graph, "")


def _alike(justified: list[Row], rows: int) -> str | None:
    """Return how all rows of a set are justified, empty where none says it; None if unlike."""
    if not justified:
        return ""
    if len(justified) == 1 and int(justified[0]["count"]) == rows:
        return justified[0]["justification"]
    return None


def _references(store: Store) -> Iterator[Reading]:
    for row in store.select(queries.REFERRING):
        yield Reading(queries.references_in(row["graph"]), row["graph"], None)
