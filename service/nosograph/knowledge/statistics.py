"""How much stands in every graph of a store, in the terms of VoID."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

STATISTICS = "statistics.json"
COUNTS = """
SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
       (COUNT(DISTINCT ?p) AS ?properties) (COUNT(DISTINCT ?o) AS ?distinctObjects)
{ ?s ?p ?o }
"""
CLASSES = "SELECT (COUNT(DISTINCT ?class) AS ?classes) { ?s a ?class }"
Counts = Mapping[str, int]


def write_statistics(
    store: Path, path: Path, counted: Mapping[str, int] = MappingProxyType({})
) -> None:
    """Count every graph of a store, and keep the figures; about 1 s for a million statements.

    Of graphs that are ``counted``, only the number of statements is kept.
    """
    opened = ox.Store.read_only(str(store))
    names = sorted(
        graph.value for graph in opened.named_graphs() if isinstance(graph, ox.NamedNode)
    )
    found = {
        name: {"triples": counted[name]} if name in counted else count(opened, ox.NamedNode(name))
        for name in names
    }
    path.write_text(json.dumps(found, indent=2, sort_keys=True), encoding="utf-8")


def read_statistics(path: Path) -> dict[str, Counts]:
    """Return the figures of every graph; nothing for a release that is older than they are."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def count(store: ox.Store, graph: ox.NamedNode) -> dict[str, int]:
    """Count one graph."""
    figures: dict[str, int] = {}
    for query in (COUNTS, CLASSES):
        solutions = store.query(query, default_graph=graph)
        if isinstance(solutions, ox.QuerySolutions):
            row, names = next(solutions), [variable.value for variable in solutions.variables]
            figures |= {name: int(row[name].value) for name in names}
    return figures
