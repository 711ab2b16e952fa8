"""Names of conditions and complaints, out of a release's graphs."""

from __future__ import annotations

from collections.abc import Iterator

from nosograph.domain.identifiers import curie
from nosograph.domain.naming import Name, NameKind
from nosograph.knowledge import graphs
from nosograph.knowledge.repository import PREFIX
from nosograph.knowledge.store import Store

#: The kinds whose names stand in the graphs alone, the class that tells them, and its graph.
CLASSES = (
    (NameKind.CONDITION, "nos:ListedRareDisease", graphs.HPOA),
    (NameKind.CONDITION, "nos:Condition", graphs.CURATED),
    (NameKind.COMPLAINT, "nos:Complaint", graphs.CURATED),
)
SYNONYM = "<http://www.geneontology.org/formats/oboInOwl#hasExactSynonym>"


def synonyms(store: Store) -> Iterator[Name]:
    """Yield the other names of conditions and complaints."""
    return names(store, SYNONYM)


def labels(store: Store) -> Iterator[Name]:
    """Yield the labels of conditions and complaints, a curated one after a listed one."""
    return names(store, "rdfs:label")


def names(store: Store, relation: str) -> Iterator[Name]:
    """Yield the names of one relation; nothing is put in order, which would take the most time."""
    for kind, above, graph in CLASSES:
        rows = store.select(
            f"""{PREFIX}SELECT ?term ?text WHERE {{
              GRAPH <{graph}> {{ ?term rdfs:subClassOf {above} . ?term {relation} ?text }} }}"""
        )
        for row in rows:
            yield Name(row["text"], curie(row["term"]), kind)
