"""Matching a diagnosis that someone wrote down to conditions by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

PARENTHESES = re.compile(r"\(([^()]*)\)")
#: Words that say nothing of what the diagnosis is.
EMPTY = re.compile(r"\b(acceptable|diagnosis may include|or equivalent|likely|probable|the|a|an)\b")
FOOTNOTE = re.compile(r"(?<=[a-z])\d+\b")
BETWEEN = re.compile(r"\s+or\s+|[/;\n]")
POSSESSIVE = re.compile(r"['’]s\b")
WORD = re.compile(r"[a-z0-9]+")


def names_of(gold: str) -> Iterator[str]:
    """Yield the ways to name a gold diagnosis, the whole first, then alternatives it gives.

    >>> [" ".join(name.split()) for name in names_of("Ureteric stones (kidney stones)")]
    ['ureteric stones', 'kidney stones']
    """
    lowered = FOOTNOTE.sub("", gold.lower())
    outside = PARENTHESES.sub(" ", lowered)
    found = [outside, *BETWEEN.split(outside)]
    for part in PARENTHESES.findall(lowered):
        found += [part, *BETWEEN.split(part), *part.split(",")]
    yield from dict.fromkeys(name.strip() for name in found if name.strip())


class ConditionNames:
    """Conditions by label, synonym and alias.

    ``stem`` makes one of a word's forms and spellings ("stones", "haemolytic").
    """

    def __init__(
        self,
        names: Iterable[tuple[str, str]],
        aliases: Mapping[str, Iterable[str]],
        stem: Callable[[str], str],
    ) -> None:
        self._stem = stem
        self._ids: dict[str, set[str]] = {}
        for condition, name in names:
            self._ids.setdefault(self.normal(name), set()).add(condition)
        for gold, ids in aliases.items():
            self._ids.setdefault(self.normal(gold), set()).update(ids)

    def find(self, gold: str) -> frozenset[str]:
        """Return the conditions that a gold diagnosis names; none where no name is known."""
        normal = {self.normal(name) for name in (gold, *names_of(gold))} - {""}
        return frozenset().union(*(self._ids.get(name, ()) for name in normal))

    def normal(self, name: str) -> str:
        """Return a name without case, punctuation, and differences of form and spelling."""
        words = WORD.findall(EMPTY.sub(" ", POSSESSIVE.sub("", name.lower())))
        return " ".join(map(self._stem, words))
