"""Shared words, written out: "short and broad fingers" names short fingers and broad fingers.

An item of a list that names no finding by itself borrows the words of a neighbour that names
one: the words after those that it stands for ("axillary and pubic hair was sparse") or before
them ("hypoplasia of the thumbs and radii"). It borrows only where that makes a finding with all
words of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from nosograph.text.clauses import COMMA, Clause
from nosograph.text.context import ContextRules, Role
from nosograph.text.lexicon import EntryKind
from nosograph.text.matcher import Matcher
from nosograph.text.tokens import Token

MOST_WORDS = 3
"""Words of meaning up to which an item may be short of some (judgement)."""
FARTHEST = 3
"""Items over which words are borrowed (judgement)."""

Borrowed = tuple[Token, ...]


class Item(NamedTuple):
    """A chunk of a list: its words of meaning, and those of them that name a finding."""

    chunk: range
    content: tuple[int, ...]
    named: frozenset[int]

    @property
    def is_open(self) -> bool:
        """Whether it names no finding but may do so with words of a neighbour."""
        return not self.named and 0 < len(self.content) <= MOST_WORDS


class Ellipsis:
    """Writes out the words that the items of a list share."""

    def __init__(self, matcher: Matcher, rules: ContextRules) -> None:
        self._matcher = matcher
        self._locatives = rules.roles[Role.LOCATIVE]
        self._joins = rules.roles[Role.JOIN] | {COMMA}

    def complete(self, clause: Clause) -> Sequence[Token]:
        """Return the tokens of a clause with what its items share written out."""
        added: dict[int, Borrowed] = {}
        for items in self._lists(clause):
            if any(item.is_open for item in items) and any(item.named for item in items):
                added.update(self._additions(clause, items))
        return _inserted(clause.tokens, added) if added else clause.tokens

    def _lists(self, clause: Clause) -> Iterator[list[Item]]:
        """Yield the runs of chunks that only commas and joins part."""
        chunks = [chunk for segment in clause.segments for chunk in segment.chunks]
        if len(chunks) < 2:
            return
        run = chunks[:1]
        for before, chunk in pairwise(chunks):
            if not self._links(clause, before.stop, chunk.start):
                yield from self._items(clause, run)
                run = []
            run.append(chunk)
        yield from self._items(clause, run)

    def _links(self, clause: Clause, start: int, stop: int) -> bool:
        return all(clause.tokens[index].word in self._joins for index in range(start, stop))

    def _items(self, clause: Clause, run: Sequence[range]) -> Iterator[list[Item]]:
        if len(run) > 1:
            triggers = {i for hit in clause.hits for i in range(hit.start, hit.stop)}
            yield [self._item(clause, chunk, triggers) for chunk in run]

    def _item(self, clause: Clause, chunk: range, triggers: Set[int]) -> Item:
        found = self._matcher.statements(clause.tokens, chunk, ())
        findings = (m.indices for m in found if m.kind is EntryKind.FINDING)
        named = frozenset(index for indices in findings for index in indices)
        words = (i for i in chunk if i in named or i not in triggers)
        content = tuple(i for i in words if self._matcher.is_content(clause.tokens[i]))
        return Item(chunk, content, named)

    def _additions(self, clause: Clause, items: Sequence[Item]) -> Iterator[tuple[int, Borrowed]]:
        """Yield what is inserted before which token."""
        for place, item in enumerate(items):
            if item.is_open:
                following = items[place + 1 : place + 1 + FARTHEST]
                preceding = items[max(place - FARTHEST, 0) : place][::-1]
                if words := self._from_following(clause, item, following):
                    yield item.chunk.stop, words
                elif words := self._from_preceding(clause, item, preceding):
                    yield item.chunk.start, words

    def _from_following(self, clause: Clause, item: Item, donors: Sequence[Item]) -> Borrowed:
        """Return the words that the next named item has after those that this one stands for."""
        if clause.has(self._locatives, item.chunk):
            return ()
        donor = next((other for other in donors if other.named), None)
        shared = donor.content if donor else ()
        for skipped in range(1, len(shared)):
            if donor and shared[skipped - 1] in donor.named and shared[skipped] in donor.named:
                last = max(i for i in shared if i in donor.named)
                words = tuple(clause.tokens[shared[skipped] : last + 1])
                if self._names(self._words(clause, item), words):
                    return words
        return ()

    def _from_preceding(self, clause: Clause, item: Item, donors: Sequence[Item]) -> Borrowed:
        """Return the words that the item before has ahead of those that this one stands for."""
        donor = next((other for other in donors if other.named), None)
        shared = donor.content if donor else ()
        own = self._words(clause, item)
        for kept in range(len(shared) - 1, 0, -1):
            if donor and shared[kept] in donor.named and shared[kept - 1] in donor.named:
                first = min(donor.named)
                words = tuple(clause.tokens[first : shared[kept - 1] + 1])
                if self._may_follow(clause, item, words) and self._names(own, words):
                    return words
        return ()

    def _may_follow(self, clause: Clause, item: Item, borrowed: Borrowed) -> bool:
        """Refuse an adjective for what only a comma joins: "myoclonic jerks, absences"."""
        joined = clause.tokens[item.chunk.start - 1].word != COMMA
        return joined or any(not self._matcher.is_content(token) for token in borrowed)

    def _words(self, clause: Clause, item: Item) -> Borrowed:
        return tuple(clause.tokens[index] for index in item.content)

    def _names(self, own: Borrowed, borrowed: Borrowed) -> bool:
        """Tell whether a finding has all words of an item, or all but the first, and borrowed ones.

        The first one may say more of it: "progressive limb and gait ataxia".
        """
        return self._name(own, borrowed) or (len(own) > 1 and self._name(own[1:], borrowed))

    def _name(self, own: Borrowed, borrowed: Borrowed) -> bool:
        tokens = (*borrowed, *own)
        needed = set(range(len(borrowed), len(tokens)))
        found = self._matcher.statements(tokens, range(len(tokens)), ())
        return any(m.kind is EntryKind.FINDING and needed < set(m.indices) for m in found)


def _inserted(tokens: Sequence[Token], added: dict[int, Borrowed]) -> Sequence[Token]:
    written: list[Token] = []
    for index, token in enumerate(tokens):
        written += added.get(index, ())
        written.append(token)
    return [*written, *added.get(len(tokens), ())]
