"""How a terminology is classified, beside what its publisher says was inferred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from time import perf_counter
from typing import Any

from nosograph.errors import InvalidInput
from nosograph.reasoning.axioms import Axiom, Named, SubClassOf
from nosograph.reasoning.index import engine_over

#: How many differing subsumptions are named.
EXAMPLES = 10

Taxonomy = Mapping[str, frozenset[str]]


def classified(stated: Iterable[Axiom], published: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Classify what a terminology states; compare with its published parents if there are any.

    ``missing`` counts the subsumptions that follow from the published parents but not from what is
    stated, ``added`` the other way round.
    """
    begun = perf_counter()
    axioms = tuple(stated)
    if not axioms:
        raise InvalidInput("no axioms are stated")
    read = perf_counter()
    engine = engine_over(axioms)
    taxonomy = engine.classify()
    done = perf_counter()
    figures: dict[str, Any] = {
        "axioms": len(axioms),
        "concepts": len(taxonomy),
        "subsumptions": sum(map(len, taxonomy.values())),
        "reading_s": round(read - begun, 2),
        "classifying_s": round(done - read, 2),
        "reasoner": engine.name,
        "without_instances": sorted(engine.unsatisfiable()),
    }
    if published:
        figures |= compared(taxonomy, closed(published))
    return figures


def closed(parents: Mapping[str, Iterable[str]]) -> Taxonomy:
    """Return everything above every class."""
    links = (SubClassOf(Named(sub), Named(sup)) for sub, above in parents.items() for sup in above)
    return engine_over(tuple(links)).classify()


def compared(taxonomy: Taxonomy, published: Taxonomy) -> dict[str, Any]:
    """Return how many subsumptions only one of two has, the first of them by name."""
    missing = tuple(differing(published, taxonomy))
    added = tuple(differing(taxonomy, published))
    return {
        "published_subsumptions": sum(map(len, published.values())),
        "missing": len(missing),
        "added": len(added),
        "missing_first": list(missing[:EXAMPLES]),
        "added_first": list(added[:EXAMPLES]),
    }


def differing(one: Taxonomy, other: Taxonomy) -> Iterator[str]:
    """Yield the subsumptions that one has and the other lacks."""
    nothing = frozenset[str]()
    for name in sorted(one):
        for sup in sorted(one[name] - other.get(name, nothing)):
            yield f"{name} SubClassOf {sup}"
