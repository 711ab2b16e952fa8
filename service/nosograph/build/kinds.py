"""Which conditions are kinds of which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from nosograph.build.hierarchy import Hierarchy


@dataclass(frozen=True, slots=True)
class Lineage:
    """What each condition is a kind of, and the categories that are known by their kinds alone."""

    broader: Mapping[str, Collection[str]] = field(default_factory=dict)
    categories: Collection[str] = ()


NO_LINEAGE = Lineage()
Above = Mapping[str, Collection[str]]


def closure(links: Above) -> dict[str, frozenset[str]]:
    """Return everything that is reached from each name, the name itself left out.

    >>> sorted(closure({"a": ["b"], "b": ["c"]})["a"])
    ['b', 'c']
    """
    found: dict[str, frozenset[str]] = {}
    for name, first in links.items():
        reached, waiting = set[str](), list(first)
        while waiting:
            new = waiting.pop()
            if new not in reached:
                reached.add(new)
                waiting += links.get(new, ())
        found[name] = frozenset(reached - {name})
    return found


def broader(
    curated: Collection[str],
    hierarchy: Hierarchy,
    under: Mapping[str, str],
    others: Iterable[tuple[str, str]],
) -> dict[str, frozenset[str]]:
    """Return what each condition is a kind of, both under the names that the answer lists.

    A curated condition is a kind of the curated ones that the reasoner puts above it; ``others``
    are pairs of a condition and a broader one from mappings.
    """
    ours = frozenset(curated)
    links = {name: set(hierarchy.superclasses(name) & ours) - {name} for name in curated}
    for kind, whole in others:
        first, other = under.get(kind, kind), under.get(whole, whole)
        if first != other:
            links.setdefault(first, set()).add(other)
    return closure(links)
