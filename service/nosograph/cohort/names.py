"""Matching a diagnosis that someone wrote down to conditions by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

PARENTHESES = re.compile(r"\(([^()]*)\)")
#: Words that say nothing of what the diagnosis is.
EMPTY = re.compile(r"\b(acceptable|diagnosis may include|or equivalent|likely|probable|the|a|an)\b")
FOOTNOTE = re.compile(r"(?<=[a-z])\d+\b")
SPELLING = (("haem", "hem"), ("oedema", "edema"), ("oeso", "eso"), ("rrhoea", "rrhea"))
BETWEEN = re.compile(r"\s+or\s+|[/;\n]")


def names_of(gold: str) -> Iterator[str]:
    """Yield the ways to name a gold diagnosis, the whole first, then alternatives it gives.

    >>> list(names_of("Ureteric stones (kidney stones)"))
    ['ureteric stone', 'kidney stone']
    """
    lowered = FOOTNOTE.sub("", gold.lower())
    inside = PARENTHESES.findall(lowered)
    outside = PARENTHESES.sub(" ", lowered)
    found = [outside, *BETWEEN.split(outside)]
    for part in inside:
        found += [part, *BETWEEN.split(part), *part.split(",")]
    yield from dict.fromkeys(name for name in map(normal, found) if name)


def normal(name: str) -> str:
    """Return a name without case, punctuation, plural and differences of spelling."""
    text = name.lower()
    for british, american in SPELLING:
        text = text.replace(british, american)
    text = EMPTY.sub(" ", text)
    words = re.findall(r"[a-z0-9]+", text.replace("'s", "").replace("’s", ""))
    return " ".join(singular(word) for word in words)


def singular(word: str) -> str:
    """Return a word without the plural's s: "stones" and "stone" are one, "pertussis" stays."""
    keeps = word.endswith(("ss", "us", "is", "as"))
    return word if keeps or len(word) < 4 or not word.endswith("s") else word[:-1]


class ConditionNames:
    """Conditions by normalised label, synonym and alias."""

    def __init__(self, names: Iterable[tuple[str, str]], aliases: Mapping[str, Iterable[str]]):
        self._ids: dict[str, set[str]] = {}
        for condition, name in names:
            self._ids.setdefault(normal(name), set()).add(condition)
        self._aliases = {normal(gold): frozenset(ids) for gold, ids in aliases.items()}

    def find(self, gold: str) -> frozenset[str]:
        """Return the conditions that a gold diagnosis names; none where no name is known."""
        found = set(self._aliases.get(normal(gold), ()))
        for name in names_of(gold):
            found |= self._ids.get(name, set()) | self._aliases.get(name, frozenset())
        return frozenset(found)
