"""What each chunk of a clause names, and which sites it shares with its neighbours.

A chunk without a site shares the one before it ("one calf is swollen and warm"), or the one after
it where that follows its finding ("swelling and pain in the leg", "swollen and red calf").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nosograph.text.clauses import Clause
from nosograph.text.composition import Draft, Site
from nosograph.text.context import ContextRules, Role
from nosograph.text.matcher import Matcher, Mention
from nosograph.text.status import Placed

FARTHEST_SIDE = 3
"""Words before a site within which left, right, one and both are said of it (judgement)."""


@dataclass(slots=True)
class Chunk:
    """What one chunk names: its sites (``shared`` ones stand in another chunk) and the rest."""

    indices: range
    segment: int
    sites: list[Site]
    shared: bool = False
    drafts: list[Draft] = field(default_factory=list)
    qualifiers: list[tuple[Placed, bool]] = field(default_factory=list)


class Placement:
    """Finds the sites, findings and qualifiers of every chunk."""

    def __init__(self, matcher: Matcher, rules: ContextRules) -> None:
        self._matcher = matcher
        self._laterality = rules.laterality
        self._fillers = rules.roles[Role.FUNCTION]
        self._joins = rules.roles[Role.JOIN]
        self._locatives = rules.roles[Role.LOCATIVE]

    def place(self, clause: Clause) -> tuple[list[Chunk], list[Placed]]:
        """Return the chunks with their sites, and the mentions of findings and qualifiers."""
        chunks: list[Chunk] = []
        placed: list[Placed] = []
        for number, segment in enumerate(clause.segments):
            joined = self._matcher.joined(clause.tokens, range(segment.start, segment.stop))
            fixed = {index for mention in joined for index in mention.indices}
            parts = [
                Chunk(chunk, number, self._sites(clause, chunk, fixed))
                for chunk in _merged(segment.chunks, joined)
            ]
            shared = [self._shared_sites(clause, parts, place) for place in range(len(parts))]
            for part, sites in zip(parts, shared, strict=True):
                part.shared = not part.sites
                part.sites = part.sites or sites
                placed += self._statements(clause, part, fixed)
                placed += [_place(m, part) for m in joined if m.last in part.indices]
            chunks += parts
        return chunks, placed

    def _sites(self, clause: Clause, chunk: range, fixed: set[int]) -> list[Site]:
        free = [index for index in chunk if index not in fixed]
        found = self._matcher.sites(clause.tokens, free)
        return [Site(m, self._side(clause, m.first), clause.tokens) for m in found]

    def _side(self, clause: Clause, first: int) -> frozenset[str]:
        """Return what the words just before a site say of the side."""
        sides: frozenset[str] = frozenset()
        for index in range(first - 1, max(first - 1 - FARTHEST_SIDE, -1), -1):
            word = clause.tokens[index].word
            if word in self._laterality:
                sides |= self._laterality[word]
            elif word not in self._fillers and not (sides and word in self._joins):
                break
        return sides

    def _shared_sites(self, clause: Clause, parts: Sequence[Chunk], place: int) -> list[Site]:
        """Return the sites of the chunk before, else those said after the finding of the next."""
        if parts[place].sites:
            return []
        for earlier in reversed(parts[:place]):
            if earlier.sites:
                return earlier.sites
        if place + 1 == len(parts):
            return []
        following = parts[place + 1]
        return [s for s in following.sites if self._follows_finding(clause, s, following.indices)]

    def _follows_finding(self, clause: Clause, site: Site, chunk: range) -> bool:
        """Tell whether a site is said after its finding: "pain in the leg", "red calf"."""
        content = [i for i in chunk if self._matcher.is_content(clause.tokens[i])]
        last = content[-1:] == [site.mention.last] and content[0] < site.mention.first
        return last or self._follows_locative(clause, site)

    def _follows_locative(self, clause: Clause, site: Site) -> bool:
        """Tell whether "in", "of" or the like stands just before a site."""
        for index in range(site.mention.first - 1, -1, -1):
            word = clause.tokens[index].word
            if word in self._locatives:
                return True
            if word not in self._fillers and word not in self._laterality:
                return False
        return False

    def _statements(self, clause: Clause, chunk: Chunk, fixed: set[int]) -> list[Placed]:
        shared = {i for site in chunk.sites if chunk.shared for i in site.mention.indices}
        indices = sorted(shared.union(chunk.indices) - fixed)
        sites = [site.mention for site in chunk.sites]
        found = self._matcher.statements(clause.tokens, indices, sites)
        return [_place(m, chunk) for m in found if not shared.issuperset(m.indices)]


def _merged(chunks: Sequence[range], joined: Sequence[Mention]) -> list[range]:
    """Undo the cuts at an "and" that belongs to a name, as in "pins and needles"."""
    merged: list[range] = []
    for chunk in chunks:
        if merged and any(m.first < chunk.start <= m.last for m in joined):
            merged[-1] = range(merged[-1].start, chunk.stop)
        else:
            merged.append(chunk)
    return merged


def _place(mention: Mention, chunk: Chunk) -> Placed:
    at = max(index for index in mention.indices if index in chunk.indices)
    return Placed(mention, chunk.segment, chunk.indices, at)
