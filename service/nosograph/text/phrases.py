"""Phrases of rules, filed to be found at a token."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from nosograph.text.tokens import Token

T = TypeVar("T")


class Phrases(Generic[T]):
    """What phrases stand for, filed under their first word, the longest first."""

    def __init__(self, rows: Iterable[tuple[tuple[str, ...], T]]) -> None:
        self._filed: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for words, meaning in sorted(rows, key=lambda row: (-len(row[0]), row[0])):
            self._filed.setdefault(words[0], []).append((words, meaning))

    def beginning(self, word: str) -> Sequence[tuple[tuple[str, ...], T]]:
        """Return the phrases that begin with a word."""
        return self._filed.get(word, ())

    def at(self, tokens: Sequence[Token], start: int) -> tuple[T, int] | None:
        """Return what the longest phrase at a token stands for, and where it ends."""
        if start >= len(tokens):
            return None
        for words, meaning in self._filed.get(tokens[start].word, ()):
            stop = start + len(words)
            if stop <= len(tokens) and all(
                tokens[start + place].word == word for place, word in enumerate(words) if place
            ):
                return meaning, stop
        return None
