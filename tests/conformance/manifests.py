"""The W3C's test manifests, read as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
import pytest
from _pytest.mark.structures import ParameterSet

W3C = Path(__file__).resolve().parents[3] / "shared" / "data" / "w3c" / "sparql"
# Where the working group publishes the files that stand in the folder.
PUBLISHED = "https://w3c.github.io/rdf-tests/sparql/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Subject = ox.NamedNode | ox.BlankNode


@dataclass(frozen=True)
class Manifest:
    """One manifest file, and the folder that its published address stands for."""

    root: Path
    path: Path

    @cached_property
    def statements(self) -> ox.Store:
        store = ox.Store()
        base = published(self.root, self.path)
        store.load(path=str(self.path), format=ox.RdfFormat.TURTLE, base_iri=base)
        return store

    def objects(self, subject: Node, predicate: str) -> list[Node]:
        if not isinstance(subject, ox.NamedNode | ox.BlankNode):
            return []
        found = self.statements.quads_for_pattern(subject, ox.NamedNode(predicate), None)
        return [quad.object for quad in found]

    def one(self, subject: Node, predicate: str) -> Node | None:
        return next(iter(self.objects(subject, predicate)), None)

    def text(self, subject: Node, predicate: str) -> str:
        return value(self.one(subject, predicate))

    def items(self, node: Node | None) -> Iterator[Node]:
        while node is not None and value(node) != f"{RDF}nil":
            first = self.one(node, f"{RDF}first")
            if first is not None:
                yield first
            node = self.one(node, f"{RDF}rest")

    def entries(self) -> Iterator[Node]:
        for quad in self.statements.quads_for_pattern(None, ox.NamedNode(f"{MF}entries"), None):
            yield from self.items(quad.object)

    def kind(self, entry: Node) -> str:
        return self.text(entry, f"{RDF}type").removeprefix(MF).removeprefix(UT)

    def file(self, node: Node | None) -> Path:
        return self.root / value(node).removeprefix(PUBLISHED)


@dataclass(frozen=True)
class Case:
    """One test: where it stands, what kind it is, and its name there."""

    manifest: Manifest
    entry: Node
    suite: str

    @property
    def name(self) -> str:
        return f"{self.suite}#{value(self.entry).rsplit('#', 1)[-1]}"

    @property
    def kind(self) -> str:
        return self.manifest.kind(self.entry)

    @property
    def action(self) -> Node:
        action = self.manifest.one(self.entry, f"{MF}action")
        assert action is not None, self.name
        return action


def listed(*manifests: str) -> list[ParameterSet]:
    """Return the tests of manifests under their names, or a skip where they are not here."""
    if not W3C.is_dir():
        missing = pytest.mark.skip("the folder ../shared is not here")
        return [pytest.param(None, id=f"{manifests[0]}#", marks=missing)]
    return [pytest.param(case, id=case.name) for case in cases(W3C, *manifests)]


def published(root: Path, path: Path) -> str:
    return f"{PUBLISHED}{path.relative_to(root)}"


def value(node: Node | None) -> str:
    return str(getattr(node, "value", "")) if node is not None else ""


def cases(root: Path, *manifests: str) -> Iterator[Case]:
    """Yield the tests of manifests, and of those that they include."""
    for name in manifests:
        manifest = Manifest(root, root / name)
        suite = str(manifest.path.parent.relative_to(root))
        for entry in manifest.entries():
            yield Case(manifest, entry, suite)
        included = ox.NamedNode(f"{MF}include")
        for quad in manifest.statements.quads_for_pattern(None, included, None):
            for item in manifest.items(quad.object):
                yield from cases(root, str(manifest.file(item).relative_to(root)))
