"""Values that are called normal instead of being said: "CK and TSH are normal", "normal CRP"."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from nosograph.text.phrases import Phrases
from nosograph.text.tokens import Token

NORMAL = "normal"
NAYING = frozenset(("not", "never", "of", "to", "than", "times", "below", "above", "previously"))
"""What makes "normal" the contrary, or part of a comparison."""
PAST = frozenset(("last", "until", "before", "previously", "earlier", "when", "in", "at"))
"""What dates "normal", so that it may no longer hold: "normal last year"."""
LISTING = frozenset((",", "/", "&", "and", "or"))
"""What stands between the names of a list."""
Specimen = Mapping[str, str]
"""What a measure is called in what a sentence has spoken of, the spinal fluid say."""


class NormalValues:
    """Reads them; ``names`` are of measures, ``normal`` are the words, some connect the two."""

    def __init__(
        self, names: Phrases[str], normal: Phrases[bool], connecting: Collection[str]
    ) -> None:
        self._measures = names
        self._normal = normal
        self._connecting = connecting

    def at(
        self, tokens: Sequence[Token], start: int, specimen: Specimen
    ) -> tuple[list[str], int] | None:
        """Return the measures that are called normal at a place, and where that ends."""
        if tokens[start].word == NORMAL:
            return self._named_after(tokens, start, specimen)
        measures, _, index = self._names(tokens, start, specimen)
        while measures and index < len(tokens) and tokens[index].word in self._connecting:
            index += 1
        normal = self._normal.at(tokens, index) if measures else None
        dated = normal and normal[1] < len(tokens) and tokens[normal[1]].word in PAST
        return None if normal is None or dated else (measures, normal[1])

    def _named_after(
        self, tokens: Sequence[Token], start: int, specimen: Specimen
    ) -> tuple[list[str], int] | None:
        if start and tokens[start - 1].word in NAYING:
            return None
        measures, stop, _ = self._names(tokens, start + 1, specimen)
        # "normal temperature 37" is a value.
        number = stop < len(tokens) and tokens[stop].word[0].isdecimal()
        return (measures, stop) if measures and not number else None

    def _names(
        self, tokens: Sequence[Token], start: int, specimen: Specimen
    ) -> tuple[list[str], int, int]:
        """Return the measures of a list of names, where it ends, and what stands behind it."""
        measures: list[str] = []
        stop = index = start
        while named := self._measures.at(tokens, index):
            measures.append(specimen.get(named[0], named[0]))
            stop = index = named[1]
            while index < len(tokens) and tokens[index].word in LISTING:
                index += 1
        return measures, stop, index
