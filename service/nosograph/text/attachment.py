"""Which site, timing and modifier belongs to which finding.

- A site belongs to the nearest finding of its chunk that can be said of a site. A segment without
  a site, of findings that "and" or "or" closes, shares the one before it ("calf warm, red and
  sore"), where that is no part of a name ("chest pain, redness or swelling").
- A timing or modifier belongs to the findings of its chunk, to later chunks of its segment
  without one of their own, and to earlier chunks where it follows its finding; never over a new
  subject or verb ("is pregnant and has cramps at night").
- A segment that only qualifies ("…, worse at night") belongs to the last segment with a finding
  that is not denied, else to the next one; a sentence of that kind ("They are worse at night.")
  belongs to the sentence before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from nosograph.domain.presentation import Status
from nosograph.text.clauses import Clause
from nosograph.text.composition import Draft, Site
from nosograph.text.context import ContextRules, Role
from nosograph.text.lexicon import EntryKind
from nosograph.text.matcher import Matcher, Mention
from nosograph.text.placement import Chunk, Placement
from nosograph.text.status import Placed, statuses


@dataclass(frozen=True, slots=True)
class Composed:
    """The findings of a clause, and the text positions of the tokens that were understood."""

    drafts: list[Draft]
    understood: frozenset[int]


class Composer:
    """Reads one clause: what it names, with what status, and what belongs together."""

    def __init__(self, matcher: Matcher, rules: ContextRules) -> None:
        self._placement = Placement(matcher, rules)
        self._rules = rules
        self._statement_words = rules.roles[Role.ASSERTION] | rules.roles[Role.SUBJECT]

    def compose(self, clause: Clause, previous: Sequence[Draft]) -> Composed:
        """Return the findings of a clause; it may qualify those of the sentence before it."""
        chunks, placed = self._placement.place(clause)
        said = statuses(self._rules.roles, clause, placed)
        self._file(clause, chunks, zip(placed, said, strict=True))
        self._share_over_commas(clause, chunks)
        for chunk in chunks:
            self._attach_sites(chunk)
            if chunk.qualifiers:
                self._attach_qualifiers(clause, chunk, chunks)
        self._attach_bare(clause, chunks, previous)
        drafts = [draft for chunk in chunks for draft in chunk.drafts]
        return Composed(drafts, _understood(clause, chunks, placed))

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

    def _share_over_commas(self, clause: Clause, chunks: Sequence[Chunk]) -> None:
        """Let a list of findings that "and" closes share the site of the segment before it."""
        before: list[Chunk] = []
        for number, group in groupby(chunks, key=lambda chunk: chunk.segment):
            parts = list(group)
            if clause.segments[number].soft and self._is_list(parts):
                sites = _subjects(before)
                for part in parts:
                    part.sites = sites
            before = parts

    def _is_list(self, parts: Sequence[Chunk]) -> bool:
        """Tell whether a segment lists findings that can be said of a site, and names none."""
        drafts = [draft for part in parts for draft in part.drafts]
        if len(parts) == 1 or not drafts or any(part.sites for part in parts):
            return False
        return all(self._is_locatable(draft) for draft in drafts)

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
            targets = _targets(clause, chunk.segment, chunks)
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


def _subjects(chunks: Sequence[Chunk]) -> list[Site]:
    """Return the sites of the last chunk that are no part of its findings' names."""
    return [
        site
        for chunk in chunks[-1:]
        for site in chunk.sites
        if not any(draft.covers(site) for draft in chunk.drafts)
    ]


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


def _targets(clause: Clause, segment: int, chunks: Sequence[Chunk]) -> list[Draft]:
    """Return the findings, not denied, of the nearest segment before, else after, a segment."""
    asserted = [(c.segment, d) for c in chunks for d in c.drafts if d.asserted]
    nearest = max((s for s, _ in asserted if s < segment), default=None)
    if nearest is None:
        nearest = min((s for s, _ in asserted if s > segment), default=segment)
    between = clause.segments[min(segment, nearest) + 1 : max(segment, nearest) + 1]
    if not all(other.linked for other in between):
        return []
    return [draft for number, draft in asserted if number == nearest]


def _understood(
    clause: Clause, chunks: Iterable[Chunk], placed: Iterable[Placed]
) -> frozenset[int]:
    """Return where the tokens stand that named, placed, qualified or denied something."""
    indices = {index for place in placed for index in place.mention.indices}
    indices |= {index for c in chunks for site in c.sites for index in site.mention.indices}
    indices |= {index for hit in clause.hits for index in range(hit.start, hit.stop)}
    return frozenset(clause.tokens[index].start for index in indices)
