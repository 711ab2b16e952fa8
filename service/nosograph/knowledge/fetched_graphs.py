"""The store that a query over fetched documents is evaluated in, which is gone when it ends.

A data set of documents alone is put in memory. Graphs of a store beside them stay where they are:
the documents go into a store of the query's own, whose other files are links to those of the store.
To read graphs into memory takes 60 µs of processor time a statement, to link them 0.2 s in all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyoxigraph as ox

from nosograph.errors import InvalidQuery
from nosograph.knowledge.rdf_document import Document, statements
from nosograph.knowledge.scratch_folder import scratch_folder
from nosograph.knowledge.writable_snapshots import link_store

#: The folder of a home in which such stores are, and how each is called.
FETCHED, PREFIX = "fetched", "query-"
# In memory they took 0.4 GB, less than half of what a query may take by default.
MOST_STATEMENTS = 500_000
ALONE = (
    "fetched documents cannot stand beside graphs of this store here: "
    "its folder cannot be written, or takes no links"
)

Documents = Mapping[str, Document]


def store_in_memory(documents: Documents) -> ox.Store:
    """Return a store of nothing but documents, each the graph that has its address as name."""
    store = ox.Store()
    name_graphs(store, documents)
    store.extend(quads(documents))
    return store


@contextmanager
def store_beside(place: str, folder: str | None, documents: Documents) -> Iterator[ox.Store]:
    """Give a store that holds documents, as graphs, beside those of the store at ``place``."""
    if folder is None:
        raise InvalidQuery(ALONE)
    with ExitStack() as stack:
        try:
            path = stack.enter_context(scratch_folder(Path(folder), PREFIX))
            link_store(Path(place), path, os.link)
            add_documents(path, documents)
            # One that is open for writing begins to put the linked files in order, a gigabyte.
            store = ox.Store.read_only(str(path))
        except OSError as error:
            raise InvalidQuery(ALONE) from error
        yield store


def add_documents(path: Path, documents: Documents) -> None:
    """Write documents into the store of a folder, and close it."""
    store = ox.Store(str(path))
    name_graphs(store, documents)
    store.bulk_extend(quads(documents))
    store.flush()


def name_graphs(store: ox.Store, documents: Documents) -> None:
    """Have a graph for each document, also for one that says nothing."""
    for graph in documents:
        store.add_graph(ox.NamedNode(graph))


def quads(documents: Documents) -> Iterator[ox.Quad]:
    """Yield what documents say, each in its graph; refuse too much of it."""
    count = 0
    for graph, document in documents.items():
        name = ox.NamedNode(graph)
        for said in statements(document, graph):
            count += 1
            if count > MOST_STATEMENTS:
                raise InvalidQuery(
                    f"fetched documents may say {MOST_STATEMENTS} statements in one query at most"
                )
            yield ox.Quad(said.subject, said.predicate, said.object, name)
