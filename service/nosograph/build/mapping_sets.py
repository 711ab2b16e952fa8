"""Writing mapping sets as graphs: each row as a plain statement and as a reified mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nosograph.build.quads import RDF_TYPE, Graph, node, text
from nosograph.domain.identifiers import GRAPH, NOS

MAPPING = "<https://w3id.org/sssom/Mapping>"
MAPPINGS = f"{GRAPH}mappings/"


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One row of a mapping set; codes, predicate and justification are CURIEs.

    ``more`` are further SSSOM slots of the row, as text.
    """

    subject: str
    predicate: str
    object: str
    justification: str
    more: Mapping[str, str] = field(default_factory=dict)


def mapping_graph(name: str, version: str) -> str:
    """Return the graph of a mapping set.

    >>> mapping_graph("mondo_sctid", "2026-08-04")
    'https://w3id.org/nosograph/graph/mappings/mondo_sctid/2026-08-04'
    """
    return f"{MAPPINGS}{name}/{version}"


def write_mapping_set(graph: Graph, rows: Iterable[MappingRow]) -> int:
    """Write the rows of a mapping set into its graph; return how many there are."""
    prefix = f"{NOS}mapping/{graph.name.removeprefix(MAPPINGS)}"
    count = 0
    for row in rows:
        write_row(graph, f"<{prefix}/{count}>", row)
        count += 1
    return count


def write_row(graph: Graph, name: str, row: MappingRow) -> None:
    """Write one row under a name."""
    graph.add(node(row.subject), node(row.predicate), node(row.object))
    graph.add(name, RDF_TYPE, MAPPING)
    statements = [
        ("owl:annotatedSource", node(row.subject)),
        ("owl:annotatedProperty", node(row.predicate)),
        ("owl:annotatedTarget", node(row.object)),
        ("nos:notation", text(row.object)),
        ("sssom:mapping_justification", node(row.justification)),
        *((f"sssom:{slot}", text(value)) for slot, value in row.more.items() if value),
    ]
    graph.describe(name, statements)
