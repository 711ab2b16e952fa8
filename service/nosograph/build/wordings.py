"""How texts word the technical names of HPO: "low caeruloplasmin" for a decreased concentration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nosograph.text.rule_tables import Row, each

LONGEST_NAME = 8
"""Words up to which a name is worded otherwise (judgement: longer ones are definitions)."""
SHORTEST_WORDING = 2
"""Words that a wording has at least; a single word would be read everywhere (judgement)."""
ANYTHING = "*"


@dataclass(frozen=True, slots=True)
class Wording:
    """A pattern of names, and what else is said for the words that it matches.

    >>> Wording.of("circulating * level", "*").of_name("Elevated circulating renin level")
    'elevated renin'
    """

    pattern: re.Pattern[str]
    instead: str

    @classmethod
    def of(cls, name: str, wording: str) -> Wording:
        """Make a wording of words with at most one ``*``, which stands for one word or more."""
        words = re.escape(name).replace(re.escape(ANYTHING), "(.+?)")
        end = r"\b" if not name.endswith(ANYTHING) else "$"
        return cls(re.compile(rf"\b{words}{end}"), wording.replace(ANYTHING, r"\1"))

    def of_name(self, name: str) -> str | None:
        """Return how else a name is said, or None where the pattern does not match."""
        if len(name.split()) > LONGEST_NAME:
            return None
        said, count = self.pattern.subn(self.instead, name.lower(), count=1)
        return said if count and len(said.split()) >= SHORTEST_WORDING else None


def read_wordings(path: Path) -> tuple[Wording, ...]:
    """Read the table of wordings, none where there is no table.

    Raises SourceError with the line of a broken row.
    """
    return tuple(each(path, _wording)) if path.exists() else ()


def _wording(row: Row) -> Wording:
    if max(row["name"].count(ANYTHING), row["wording"].count(ANYTHING)) > 1:
        raise ValueError("a name and a wording have one * at most")
    return Wording.of(row["name"], row["wording"])


def worded(name: str, wordings: Sequence[Wording]) -> Iterator[str]:
    """Yield every other way of saying a name."""
    said = (wording.of_name(name) for wording in wordings)
    yield from filter(None, said)
