"""Short forms and idioms, written out before a sentence is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from nosograph.text.phrases import Phrases
from nosograph.text.tokens import Token

Words = tuple[str, ...]


class Expander:
    """Replaces tokens by the words that they stand for; those keep the place in the text."""

    def __init__(self, expansions: Mapping[Words, Words], stem: Callable[[str], str]) -> None:
        self._expansions = Phrases(expansions.items())
        self._stem = stem

    def expand(self, tokens: Sequence[Token]) -> list[Token]:
        """Return the tokens with every short form written out."""
        return list(self._expanded(tokens))

    def _expanded(self, tokens: Sequence[Token]) -> Iterator[Token]:
        index = 0
        while index < len(tokens):
            found = self._expansions.at(tokens, index)
            if found is None:
                yield tokens[index]
                index += 1
                continue
            words, stop = found
            start, end = tokens[index].start, tokens[stop - 1].end
            yield from (Token(word, self._stem(word), start, end) for word in words)
            index = stop
