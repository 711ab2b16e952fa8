"""The graphs of a release, sent to a store elsewhere and counted there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from nosograph.errors import InvalidInput, Unpublished
from nosograph.knowledge.graph_store import GraphStore

# Virtuoso holds a whole request in one transaction; an eighth of its usual checkpoint interval.
PART_BYTES = 16_000_000
Report = Callable[[str, int, int], None]


def publish(
    store: Path,
    target: GraphStore,
    report: Report,
    only: frozenset[str] = frozenset(),
    left_out: frozenset[str] = frozenset(),
) -> dict[str, int]:
    """Send every graph whose count differs at the other end; return how many triples each has.

    A run that was broken off is taken up again: what has arrived whole is not sent again.
    """
    source = ox.Store.read_only(str(store))
    counts = counts_of(source, only, left_out)
    for number, (graph, count) in enumerate(counts.items()):
        report(graph, number, len(counts))
        if target.count(graph) == count:
            continue
        for share in send(source, graph, target):
            report(f"{graph} {share:.0%}", number, len(counts))
        if (arrived := target.count(graph)) != count:
            raise Unpublished(f"{graph}: {arrived} of {count} triples are there; publish it again")
    return counts


def counts_of(
    source: ox.Store, only: frozenset[str], left_out: frozenset[str] = frozenset()
) -> dict[str, int]:
    """Return the number of triples of every graph, or of those chosen, but of those left out."""
    graphs = sorted(graph.value for graph in source.named_graphs())
    if unknown := sorted(only - set(graphs)):
        raise InvalidInput(f"no graph {unknown[0]}")
    chosen = (graph for graph in graphs if graph not in left_out and (not only or graph in only))
    return {graph: size(source, graph) for graph in chosen}


def size(source: ox.Store, graph: str) -> int:
    """Return the number of triples of a graph."""
    return sum(1 for _ in source.quads_for_pattern(None, None, None, ox.NamedNode(graph)))


def send(source: ox.Store, graph: str, target: GraphStore) -> Iterator[float]:
    """Send a graph from a file, so that memory does not grow with it; yield the share sent."""
    with TemporaryDirectory(prefix="nosograph-") as folder:
        file = Path(folder) / "graph.nt"
        source.dump(output=str(file), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph))
        whole, sent = file.stat().st_size, 0
        for part in target.put(graph, parts_of(file, has_blank_nodes(source, graph))):
            sent += part
            yield sent / whole


def has_blank_nodes(source: ox.Store, graph: str) -> bool:
    """Tell whether a graph has nodes whose names hold within one document only."""
    quads = source.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    return any(
        isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object)
    )


def parts_of(file: Path, whole: bool) -> Iterator[bytes]:
    """Yield a file of lines in parts of whole lines, or as one."""
    with file.open("rb") as lines:
        if whole:
            yield lines.read()
            return
        while part := lines.readlines(PART_BYTES):
            yield b"".join(part)
