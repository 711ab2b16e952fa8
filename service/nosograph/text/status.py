"""Whether a text says that something is present, absent, uncertain, past or in the family.

How far a trigger before its findings reaches ("no", "denies", "history of"):

- to the end of its segment, which a comma, a point, "but" and the like end, and no further than
  a new subject or, once something was reached, a new verb: "no fever has cough"; "not" reaches
  the next finding only;
- past an "or"; past an "and" only to findings without a timing or modifier of their own,
  unless it is a trigger of lists;
- past a comma only in a list that an "or", "nor" or "and" closes ("no fever, chills or cough"),
  or with a trigger of lists ("denies fever, chills"), and never to a segment with a timing,
  modifier, verb or trigger of its own: "no wheeze, chest tightness at night";
- with a trigger of phrases, which says what a finding before it lacks, not past a comma in a list
  that an "and" closes: "red eyes without pus, cracked lips and rash".

A trigger after its findings ("absent", "has resolved") reaches back to the start of its segment,
but not to a conjunct that has a verb or trigger of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from nosograph.domain.presentation import Status
from nosograph.text.clauses import Clause, Hit, Segment
from nosograph.text.context import Direction, Reach, Role, Said
from nosograph.text.lexicon import EntryKind
from nosograph.text.matcher import Mention

LONGEST_ITEM = 8
"""Tokens up to which a segment can be an item of a list (judgement)."""
NAYS = frozenset(("no", "non", "not", "never", "nil", "without", "absence", "lack", "free"))
"""The words of a denying trigger that make a name with them one of a lack ("no pulse")."""
PRECEDENCE = (Said.ABSENT, Said.FAMILY, Said.HISTORICAL, Said.UNCERTAIN)
"""What holds where several triggers reach the same finding, strongest first."""


class Placed(NamedTuple):
    """A mention in its chunk; ``at`` is its last token there."""

    mention: Mention
    segment: int
    chunk: range
    at: int

    @property
    def is_finding(self) -> bool:
        """Whether it names a finding rather than qualifies one."""
        return self.mention.kind is EntryKind.FINDING


Roles = Mapping[Role, frozenset[str]]


def statuses(roles: Roles, clause: Clause, placed: Sequence[Placed]) -> list[Status | None]:
    """Return the status of each mention, or None for one that says nothing of the patient."""
    if not placed:
        return []
    scopes = list(_Scopes(roles, clause, placed).scopes())
    return [_combine({said for said, scope in scopes if p.at in scope}) for p in placed]


class _Scopes:
    """The ranges of tokens that the triggers of one clause reach."""

    def __init__(self, roles: Roles, clause: Clause, placed: Sequence[Placed]) -> None:
        self._roles = roles
        self._clause = clause
        self._placed = placed
        self._hits = [
            hit for hit in clause.hits if hit.trigger.said is not Said.NONE and self._holds(hit)
        ]

    def scopes(self) -> Iterator[tuple[Said, range]]:
        """Yield what each trigger says, and where."""
        for hit in self._hits:
            number = self._segment_of(hit)
            if number is not None:
                yield hit.trigger.said, self._scope(hit, number)

    def _holds(self, hit: Hit) -> bool:
        """Tell whether a trigger is no part of a finding's name; it may run into one."""
        within = range(hit.start, hit.stop)
        shared = [
            p.mention
            for p in self._placed
            if p.is_finding and any(index in within for index in p.mention.indices)
        ]
        if not shared or self._spanning(hit):
            return True
        words = {self._clause.tokens[i].word for m in shared for i in m.indices if i in within}
        named = bool(words & NAYS)
        goes_on = hit.trigger.said is Said.HISTORICAL or hit.trigger.opens
        return hit.trigger.direction is Direction.BEFORE and (
            goes_on or (not named and all(hit.start < m.first for m in shared))
        )

    def _spanning(self, hit: Hit) -> list[Mention]:
        """Return the names that a trigger after its findings stands in: "JVP is not raised"."""
        if hit.trigger.direction is not Direction.AFTER or hit.trigger.said is not Said.ABSENT:
            return []
        last = hit.stop - 1
        nays = {i for i in range(hit.start, last) if self._clause.tokens[i].word in NAYS}
        names = (p.mention for p in self._placed if p.is_finding and nays)
        around = (name for name in names if name.first < hit.start and last in name.indices)
        return [name for name in around if nays.isdisjoint(name.indices)]

    def _scope(self, hit: Hit, number: int) -> range:
        if spanning := self._spanning(hit):
            return range(min(m.first for m in spanning), hit.stop)
        if hit.trigger.reach is Reach.ADJACENT:
            return self._adjacent(hit, number)
        if hit.trigger.direction is Direction.EITHER:
            return self._either(hit, number)
        if hit.trigger.direction is Direction.AFTER:
            return self._forward_in_chunk(hit, number) or self._backward(hit, number)
        return range(self._forward_start(hit), self._forward_stop(hit, number))

    def _forward_start(self, hit: Hit) -> int:
        """Return where a trigger begins to reach: after it, or the name that it begins."""
        names = [p.mention for p in self._placed if p.is_finding]
        ends = [m.last + 1 for m in names if hit.start in m.indices and hit.stop <= m.last + 1]
        return max(ends, default=hit.stop)

    def _segment_of(self, hit: Hit) -> int | None:
        for number, segment in enumerate(self._clause.segments):
            if segment.start <= hit.start < segment.stop:
                return number
        return None

    def _findings(self, indices: range) -> list[Placed]:
        return [p for p in self._placed if p.is_finding and p.at in indices]

    def _qualified(self, indices: range) -> bool:
        return any(not p.is_finding and p.at in indices for p in self._placed)

    def _adjacent(self, hit: Hit, number: int) -> range:
        """Reach the finding that touches the trigger, unless the segment asks about it."""
        if hit.trigger.direction is Direction.BEFORE:
            touching = [p.at + 1 for p in self._placed if hit.stop in p.mention.indices]
            return range(hit.stop, max(touching, default=hit.stop))
        segment = self._clause.segments[number]
        if self._clause.has(self._roles[Role.QUESTION], range(segment.start, segment.stop)):
            return range(0)
        return range(hit.start - 1, hit.start)

    def _either(self, hit: Hit, number: int) -> range:
        """Reach as the segment's first such sign does: forward where nothing precedes it."""
        segment = self._clause.segments[number]
        signs = [h for h in self._hits if h.trigger.direction is Direction.EITHER]
        signs = [h for h in signs if segment.start <= h.start < segment.stop]
        if self._findings(range(segment.start, signs[0].start)):
            earlier = (sign.stop for sign in signs if sign.start < hit.start)
            return range(max(earlier, default=segment.start), hit.start)
        later = (sign.start for sign in signs if sign.start > hit.start)
        return range(hit.stop, min(later, default=segment.stop))

    def _forward_in_chunk(self, hit: Hit, number: int) -> range:
        """Reach what follows a trigger that opens a conjunct ("and absent reflexes")."""
        for chunk in self._clause.segments[number].chunks:
            if chunk.start == hit.start and chunk.stop > hit.stop:
                return range(hit.stop, chunk.stop)
        return range(0)

    def _backward(self, hit: Hit, number: int) -> range:
        segment = self._clause.segments[number]
        if self._refers_back(segment):
            before = self._stated_before(number)
            return range(before.start, before.stop)
        start = max((c.start for c in segment.chunks if c.start <= hit.start), default=hit.start)
        for chunk in reversed([c for c in segment.chunks if c.stop <= start]):
            if self._states_itself(chunk):
                break
            start = chunk.start
        return range(start, hit.stop)

    def _stated_before(self, number: int) -> Segment:
        """Return the segment before, or an earlier one over asides without a finding."""
        for place in range(number - 1, 0, -1):
            segment = self._clause.segments[place]
            if self._findings(range(segment.start, segment.stop)) or not segment.soft:
                return segment
        return self._clause.segments[0]

    def _refers_back(self, segment: Segment) -> bool:
        """Tell whether a segment without a finding speaks of the one before it."""
        indices = range(segment.start, segment.stop)
        if segment.start == 0 or self._findings(indices):
            return False
        return segment.soft or self._clause.has(self._roles[Role.ANAPHOR], indices)

    def _states_itself(self, indices: range) -> bool:
        """Tell whether a verb, a subject or a trigger of its own stands there."""
        if self._clause.has(self._roles[Role.ASSERTION] | self._roles[Role.SUBJECT], indices):
            return True
        return any(hit.start in indices for hit in self._hits)

    def _forward_stop(self, hit: Hit, number: int) -> int:
        segment = self._clause.segments[number]
        if hit.trigger.reach is Reach.NEXT and (next_ := self._next_alone(hit, segment)):
            return next_
        stop = self._statement_stop(hit, segment)
        if stop == segment.stop:
            return self._list_stop(hit, number)
        return stop

    def _next_alone(self, hit: Hit, segment: Segment) -> int | None:
        """Return the end of the next finding, unless a conjunct follows ("not red or swollen")."""
        ends = [p.at + 1 for p in self._findings(range(hit.stop, segment.stop))]
        end = min(ends, default=None)
        starts = {chunk.start - 1 for chunk in segment.chunks}
        return None if end is None or end in starts else end

    def _statement_stop(self, hit: Hit, segment: Segment) -> int:
        """Stop within the segment where another statement begins."""
        starts = {c.start for c in segment.chunks if self._is_own_item(hit, c)}
        for index in range(hit.stop, segment.stop):
            word = self._clause.tokens[index].word
            reached = self._findings(range(hit.stop, index))
            if word in self._roles[Role.SUBJECT] or index in starts:
                return index
            if word in self._roles[Role.ASSERTION] and (
                reached or word in self._roles[Role.OPENING]
            ):
                return index
        return segment.stop

    def _is_own_item(self, hit: Hit, chunk: range) -> bool:
        """Tell whether a conjunct after "and" has a finding with a qualifier of its own."""
        if chunk.start <= hit.stop or hit.trigger.reach is Reach.LIST:
            return False
        join = self._clause.tokens[chunk.start - 1].word
        alternative = join in self._roles[Role.ALTERNATIVE]
        return not alternative and bool(self._findings(chunk)) and self._qualified(chunk)

    def _list_stop(self, hit: Hit, number: int) -> int:
        """Stop after the last item of a list that goes on over commas."""
        stop = self._clause.segments[number].stop
        closing = Role.ALTERNATIVE if self._qualifies(hit, number) else Role.CLOSING
        following = self._clause.segments[number + 1 :]
        if following and self._adds(hit, following[0]):
            return stop
        for segment in following:
            item = self._item(segment)
            if not segment.soft or not 0 < len(item) <= LONGEST_ITEM:
                break
            if self._closes(segment, item, self._roles[closing]):
                return item.stop
            if item.stop < segment.stop:
                break
            if self._qualified(item):
                break
            if hit.trigger.reach is Reach.LIST and self._findings(item):
                stop = segment.stop
        return stop

    def _adds(self, hit: Hit, segment: Segment) -> bool:
        """Tell whether ", and" adds a statement rather than an item: "without rash, and tired"."""
        first = self._clause.tokens[segment.start].word
        joins = first in self._roles[Role.CLOSING] - self._roles[Role.ALTERNATIVE]
        return joins and hit.trigger.reach is not Reach.LIST

    def _qualifies(self, hit: Hit, number: int) -> bool:
        """Tell whether a trigger of phrases belongs to a finding before it, without a mark."""
        place = number
        while place and self._clause.segments[place - 1].stop == self._clause.segments[place].start:
            place -= 1
        before = range(self._clause.segments[place].start, hit.start)
        return hit.trigger.reach is Reach.PHRASE and bool(self._findings(before))

    def _item(self, segment: Segment) -> range:
        """Return the tokens of a segment before the first conjunct that is a statement."""
        own = (c.start for c in segment.chunks if self._states_itself(c))
        return range(segment.start, min(own, default=segment.stop))

    def _closes(self, segment: Segment, item: range, closing: frozenset[str]) -> bool:
        """Tell whether an "or", or an "and" between bare findings, closes a list here."""
        for chunk in segment.chunks:
            before = chunk.start - 1
            word = self._clause.tokens[before].word if before >= segment.start else ""
            if before == segment.start and word in self._roles[Role.ALTERNATIVE]:
                return True
            if word not in closing or not self._findings(chunk):
                continue
            opens = before == segment.start or bool(self._findings(range(segment.start, before)))
            if opens and (word in self._roles[Role.ALTERNATIVE] or not self._qualified(item)):
                return True
        return False


def _combine(said: set[Said]) -> Status | None:
    """Return what holds of a finding that triggers reach."""
    if Said.DROPPED in said or {Said.ABSENT, Said.FAMILY} <= said:
        return None
    for strongest in PRECEDENCE:
        if strongest in said:
            return Status(strongest.value)
    return Status.PRESENT
