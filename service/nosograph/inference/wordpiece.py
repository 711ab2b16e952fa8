"""Words as the pieces that a BERT model knows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from nosograph.errors import SourceError

BEGIN, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
LONGEST_WORD = 100
"""Letters from which a word is unknown, as in BERT's own tokenizer."""


class WordPieces:
    """Cuts text into the longest pieces of a vocabulary, from left to right."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._vocabulary = vocabulary

    @classmethod
    def load(cls, path: Path) -> WordPieces:
        """Read ``vocab.txt``: one piece a line."""
        try:
            pieces = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(path.name, None, "cannot be read") from error
        return cls({piece: number for number, piece in enumerate(pieces)})

    def numbers(self, text: str, most: int) -> list[int]:
        """Return the numbers of a text's pieces, at most so many, between begin and end."""
        pieces = [piece for word in words(text) for piece in self._pieces(word)]
        return [self._vocabulary[piece] for piece in (BEGIN, *pieces[: most - 2], END)]

    def _pieces(self, word: str) -> list[str]:
        found: list[str] = []
        start = 0
        while start < len(word) <= LONGEST_WORD:
            piece = self._longest(word, start)
            if piece is None:
                return [UNKNOWN]
            found.append(piece)
            start += len(piece.removeprefix("##")) if start else len(piece)
        return found or [UNKNOWN]

    def _longest(self, word: str, start: int) -> str | None:
        prefix = "##" if start else ""
        for stop in range(len(word), start, -1):
            if prefix + word[start:stop] in self._vocabulary:
                return prefix + word[start:stop]
        return None


def words(text: str) -> Iterator[str]:
    """Yield words and marks in lower case without accents.

    >>> list(words("Café-au-lait"))
    ['cafe', '-', 'au', '-', 'lait']
    """
    decomposed = unicodedata.normalize("NFD", text.lower())
    plain = (c for c in decomposed if unicodedata.category(c) != "Mn")
    spaced = (c if c.isalnum() else f" {c} " for c in plain)
    yield from "".join(spaced).split()
