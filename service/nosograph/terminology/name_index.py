"""The names of a code system, to be searched as somebody types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from nosograph.errors import TerminologyError
from nosograph.knowledge.store import Store
from nosograph.terminology.batches import in_parallel
from nosograph.terminology.graph_concepts import LABEL, SYNONYM_USES
from nosograph.terminology.graph_place import GraphPlace
from nosograph.terminology.listed import tokens

#: Concepts whose names are kept, about 300 bytes each; HPO has 19,484, SNOMED CT some 370,000.
MOST_CONCEPTS = 500_000
#: Words of a search.
MOST_WORDS = 10
#: What stands between the words of a name, names being apart by lines.
BETWEEN = re.compile(r"[^\w\n]+")
NAMES = """\
SELECT ?concept ?name {{
  GRAPH <{graph}> {{ VALUES ?naming {{ {namings} }} ?concept ?naming ?name }}
}}"""


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Codes and the words of their names: a line for each name, a space before each word."""

    lines: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, store: Store, place: GraphPlace, codes: Sequence[str]) -> NameIndex:
        """Read the names of all concepts, once."""
        if len(codes) > MOST_CONCEPTS:
            text = "the code system is too large to be searched"
            raise TerminologyError(text, code="too-costly", kind="too-costly", status=422)
        names: dict[str, list[str]] = {code: [code] for code in codes}
        queries = [
            NAMES.format(graph=place.graph, namings=" ".join(f"<{each}>" for each in namings))
            for namings in ((LABEL,), SYNONYM_USES)
        ]
        for row in chain.from_iterable(in_parallel(store.select, queries)):
            if (found := names.get(place.code(row["concept"]))) is not None:
                found.append(row["name"])
        return cls(tuple((code, in_words(each)) for code, each in names.items()))

    def search(self, words: str) -> list[str]:
        """Return the codes with a name in which each word begins a word.

        >>> NameIndex((("a", in_words(["Cramp of leg", "Spasm"])),)).search("le cra")
        ['a']
        """
        wanted = [f" {word}" for word in tokens(words)[:MOST_WORDS]]
        return [code for code, names in self.lines if _any_begins(wanted, names)]


def in_words(names: Iterable[str]) -> str:
    r"""Return names as they are searched.

    >>> in_words(["Leg cramp, nocturnal", "(Cramp)"])
    ' leg cramp nocturnal\n cramp '
    """
    return BETWEEN.sub(" ", " " + "\n ".join(names).casefold())


def _any_begins(wanted: Sequence[str], names: str) -> bool:
    """Tell whether one name has all words; only where all names together do is each looked at."""
    if not all(word in names for word in wanted):
        return False
    return any(all(word in name for word in wanted) for name in names.split("\n"))
