"""Numbers, in figures or in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nosograph.text.tokens import Token

LONGEST_NUMBER = 12
"""Characters up to which a number is read; longer ones are identifiers (judgement)."""
TENS = range(20, 100, 10)
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")


class Numbers:
    """Reads numbers by the words for them."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = words

    def at(self, tokens: Sequence[Token], index: int) -> tuple[float, int] | None:
        """Return the number that begins at a token ("fifty eight", "18,000"), and where it ends."""
        if index >= len(tokens):
            return None
        word = tokens[index].word
        if word[0].isdecimal():
            value = figures(word)
            return None if value is None else (value, index + 1)
        tens = self._words.get(word)
        if tens is None:
            return None
        after = tokens[index + 1].word if index + 1 < len(tokens) else ""
        ones = self._words.get(after, 0)
        if tens in TENS and 0 < ones < 10:
            return float(tens + ones), index + 2
        return float(tens), index + 1


def figures(word: str) -> float | None:
    """Return the value of figures, or None where they are no number.

    >>> figures("18,000"), figures("39.4"), figures("39,4"), figures("1.2.26")
    (18000.0, 39.4, 39.4, None)
    """
    if len(word) > LONGEST_NUMBER:
        return None
    if word.isdecimal():
        return float(word)
    if THOUSANDS.fullmatch(word):
        return float(word.replace(",", ""))
    return float(word.replace(",", ".")) if DECIMAL.fullmatch(word) else None
