"""Evaluating what is to be written, apart from the graphs of the release.

Updates run in a store in memory that holds the writable graphs and nothing else. What they did
there is carried over, statement by statement, into a store that holds everything, and published.
So no spelling of an update reaches a graph of the release: it is not there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from nosograph.domain.query_errors import located
from nosograph.domain.sparql import mentions
from nosograph.domain.writing import (
    GraphChange,
    GraphDocument,
    GraphEdit,
    UpdateRequest,
    is_protected,
    prepared,
)
from nosograph.errors import (
    InvalidDocument,
    InvalidQuery,
    ProtectedGraph,
    QuerySyntax,
    UnknownGraph,
    UnmetPrecondition,
)
from nosograph.knowledge.loaded_documents import with_documents
from nosograph.knowledge.rdf_document import Document
from nosograph.knowledge.writable_snapshots import Snapshot, Snapshots, link_store

FETCHING = ("load", "service")
FETCHES = "LOAD and SERVICE are refused: nothing is fetched"
GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


@dataclass(frozen=True, slots=True)
class Difference:
    """What one write adds and removes: statements, and named graphs."""

    added: list[ox.Quad]
    removed: list[ox.Quad]
    graphs_added: set[GraphName]
    graphs_removed: set[GraphName]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.graphs_added or self.graphs_removed)


@dataclass(slots=True)
class Opened:
    """A published state as one process has it open for writing."""

    snapshot: Snapshot
    folder: Path
    descriptor: int
    whole: ox.Store
    mine: ox.Store
    before: set[ox.Quad]
    graphs: set[GraphName]

    def difference(self) -> Difference:
        """Return what the writable graphs have become since the last published state."""
        added, unchanged = [], 0
        for quad in self.mine:
            if quad in self.before:
                unchanged += 1
            else:
                added.append(quad)
        lost = len(self.before) - unchanged
        removed = [quad for quad in self.before if quad not in self.mine] if lost else []
        graphs: set[GraphName] = set(self.mine.named_graphs())
        return Difference(added, removed, graphs - self.graphs, self.graphs - graphs)

    def carry_over(self, difference: Difference) -> None:
        """Do to the whole store what was done to the writable graphs."""
        for graph in difference.graphs_removed:
            self.whole.remove_graph(graph)
        for quad in difference.removed:
            if quad.graph_name not in difference.graphs_removed:
                self.whole.remove(quad)
        self.whole.extend(difference.added)
        for graph in difference.graphs_added:
            self.whole.add_graph(graph)
        self.before.difference_update(difference.removed)
        self.before.update(difference.added)
        self.graphs = set(self.mine.named_graphs())


class WritableGraphs:
    """The writable graphs of a home, evaluated by one process at a time."""

    def __init__(
        self, snapshots: Snapshots, release: str, store: Path, isolated: bool = True
    ) -> None:
        self._snapshots = snapshots
        self._isolated = isolated
        self._release = release
        self._store = store
        self._opened: Opened | None = None

    def update(self, request: UpdateRequest, documents: Sequence[Document | None] = ()) -> None:
        """Evaluate an update whole, or not at all; its LOADs have each a document, or None."""
        text = prepared(request)
        if documents:
            text = with_documents(text, request.base, documents)
        if not self._isolated and mentions(text, *FETCHING):
            raise InvalidQuery("this machine cannot shut LOAD out: the word is refused")
        with self._transaction() as mine:
            evaluate(mine, text, request.base)

    def parse(self, request: UpdateRequest) -> None:
        """Refuse an update that cannot be parsed; of one that can, nothing is done here."""
        text = prepared(request)
        if not self._isolated and mentions(text, *FETCHING):
            return
        try:
            evaluate(ox.Store(), text, request.base)
        except QuerySyntax:
            raise
        except InvalidQuery:
            return

    def change(self, change: GraphChange) -> bool:
        """Edit one graph; return whether it is new."""
        target = graph_name(change.graph)
        quads = [quad for document in change.documents for quad in parse(document, change, target)]
        with self._transaction() as mine:
            exists = isinstance(target, ox.DefaultGraph) or mine.contains_named_graph(target)
            change.precondition.require(exists, self._snapshots.revision())
            edit(mine, change.edit, target, quads, exists)
        return not exists

    def adopt(self) -> None:
        """Stand the written graphs on the release in service, where they stood on another."""
        with self._snapshots.alone():
            published = self._snapshots.current()
            if published is None or published.release == self._release:
                return
            mine = writable_part(ox.Store.read_only(str(self._snapshots.path(published))))
            self._forget()
            self._open(Snapshot(published.revision, self._release), self._store)
            if opened := self._opened:
                opened.mine = mine
                self._publish(opened)

    @contextmanager
    def _transaction(self) -> Iterator[ox.Store]:
        """Give the writable graphs to change; publish them, or forget what was done.

        What refuses an update or a change has changed nothing, so there is nothing to forget.
        """
        sound = False
        with self._snapshots.alone():
            opened = self._catch_up()
            try:
                yield opened.mine
                self._publish(opened)
                sound = True
            except (InvalidQuery, UnknownGraph, UnmetPrecondition):
                sound = True
                raise
            finally:
                if not sound:
                    self._forget()

    def _catch_up(self) -> Opened:
        published = self._snapshots.current()
        if self._opened is None or self._opened.snapshot != published:
            self._forget()
            start = published or Snapshot(0, self._release)
            return self._open(start, self._snapshots.place(self._store))
        return self._opened

    def _open(self, snapshot: Snapshot, store: Path) -> Opened:
        folder, descriptor = self._snapshots.work_folder()
        link_store(store, folder)
        whole = ox.Store(str(folder))
        mine = writable_part(whole)
        graphs: set[GraphName] = set(mine.named_graphs())
        self._opened = Opened(snapshot, folder, descriptor, whole, mine, set(mine), graphs)
        return self._opened

    def _publish(self, opened: Opened) -> None:
        difference = opened.difference()
        refuse_protected(difference)
        if not difference and opened.snapshot.revision:
            return
        opened.carry_over(difference)
        new = Snapshot(opened.snapshot.revision + 1, opened.snapshot.release)
        opened.whole.flush()
        opened.whole.backup(str(self._snapshots.vacant(new)))
        self._snapshots.publish(new)
        opened.snapshot = new

    def _forget(self) -> None:
        opened, self._opened = self._opened, None
        if opened:
            shutil.rmtree(opened.folder, ignore_errors=True)
            os.close(opened.descriptor)

    close = _forget


def writable_part(store: ox.Store) -> ox.Store:
    """Return, in memory, the graphs of a store that are not the release's."""
    mine = ox.Store()
    mine.extend(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    for graph in store.named_graphs():
        if not is_protected(graph.value):
            mine.add_graph(graph)
            mine.extend(store.quads_for_pattern(None, None, None, graph))
    return mine


def refuse_protected(difference: Difference) -> None:
    """Refuse statements in graphs of the release, and their making."""
    touched: set[GraphName] = {quad.graph_name for quad in difference.added}
    for graph in touched | difference.graphs_added:
        if isinstance(graph, ox.NamedNode) and is_protected(graph.value):
            raise ProtectedGraph(graph.value)


def evaluate(store: ox.Store, text: str, base: str) -> None:
    """Run an update over a store; what it cannot do raises QuerySyntax or InvalidQuery."""
    try:
        store.update(text, base_iri=base)
    except SyntaxError as refusal:
        raise located(QuerySyntax(0, 0, str(refusal)), text) from refusal
    except OSError as refusal:
        raise InvalidQuery(FETCHES) from refusal
    except (ValueError, RuntimeError) as refusal:
        raise InvalidQuery(str(refusal)) from refusal


def graph_name(graph: str | None) -> ox.NamedNode | ox.DefaultGraph:
    """Return the name of a graph that may be written."""
    if graph is None:
        return ox.DefaultGraph()
    if is_protected(graph):
        raise ProtectedGraph(graph)
    try:
        return ox.NamedNode(graph)
    except ValueError:
        raise InvalidQuery("a graph is named by an absolute IRI") from None


def edit(
    mine: ox.Store,
    how: GraphEdit,
    target: ox.NamedNode | ox.DefaultGraph,
    quads: Iterable[ox.Quad],
    exists: bool,
) -> None:
    """Do one verb of the Graph Store Protocol."""
    if how is GraphEdit.DELETE and not exists:
        raise UnknownGraph("there is nothing to delete")
    if how is GraphEdit.DELETE:
        mine.remove_graph(target)
        return
    if how is GraphEdit.PUT:
        mine.clear_graph(target)
    mine.add_graph(target)
    mine.extend(quads)


def parse(
    document: GraphDocument, change: GraphChange, target: ox.NamedNode | ox.DefaultGraph
) -> Iterator[ox.Quad]:
    """Read a document as statements of one graph; its blank nodes are its own."""
    format_ = ox.RdfFormat.from_media_type(document.media_type)
    if format_ is None:
        raise InvalidDocument(f"{document.media_type} is not read")
    try:
        for quad in ox.parse(
            document.body, format=format_, base_iri=change.base, rename_blank_nodes=True
        ):
            if not isinstance(quad.graph_name, ox.DefaultGraph):
                raise InvalidDocument("the document names graphs; send one graph at a time")
            yield ox.Quad(quad.subject, quad.predicate, quad.object, target)
    except (SyntaxError, ValueError) as refusal:
        raise InvalidDocument(where(refusal)) from refusal


def where(refusal: SyntaxError | ValueError) -> str:
    """Say where a document cannot be read, and nothing that stands in it."""
    line = getattr(refusal, "lineno", None)
    column = getattr(refusal, "offset", None)
    return "it cannot be read" if line is None else f"line {line}, column {column} cannot be read"
