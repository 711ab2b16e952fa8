"""Words of languages that write none apart, by longest match on what is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from nosograph.text.tokens import Token, fold

LONGEST = 40
"""Characters up to which a word is looked for, so that time stays linear (judgement)."""


class Segmenter:
    """Cuts runs of characters into known words, and single characters where none is known."""

    def __init__(self, words: Iterable[str], stem: Callable[[str], str]) -> None:
        self._words = frozenset(word for word in words if not word.isascii())
        self._stem = stem
        self._longest: dict[str, int] = {}
        for word in self._words:
            length = min(len(word), LONGEST)
            self._longest[word[0]] = max(length, self._longest.get(word[0], 1))

    def cut(self, tokens: Sequence[Token], text: str) -> list[Token]:
        """Return the tokens of a text, each run of letters outside ASCII cut into words."""
        return [part for token in tokens for part in self._parts(token, text)]

    def _parts(self, token: Token, text: str) -> Iterator[Token]:
        if token.word.isascii() or not token.word[0].isalpha():
            yield token
            return
        folded, places = _folded(text[token.start : token.end])
        start = 0
        while start < len(folded):
            stop = start + self._length(folded, start)
            word = folded[start:stop]
            yield Token(
                word,
                self._stem(word),
                token.start + places[start],
                token.start + places[stop - 1] + 1,
            )
            start = stop

    def _length(self, folded: str, start: int) -> int:
        """Return the length of the longest known word that begins at a character."""
        most = min(self._longest.get(folded[start], 1), len(folded) - start)
        for length in range(most, 1, -1):
            if folded[start : start + length] in self._words:
                return length
        return 1


def _folded(piece: str) -> tuple[str, list[int]]:
    """Return a run as it is folded, and which of its characters each folded one comes from."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(piece):
        for part in fold(character):
            folded.append(part)
            places.append(place)
    return "".join(folded), places
