"""Which site, timing and modifier belongs to which finding.

- A site belongs to the nearest finding of its chunk that can be said of a site; a chunk without
  a site shares the one before it ("one calf is swollen and warm"), or the one after it where
  that follows its finding ("swelling and pain in the leg", "swollen and red calf"). A segment
  without a site that closes a list with "and" shares the one before it ("calf warm, red and sore").
- A timing or modifier belongs to the findings of its chunk, to later chunks of its segment
  without one of their own, and to earlier chunks where it follows its finding; never over a new
  subject or verb ("is pregnant and has cramps at night").
- A segment that only qualifies ("…, worse at night") belongs to the last segment with a finding
  that is not denied, else to the next one; a sentence of that kind ("They are worse at night.")
  belongs to the sentence before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nosograph.domain.presentation import Status
from nosograph.text.clauses import Clause
from nosograph.text.composition import Draft, Site
from nosograph.text.context import ContextRules, Role
from nosograph.text.lexicon import EntryKind
from nosograph.text.matcher import Matcher, Mention
from nosograph.text.status import Placed, statuses

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


@dataclass(frozen=True, slots=True)
class Composed:
    """The findings of a clause, and the text positions of the tokens that were understood."""

    drafts: list[Draft]
    understood: frozenset[int]


class Composer:
    """Reads one clause: what it names, with what status, and what belongs together."""

    def __init__(self, matcher: Matcher, rules: ContextRules) -> None:
        self._matcher = matcher
        self._rules = rules
        self._fillers = rules.roles[Role.FUNCTION]
        self._locatives = rules.roles[Role.LOCATIVE]
        self._statement_words = rules.roles[Role.ASSERTION] | rules.roles[Role.SUBJECT]

    def compose(self, clause: Clause, previous: Sequence[Draft]) -> Composed:
        """Return the findings of a clause; it may qualify those of the sentence before it."""
        chunks, placed = self._chunks(clause)
        said = statuses(self._rules.roles, clause, placed)
        self._file(clause, chunks, zip(placed, said, strict=True))
        for chunk in chunks:
            self._attach_sites(chunk)
            if chunk.qualifiers:
                self._attach_qualifiers(clause, chunk, chunks)
        self._attach_bare(clause, chunks, previous)
        drafts = [draft for chunk in chunks for draft in chunk.drafts]
        return Composed(drafts, _understood(clause, chunks, placed))

    def _chunks(self, clause: Clause) -> tuple[list[Chunk], list[Placed]]:
        chunks: list[Chunk] = []
        placed: list[Placed] = []
        for number, segment in enumerate(clause.segments):
            joined = self._matcher.joined(clause.tokens, range(segment.start, segment.stop))
            fixed = {index for mention in joined for index in mention.indices}
            parts = [
                Chunk(chunk, number, self._sites(clause, chunk, fixed))
                for chunk in _merged(segment.chunks, joined)
            ]
            listed = chunks[-1].sites if chunks and segment.soft and len(parts) > 1 else []
            shared = [self._shared_sites(clause, parts, place) for place in range(len(parts))]
            for part, sites in zip(parts, shared, strict=True):
                part.shared = not part.sites
                part.sites = part.sites or sites
                placed += self._statements(clause, part, fixed)
                placed += [_place(m, part) for m in joined if m.last in part.indices]
            if all(part.shared and not part.sites for part in parts):
                for part in parts:
                    part.sites = listed
            chunks += parts
        return chunks, placed

    def _sites(self, clause: Clause, chunk: range, fixed: set[int]) -> list[Site]:
        free = [index for index in chunk if index not in fixed]
        found = self._matcher.sites(clause.tokens, free)
        return [Site(mention, self._laterality(clause, mention.first)) for mention in found]

    def _laterality(self, clause: Clause, first: int) -> frozenset[str]:
        """Return what the words just before a site say of the side."""
        sides: frozenset[str] = frozenset()
        for index in range(first - 1, max(first - 1 - FARTHEST_SIDE, -1), -1):
            word = clause.tokens[index].word
            if word in self._rules.laterality:
                sides |= self._rules.laterality[word]
            elif word not in self._fillers:
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
            if word not in self._fillers and word not in self._rules.laterality:
                return False
        return False

    def _statements(self, clause: Clause, chunk: Chunk, fixed: set[int]) -> list[Placed]:
        shared = {i for site in chunk.sites if chunk.shared for i in site.mention.indices}
        indices = sorted(shared.union(chunk.indices) - fixed)
        sites = [site.mention for site in chunk.sites]
        found = self._matcher.statements(clause.tokens, indices, sites)
        return [_place(m, chunk) for m in found if not shared.issuperset(m.indices)]

    def _file(
        self,
        clause: Clause,
        chunks: Iterable[Chunk],
        said: Iterable[tuple[Placed, Status | None]],
    ) -> None:
        """Give each chunk its findings as drafts, and its qualifiers with whether denied."""
        by_range = {chunk.indices: chunk for chunk in chunks}
        for place, status in said:
            chunk = by_range[place.chunk]
            if not place.is_finding:
                chunk.qualifiers.append((place, status is Status.ABSENT))
            elif status is not None:
                chunk.drafts.append(Draft(place, status, clause.tokens))

    def _attach_sites(self, chunk: Chunk) -> None:
        locatable = [draft for draft in chunk.drafts if self._is_locatable(draft)]
        for site in chunk.sites:
            covering = [draft for draft in chunk.drafts if draft.covers(site)]
            for draft in covering or _nearest(locatable, site):
                draft.sites.append(site)
        for draft in locatable:
            if not draft.sites and chunk.sites:
                draft.sites.append(min(chunk.sites, key=lambda s: _distance(draft, s)))

    def _is_locatable(self, draft: Draft) -> bool:
        return draft.place.mention.code in self._rules.locatable

    def _attach_qualifiers(self, clause: Clause, chunk: Chunk, chunks: Iterable[Chunk]) -> None:
        others = [c for c in chunks if c.segment == chunk.segment and c is not chunk]
        for place, denied in chunk.qualifiers:
            for draft in _own_targets(chunk, place):
                if not denied or draft.status is Status.ABSENT:
                    _give(draft, place.mention)
            for other in others:
                if self._spreads(clause, place, chunk, other):
                    _give_alike(other.drafts, place.mention, denied)

    def _spreads(self, clause: Clause, place: Placed, chunk: Chunk, other: Chunk) -> bool:
        """Tell whether a qualifier is said of the findings of another chunk of its segment too."""
        kind = place.mention.kind
        later = other if other.indices.start > chunk.indices.start else chunk
        if clause.has(self._statement_words, later.indices):
            return False
        if any(own.mention.kind is kind for own, _ in other.qualifiers):
            return False
        return later is other or not chunk.drafts or place.at > chunk.drafts[0].place.at

    def _attach_bare(
        self, clause: Clause, chunks: Sequence[Chunk], previous: Sequence[Draft]
    ) -> None:
        """Attach what stands in a segment, or a sentence, without a finding."""
        with_finding = {chunk.segment for chunk in chunks if chunk.drafts}
        refers = clause.has(self._rules.roles[Role.ANAPHOR], range(len(clause.tokens)))
        for chunk in chunks:
            if chunk.segment in with_finding or not (chunk.sites or chunk.qualifiers):
                continue
            targets = _targets(chunk.segment, chunks)
            if not with_finding and refers:
                targets = [draft for draft in previous if draft.asserted]
            self._qualify(chunk, targets)

    def _qualify(self, chunk: Chunk, targets: Sequence[Draft]) -> None:
        for draft in targets:
            if not draft.sites and not chunk.shared and self._is_locatable(draft):
                draft.sites += chunk.sites
            for place, denied in chunk.qualifiers:
                if not denied:
                    _give(draft, place.mention)


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


def _own_targets(chunk: Chunk, place: Placed) -> Iterable[Draft]:
    """Return the findings that a qualifier of their chunk belongs to.

    A modifier before a finding is said of that one only ("severe pain with mild swelling").
    """
    following = [draft for draft in chunk.drafts if draft.place.mention.first > place.at]
    if place.mention.kind is EntryKind.MODIFIER and following:
        return following[:1]
    return chunk.drafts


def _give(draft: Draft, qualifier: Mention) -> None:
    if qualifier.kind is EntryKind.MODIFIER:
        draft.modifiers.add(qualifier.code)
    elif qualifier.code not in draft.timings:
        draft.timings.append(qualifier.code)


def _give_alike(drafts: Iterable[Draft], qualifier: Mention, denied: bool) -> None:
    """Give a qualifier to the findings that are denied, or not, as it is itself."""
    for draft in drafts:
        if denied == (draft.status is Status.ABSENT):
            _give(draft, qualifier)


def _nearest(drafts: Sequence[Draft], site: Site) -> list[Draft]:
    return [min(drafts, key=lambda draft: _distance(draft, site))] if drafts else []


def _distance(draft: Draft, site: Site) -> tuple[int, bool]:
    """Return how far a finding is from a site; of two equally far the following one is nearer."""
    before = site.mention.first - draft.place.mention.last
    after = draft.place.mention.first - site.mention.last
    return max(before, after), before > after


def _targets(segment: int, chunks: Sequence[Chunk]) -> list[Draft]:
    """Return the findings, not denied, of the nearest segment before, else after, a segment."""
    asserted = [(c.segment, d) for c in chunks for d in c.drafts if d.asserted]
    nearest = max((s for s, _ in asserted if s < segment), default=None)
    if nearest is None:
        nearest = min((s for s, _ in asserted if s > segment), default=None)
    return [draft for number, draft in asserted if number == nearest]


def _understood(
    clause: Clause, chunks: Iterable[Chunk], placed: Iterable[Placed]
) -> frozenset[int]:
    """Return where the tokens stand that named, placed, qualified or denied something."""
    indices = {index for place in placed for index in place.mention.indices}
    indices |= {index for c in chunks for site in c.sites for index in site.mention.indices}
    indices |= {index for hit in clause.hits for index in range(hit.start, hit.stop)}
    return frozenset(clause.tokens[index].start for index in indices)
