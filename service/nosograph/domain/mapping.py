"""How a code of one system corresponds to a code of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class MappingPredicate(StrEnum):
    """How near two codes are, as SKOS says it, nearest first; seen from the source code.

    The target of ``skos:broadMatch`` is the broader of the two.
    """

    EXACT = "skos:exactMatch"
    CLOSE = "skos:closeMatch"
    NARROW = "skos:narrowMatch"
    BROAD = "skos:broadMatch"
    RELATED = "skos:relatedMatch"

    @property
    def inverse(self) -> MappingPredicate:
        """Return what the target of a mapping says of its source.

        >>> MappingPredicate.BROAD.inverse.value
        'skos:narrowMatch'
        """
        return INVERSES.get(self, self)

    def then(self, other: MappingPredicate) -> MappingPredicate | None:
        """Return what two mappings in a row say, or None where they say nothing.

        >>> MappingPredicate.EXACT.then(MappingPredicate.BROAD).value
        'skos:broadMatch'
        >>> MappingPredicate.BROAD.then(MappingPredicate.NARROW) is None
        True
        """
        if self is MappingPredicate.EXACT:
            return other
        if other is MappingPredicate.EXACT:
            return self
        return CHAINS.get((self, other))


INVERSES: Mapping[MappingPredicate, MappingPredicate] = {
    MappingPredicate.NARROW: MappingPredicate.BROAD,
    MappingPredicate.BROAD: MappingPredicate.NARROW,
}

#: What follows beside chains with an exact mapping. SKOS declares neither close nor related
#: matches transitive (SKOS Reference, 10.6.3), so two close ones, or a close and a broader one,
#: only relate. What has something narrower in common overlaps; what has something broader in
#: common may have nothing else.
CHAINS: Mapping[tuple[MappingPredicate, MappingPredicate], MappingPredicate] = {
    (MappingPredicate.BROAD, MappingPredicate.BROAD): MappingPredicate.BROAD,
    (MappingPredicate.NARROW, MappingPredicate.NARROW): MappingPredicate.NARROW,
    (MappingPredicate.NARROW, MappingPredicate.BROAD): MappingPredicate.RELATED,
    (MappingPredicate.CLOSE, MappingPredicate.CLOSE): MappingPredicate.RELATED,
    (MappingPredicate.CLOSE, MappingPredicate.BROAD): MappingPredicate.RELATED,
    (MappingPredicate.BROAD, MappingPredicate.CLOSE): MappingPredicate.RELATED,
    (MappingPredicate.CLOSE, MappingPredicate.NARROW): MappingPredicate.RELATED,
    (MappingPredicate.NARROW, MappingPredicate.CLOSE): MappingPredicate.RELATED,
}


@dataclass(frozen=True, slots=True)
class MappingStep:
    """One row of a mapping set: what it maps to what, and how it says it knows.

    Codes are CURIEs, in the direction that is read; a row that says it the other way round is
    ``inverted``. ``justification`` is a CURIE of SEMAPV; ``mapping_set`` and ``version`` say where
    the row stands. ``stated`` is the property that it uses, in its own direction, such as
    ``oboInOwl:hasDbXref``, which says no more than that something is related.
    """

    source: str
    predicate: MappingPredicate
    target: str
    justification: str
    mapping_set: str
    version: str
    inverted: bool = False
    stated: str = ""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What a code is in another system: the weakest predicate of its path, and the path."""

    source: str
    predicate: MappingPredicate
    target: str
    path: tuple[MappingStep, ...]

    @property
    def direct(self) -> bool:
        """Whether a source says it in so many words, not two in a row."""
        return len(self.path) == 1

    @property
    def justification(self) -> str:
        """How it is come by, as a CURIE of SEMAPV: as its row says, by inverting one, or by two."""
        if not self.direct:
            return "semapv:MappingChaining"
        first = self.path[0]
        return "semapv:MappingInversion" if first.inverted else first.justification

    @property
    def mapping_sets(self) -> tuple[str, ...]:
        """The mapping sets of the path, each once, with its version."""
        named = (f"{step.mapping_set} {step.version}".strip() for step in self.path)
        return tuple(dict.fromkeys(named))

    @property
    def path_in_words(self) -> str:
        """The path as its codes with the predicates between them."""
        steps = (f" {step.predicate.value} {step.target}" for step in self.path)
        return f"{self.source}{''.join(steps)}"

    def in_words(self) -> str:
        """Return the path and its mapping sets."""
        return f"{self.path_in_words}; {', '.join(self.mapping_sets)}"
