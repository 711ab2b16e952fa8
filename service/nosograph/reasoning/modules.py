"""The part of an ontology that can bear on a question, found without looking at the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nosograph.reasoning.axioms import Axiom

#: An axiom by its place, and one of the signatures that make it matter.
Trigger = tuple[int, frozenset[str]]


class Modules:
    """⊥-locality modules of a list of axioms: each takes time by its own size.

    Every subsumption ``C ⊑ D`` with ``C`` over a signature follows from its module exactly if it
    follows from all axioms, which a property test checks.
    """

    def __init__(self, axioms: Iterable[Axiom]) -> None:
        self._axioms: Sequence[Axiom] = tuple(dict.fromkeys(axioms))
        self._always: list[int] = []
        self._waiting: dict[str, list[Trigger]] = {}
        for place, axiom in enumerate(self._axioms):
            for trigger in axiom.triggers():
                if not trigger:
                    self._always.append(place)
                for name in trigger:
                    self._waiting.setdefault(name, []).append((place, trigger))

    def __contains__(self, name: str) -> bool:
        return name in self._waiting

    def of(self, signature: Iterable[str], others: Iterable[Axiom] = ()) -> tuple[Axiom, ...]:
        """Return the axioms, ``others`` included, that can bear on what a signature entails."""
        beside = tuple(others)
        seen, chosen = set[str](), dict.fromkeys(self._axioms[place] for place in self._always)
        new = {"owl:Thing", *signature}
        for axiom in (*beside, *chosen):
            new |= axiom.signature()
        while new:
            seen |= new
            found = dict.fromkeys(
                self._axioms[place]
                for name in sorted(new)
                for place, trigger in self._waiting.get(name, ())
                if trigger <= seen
            )
            chosen |= found
            new = set[str]().union(*(axiom.signature() for axiom in found)) - seen
        return tuple(dict.fromkeys((*chosen, *beside)))
