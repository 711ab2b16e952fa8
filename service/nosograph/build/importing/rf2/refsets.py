"""The reference sets of a snapshot: members, what replaces what, axioms."""

from __future__ import annotations

from nosograph.build.importing.rf2.concepts import BASE, Concepts, reason_against
from nosograph.build.importing.rf2.package import Kind, Package, Row
from nosograph.build.quads import Graph, node, text
from nosograph.domain import snomed
from nosograph.domain.snomed import CONCEPT, DESCRIPTION, RELATIONSHIP, is_identifier

REPLACING = frozenset((snomed.SAME_AS, snomed.REPLACED_BY))
MEMBER = node(snomed.MEMBER)


def component(row: Row, concepts: Concepts, code: str) -> str | None:
    """Return the concept that a row names, as it is written; nothing if it names something else."""
    number = concepts.number.get(code)
    if number is not None:
        return concepts.nodes[number]
    if is_identifier(code, CONCEPT) or not is_identifier(code, DESCRIPTION + RELATIONSHIP):
        raise row.error(reason_against(code))
    return None


def write_members(graph: Graph, package: Package, concepts: Concepts) -> None:
    """Write which concepts are members of simple reference sets."""
    for row in package.active(Kind.SIMPLE):
        write_member(graph, row, concepts)


def write_member(graph: Graph, row: Row, concepts: Concepts) -> str | None:
    """Write that a concept is a member of a reference set; return it, if it is a concept."""
    member = component(row, concepts, row.cells[5])
    if member:
        graph.add(concepts.node(row, row.cells[4]), MEMBER, member)
    return member


def write_associations(graph: Graph, package: Package, concepts: Concepts) -> None:
    """Write what became of inactive concepts; the reference set is the predicate."""
    replaced = node("IAO:0100001")
    for row in package.active(Kind.ASSOCIATION):
        old = write_member(graph, row, concepts)
        new = component(row, concepts, row.cells[6])
        if old and new:
            graph.add(old, concepts.node(row, row.cells[4]), new)
            if row.cells[4] in REPLACING:
                graph.add(old, replaced, new)


def write_axioms(graph: Graph, package: Package) -> None:
    """Write the OWL axioms as they stand, for whoever reasons over them.

    An axiom may be about a property that the release does not hold.
    """
    predicate = node(snomed.OWL_AXIOM)
    for row in package.active(Kind.OWL):
        if not is_identifier(row.cells[5]):
            raise row.error(reason_against(row.cells[5]))
        graph.add(f"<{BASE}{row.cells[5]}>", predicate, text(row.cells[6]))
