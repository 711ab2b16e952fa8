"""Coordinated sites: "leg and buttock cramps" read once for each site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nosograph.text.clauses import COMMA, Clause, Segment
from nosograph.text.context import ContextRules, Role
from nosograph.text.lexicon import EntryKind
from nosograph.text.matcher import Matcher, Mention
from nosograph.text.tokens import Token

MOST_SITES = 12
"""Coordinated sites that are told apart; further ones are left out (judgement)."""


class Member(NamedTuple):
    """A site in a range of tokens, with the words before it that say left, right or both."""

    start: int
    stop: int
    side: tuple[Token, ...]
    words: tuple[Token, ...]


class Coordination:
    """Finds groups of coordinated sites and writes a sentence once for each member."""

    def __init__(self, matcher: Matcher, rules: ContextRules) -> None:
        self._matcher = matcher
        self._joins = rules.roles[Role.JOIN]
        self._fillers = rules.roles[Role.FUNCTION] | {COMMA} | self._joins
        self._laterality = rules.laterality

    def variants(self, clause: Clause) -> list[Sequence[Token]]:
        """Return the sentence's tokens once for each coordinated site, or as they are.

        Two groups are walked together, the shorter one stays at its last site:
        "pain in arms and legs" has two variants, "pain in arms" and "pain in legs".
        """
        if not clause.has(self._joins, range(len(clause.tokens))):
            return [clause.tokens]
        groups = self._groups(clause)
        if not groups:
            return [clause.tokens]
        count = min(max(len(group) for group in groups), MOST_SITES)
        return [_rewrite(clause.tokens, groups, place) for place in range(count)]

    def _groups(self, clause: Clause) -> list[list[Member]]:
        members = [
            self._member(clause.tokens, site)
            for segment in clause.segments
            for site in self._sites(clause, segment)
        ]
        groups: list[list[Member]] = []
        for member in members:
            if groups and self._linked(clause, groups[-1][-1].stop, member.start):
                groups[-1].append(member)
            else:
                groups.append([member])
        return [group for group in groups if len(group) > 1 and self._is_group(clause, group)]

    def _sites(self, clause: Clause, segment: Segment) -> list[Mention]:
        fixed = {
            index
            for mention in self._matcher.joined(clause.tokens, range(segment.start, segment.stop))
            for index in mention.indices
        }
        found = [
            site for chunk in segment.chunks for site in self._matcher.sites(clause.tokens, chunk)
        ]
        return [site for site in found if fixed.isdisjoint(site.indices)]

    def _member(self, tokens: Sequence[Token], site: Mention) -> Member:
        start = site.first
        while start > 0 and tokens[start - 1].word in self._laterality:
            start -= 1
        stop = site.last + 1
        return Member(
            start, stop, tuple(tokens[start : site.first]), tuple(tokens[site.first : stop])
        )

    def _linked(self, clause: Clause, start: int, stop: int) -> bool:
        between = [token.word for token in clause.tokens[start:stop]]
        joining = any(word == COMMA or word in self._joins for word in between)
        return joining and all(word in self._fillers for word in between)

    def _is_group(self, clause: Clause, group: list[Member]) -> bool:
        """Refuse a list without "and", and sites that belong to a finding on either side."""
        inner = range(group[0].stop, group[-1].start)
        if not clause.has(self._joins, inner):
            return False
        before = self._says_finding(clause, group[0].start, forward=False)
        return not (before and self._says_finding(clause, group[-1].stop, forward=True))

    def _says_finding(self, clause: Clause, edge: int, *, forward: bool) -> bool:
        """Tell whether the chunk at ``edge`` names a finding beyond that edge."""
        inside = edge if forward else edge - 1
        for segment in clause.segments:
            for chunk in segment.chunks:
                if inside in chunk:
                    part = range(edge, chunk.stop) if forward else range(chunk.start, edge)
                    found = self._matcher.statements(clause.tokens, part, ())
                    return any(mention.kind is EntryKind.FINDING for mention in found)
        return False


def _rewrite(
    tokens: Sequence[Token], groups: Sequence[Sequence[Member]], place: int
) -> Sequence[Token]:
    """Put one member in the place of each group; the first one's side holds for bare members."""
    written: list[Token] = []
    end = 0
    for group in groups:
        member = group[min(place, len(group) - 1)]
        written += tokens[end : group[0].start]
        written += (*(member.side or group[0].side), *member.words)
        end = group[-1].stop
    return [*written, *tokens[end:]]
