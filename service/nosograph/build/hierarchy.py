"""The classified hierarchy: HPO's taxonomy with everything the reasoner adds to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nosograph.build.curated import Curated
from nosograph.build.obo import Term
from nosograph.errors import InvalidRelease
from nosograph.reasoning.axioms import Axiom, Named, SubClassOf
from nosograph.reasoning.engine import Engine


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """All superclasses of every class, itself included, by CURIE."""

    above: Mapping[str, frozenset[str]]

    def __contains__(self, name: str) -> bool:
        return name in self.above

    def superclasses(self, name: str) -> frozenset[str]:
        """Return everything that subsumes a class, itself included."""
        return self.above.get(name, frozenset((name,)))

    def subsumes(self, sup: str, sub: str) -> bool:
        """Whether every ``sub`` is a ``sup``."""
        return sup in self.superclasses(sub)


def taxonomy(terms: Mapping[str, Term]) -> dict[str, frozenset[str]]:
    """Return the reflexive-transitive closure of is-a over current terms."""
    closed: dict[str, frozenset[str]] = {}
    for start, term in terms.items():
        if not term.obsolete:
            close(start, terms, closed)
    return closed


def close(start: str, terms: Mapping[str, Term], closed: dict[str, frozenset[str]]) -> None:
    """Add ``start`` and everything above it to the closure, refusing a cycle."""
    stack, path = [start], set[str]()
    while stack:
        name = stack[-1]
        parents = terms[name].parents
        missing = [parent for parent in parents if parent not in closed]
        if name in closed or not missing:
            stack.pop()
            path.discard(name)
            closed[name] = frozenset((name,)).union(*(closed[parent] for parent in parents))
        elif name in path:
            raise InvalidRelease([f"is-a cycle through {name}"])
        else:
            path.add(name)
            stack += missing


def module(
    axioms: tuple[Axiom, ...],
    curated: Curated,
    terms: Mapping[str, Term],
    closed: Mapping[str, frozenset[str]],
) -> tuple[Axiom, ...]:
    """Return our axioms with the part of HPO's taxonomy that can bear on them.

    That part is everything above a term that our axioms name, and everything between such a term
    and the terms below a genus of our definitions, so a presentation of any HPO term is
    classified as it would be over the whole of HPO.
    """
    named = {name for axiom in axioms for name in axiom.signature() if name in closed}
    genera = {pattern.finding for pattern in curated.patterns}
    wanted = {name for term in named for name in closed[term]}
    for above in closed.values():
        if not genera.isdisjoint(above):
            wanted |= above
    links = (
        SubClassOf(Named(term), Named(parent))
        for term in sorted(wanted)
        for parent in terms[term].parents
    )
    return tuple(dict.fromkeys((*axioms, *links)))


def classified(
    engine: Engine, closed: Mapping[str, frozenset[str]], sites: Iterable[str]
) -> Hierarchy:
    """Return the hierarchy that the reasoner infers, over all of HPO."""
    if unsatisfiable := engine.unsatisfiable():
        raise InvalidRelease([f"{name} can have no instance" for name in sorted(unsatisfiable)])
    inferred = engine.classify()
    above: dict[str, frozenset[str]] = {
        name: frozenset((name,)) | names for name, names in inferred.items()
    }
    for term, names in closed.items():
        extra = (inferred[name] for name in names if name in inferred)
        above[term] = names.union(*extra)
    return Hierarchy(above | {site: above.get(site, frozenset((site,))) for site in sites})
