"""Tables of rules, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from nosograph.errors import SourceError

Row = Mapping[str, str]
T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


def each(path: Path, parse: Callable[[Row], T]) -> Iterator[T]:
    """Parse every row of a table."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(path.name, None, "cannot be read") from error
    header = lines[0].split("\t") if lines else []
    for number, line in enumerate(lines[1:], start=2):
        try:
            yield parse(dict(zip(header, line.split("\t"), strict=True)))
        except (KeyError, ValueError) as error:
            reason = f"{error}; columns are {', '.join(header)}"
            raise SourceError(path.name, number, reason) from error


def grouped(pairs: Iterator[tuple[E, str]], kinds: type[E]) -> dict[E, frozenset[str]]:
    """Return the words of each kind."""
    members: dict[E, set[str]] = {kind: set() for kind in kinds}
    for kind, word in pairs:
        members[kind].add(word)
    return {kind: frozenset(words) for kind, words in members.items()}
