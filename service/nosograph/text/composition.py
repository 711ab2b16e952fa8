"""Findings with their sites, timings and modifiers, composed from what a clause names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from nosograph.domain.presentation import Observation, Span, Status
from nosograph.text.matcher import Mention
from nosograph.text.status import Placed
from nosograph.text.tokens import Token

LEFT, RIGHT = "HP:0012835", "HP:0012834"
UNILATERAL, BILATERAL = "HP:0012833", "HP:0012832"


class Site(NamedTuple):
    """A site as mentioned among ``tokens``, with what its own words say of the side."""

    mention: Mention
    laterality: frozenset[str]
    tokens: Sequence[Token]


@dataclass(slots=True)
class Draft:
    """A finding that is still collecting its sites and qualifiers."""

    place: Placed
    status: Status
    tokens: Sequence[Token]
    sites: list[Site] = field(default_factory=list)
    timings: list[str] = field(default_factory=list)
    modifiers: set[str] = field(default_factory=set)

    @property
    def asserted(self) -> bool:
        """Whether the finding is there in some way, so that something may be added to it."""
        return self.status is not Status.ABSENT

    def observations(self) -> Iterator[Observation]:
        """Yield one observation for each site, or one without."""
        modifiers = frozenset({*self.modifiers, *self.timings[1:]})
        timing = self.timings[0] if self.timings else None
        own: list[Site | None] = [site for site in self.sites if not self.covers(site)]
        named = [side for site in self.sites if self.covers(site) for side in site.laterality]
        for site in own or [None]:
            yield Observation(
                self.place.mention.code,
                self.status,
                site.mention.code if site else None,
                timing,
                level_sides(modifiers.union(named, site.laterality if site else ())),
                self._span(site),
            )

    def covers(self, site: Site) -> bool:
        """Tell whether the finding's own words name the site."""
        shared = set(site.mention.indices) & set(self.place.mention.indices)
        return bool(shared) and site.tokens is self.tokens

    def _span(self, site: Site | None) -> Span:
        """Return where the finding stands, with its site unless another sentence names that."""
        beside = site.mention.indices if site and site.tokens is self.tokens else ()
        indices = [*self.place.mention.indices, *beside]
        start = min(self.tokens[index].start for index in indices)
        return Span(start, max(self.tokens[index].end for index in indices))


def level_sides(modifiers: frozenset[str]) -> frozenset[str]:
    """Read left and right together as both sides.

    >>> sorted(level_sides(frozenset({LEFT, RIGHT, UNILATERAL}))) == [BILATERAL]
    True
    """
    if {LEFT, RIGHT} <= modifiers or BILATERAL in modifiers:
        return modifiers - {LEFT, RIGHT, UNILATERAL} | {BILATERAL}
    return modifiers
