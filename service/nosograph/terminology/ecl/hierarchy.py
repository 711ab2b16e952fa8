"""The hierarchies that expressions can be about: where each stands in the graphs of a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nosograph.domain.identifiers import PREFIXES
from nosograph.errors import InvalidInput
from nosograph.knowledge import graphs
from nosograph.terminology.ecl.expression import Expression, codes_of
from nosograph.terminology.ecl.tokens import SNOMED


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The concepts of a code system: the graph of what is said of them, and their closure.

    ``shared``: the graphs hold concepts of other systems too, which do not count here.
    """

    prefix: str
    graph: str
    closure: str
    shared: bool = False

    @property
    def base(self) -> str:
        """How the IRIs of its concepts begin."""
        return PREFIXES[self.prefix]


def hierarchies(sources: Iterable[Mapping[str, Any]]) -> dict[str, Hierarchy]:
    """Return the hierarchies of a release by prefix, from the sources in its manifest.

    HPO's is the one that the release is built on, with what the reasoner adds; of others, the
    newest version that was imported with a hierarchy.
    """
    found = {"HP": Hierarchy("HP", graphs.HPO, graphs.CLOSURE, shared=True)}
    listed = tuple(sources)
    graphs_there = {source["graph"] for source in listed}
    for source in listed:
        prefix, closure = source.get("prefix"), f"{source['graph']}/closure"
        if prefix in PREFIXES and source.get("current") and closure in graphs_there:
            found.setdefault(prefix, Hierarchy(prefix, source["graph"], closure))
    return found


def hierarchy_of(expression: Expression, known: Mapping[str, Hierarchy]) -> Hierarchy:
    """Return the hierarchy that an expression is about; without any code, SNOMED CT."""
    prefixes = sorted({code.partition(":")[0] for code in codes_of(expression)}) or [SNOMED]
    if len(prefixes) > 1:
        raise InvalidInput(f"an expression is about one code system, not {', '.join(prefixes)}")
    if prefixes[0] not in known:
        there = ", ".join(sorted(known))
        raise InvalidInput(f"no hierarchy of {prefixes[0]} is in this release (there are: {there})")
    return known[prefixes[0]]
