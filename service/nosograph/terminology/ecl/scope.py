"""What every part of a query is written with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from nosograph.domain.identifiers import NOS, iri
from nosograph.terminology.ecl.expression import Expression
from nosograph.terminology.ecl.hierarchy import Hierarchy

PREFIXES = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX nos: <https://w3id.org/nosograph/>
PREFIX oboInOwl: <http://www.geneontology.org/formats/oboInOwl#>
PREFIX obo: <http://purl.obolibrary.org/obo/>
"""


class Scope(Protocol):
    """Writes the patterns of one query; no two of its variables share a name by accident."""

    hierarchy: Hierarchy

    def variable(self, name: str) -> str:
        """Return a variable that is not used yet."""

    def set(self, expression: Expression, variable: str, current: bool = True) -> str:
        """Return the pattern of a set of concepts; ``current``: inactive ones do not count."""


def term(code: str) -> str:
    """Return a code as it stands in a query.

    >>> term("HP:0003394")
    '<http://purl.obolibrary.org/obo/HP_0003394>'
    """
    return f"<{iri(code)}>"


def said_in(graph: str, statements: str) -> str:
    """Return a pattern over a graph."""
    return f"GRAPH <{graph}> {{ {statements} }}"


def said(scope: Scope, statements: str) -> str:
    """Return a pattern over what the source says."""
    return said_in(scope.hierarchy.graph, statements)


def closed(scope: Scope, statements: str) -> str:
    """Return a pattern over the closure."""
    return said_in(scope.hierarchy.closure, statements)


def union(patterns: Iterable[str]) -> str:
    """Return what meets one pattern or another."""
    return " UNION ".join(f"{{ {pattern} }}" for pattern in patterns)


def different(left: str, right: str) -> str:
    """Return the condition that two terms are not the same."""
    return f"FILTER({left} != {right})"


def without(pattern: str) -> str:
    """Return the condition that a pattern is not met."""
    return f"FILTER NOT EXISTS {{ {pattern} }}"


def literal(text: str) -> str:
    r"""Return a text as a string of a query.

    >>> print(literal('a "b" \\ c'))
    "a \"b\" \\ c"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def own(curie: str) -> str:
    """Return a term of ours, which may have dots in its name."""
    return f"<{NOS}{curie.removeprefix('nos:')}>"
