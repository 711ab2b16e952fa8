"""Sentences, segments and chunks: what may be read together and what may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nosograph.text.context import ContextRules, Role, Trigger
from nosograph.text.tokens import LINE_END, Token

SENTENCE_ENDS = frozenset({".", "!", "?", ";", LINE_END})
COMMA = ","
QUESTION, ANSWERED = "?", ":"
LONGEST_ANSWER = 3
"""Tokens up to which a sentence after a question only answers it (judgement)."""
LONGEST_SENTENCE = 300
LONGEST_SEGMENT = 80
"""Tokens after which a sentence or segment is cut, so that time stays linear (judgement)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger at the tokens from ``start`` (in) to ``stop`` (out)."""

    trigger: Trigger
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Tokens between separators: ``chunks`` are the parts between "and", "or" and the like."""

    start: int
    stop: int
    separator: str
    chunks: tuple[range, ...]

    @property
    def soft(self) -> bool:
        """Whether only a comma stands before it."""
        return self.separator == COMMA

    @property
    def linked(self) -> bool:
        """Whether a mark, rather than a word such as "but", stands before it."""
        return not self.separator.isalpha()


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, or one way of reading its coordinated sites, with its structure."""

    tokens: Sequence[Token]
    hits: tuple[Hit, ...]
    segments: tuple[Segment, ...]

    def has(self, words: frozenset[str], indices: Iterable[int]) -> bool:
        """Tell whether one of the words stands at ``indices``."""
        return any(self.tokens[index].word in words for index in indices)


class Grammar:
    """Cuts tokens into sentences and clauses by the rules."""

    def __init__(self, rules: ContextRules) -> None:
        self._joins = rules.roles[Role.JOIN]
        self._breaks = rules.roles[Role.BREAK]
        self._answers = rules.roles[Role.ANSWER]
        self._triggers = _by_beginning(rules.triggers)

    def sentences(self, tokens: Sequence[Token]) -> list[list[Token]]:
        """Return the tokens of each sentence with a word; of its ends only "?" stays."""
        sentences: list[list[Token]] = [[]]
        for token in tokens:
            if token.word not in SENTENCE_ENDS or token.word == QUESTION:
                sentences[-1].append(token)
            if token.word in SENTENCE_ENDS or len(sentences[-1]) >= LONGEST_SENTENCE:
                sentences.append([])
        worded = [s for s in sentences if any(token.word[0].isalnum() for token in s)]
        return self._answered(worded)

    def _answered(self, sentences: Sequence[list[Token]]) -> list[list[Token]]:
        """Return the sentences, each question with its answer: "Cough? No." is "Cough: no"."""
        said: list[list[Token]] = []
        for sentence in sentences:
            asked = bool(said) and said[-1][-1].word == QUESTION
            if asked and len(sentence) <= LONGEST_ANSWER and sentence[0].word in self._answers:
                mark = said[-1].pop()
                said[-1] += [mark._replace(word=ANSWERED, stem=ANSWERED), sentence[0]]
            else:
                said.append(sentence)
        return said

    def clause(self, tokens: Sequence[Token]) -> Clause:
        """Return the structure of a sentence's tokens."""
        hits = self._hits(tokens)
        inside = {index for hit in hits for index in range(hit.start, hit.stop)}
        opening = {hit.start for hit in hits if hit.trigger.opens}
        joins = {i for i, t in enumerate(tokens) if t.word in self._joins} - inside
        breaks = {i for i, t in enumerate(tokens) if t.word in self._breaks} - inside
        segments = [
            Segment(start, stop, separator, _chunks(start, stop, joins))
            for start, stop, separator in _segments(tokens, breaks, opening)
        ]
        return Clause(tokens, hits, tuple(segments))

    def _hits(self, tokens: Sequence[Token]) -> tuple[Hit, ...]:
        """Find the triggers from left to right, the longest first, none within another."""
        words = tuple(token.word for token in tokens)
        hits, index = [], 0
        while index < len(words):
            hit = self._hit_at(words, index)
            if hit is not None:
                hits.append(hit)
            index = hit.stop if hit is not None else index + 1
        return tuple(hits)

    def _hit_at(self, words: tuple[str, ...], start: int) -> Hit | None:
        for trigger in self._triggers.get(words[start : start + 2], ()):
            stop = start + len(trigger.words)
            if words[start:stop] == trigger.words:
                return Hit(trigger, start, stop)
        for trigger in self._triggers.get(words[start : start + 1], ()):
            return Hit(trigger, start, start + 1)
        return None


def _by_beginning(triggers: Iterable[Trigger]) -> Mapping[tuple[str, ...], list[Trigger]]:
    """File triggers under their first two words, or their only one, the longest first."""
    filed: dict[tuple[str, ...], list[Trigger]] = {}
    for trigger in sorted(triggers, key=lambda t: (-len(t.words), t.words)):
        filed.setdefault(trigger.words[:2], []).append(trigger)
    return filed


def _segments(
    tokens: Sequence[Token], breaks: set[int], opening: set[int]
) -> Iterable[tuple[int, int, str]]:
    """Yield start, stop and separator; a break is left out, an opening trigger is kept."""
    start, separator = 0, ""
    for index in range(len(tokens)):
        cut = index in breaks
        if cut or index in opening or index - start >= LONGEST_SEGMENT:
            if index > start:
                yield start, index, separator
            separator = tokens[index].word if cut else ""
            start = index + cut
    if start < len(tokens):
        yield start, len(tokens), separator


def _chunks(start: int, stop: int, joins: set[int]) -> tuple[range, ...]:
    edges = [start - 1, *sorted(i for i in range(start, stop) if i in joins), stop]
    pairs = pairwise(edges)
    return tuple(range(left + 1, right) for left, right in pairs if right > left + 1)
