"""The names of a code system, to be searched as somebody types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nosograph.errors import TerminologyError
from nosograph.knowledge.store import Store
from nosograph.terminology.graph_concepts import LABEL, SYNONYM_USES
from nosograph.terminology.graph_place import GraphPlace
from nosograph.terminology.listed import begins, tokens

#: Concepts whose names are kept, about 300 bytes each; HPO has 19,484, SNOMED CT some 370,000.
MOST_CONCEPTS = 500_000
#: Words of a search.
MOST_WORDS = 10
NAMES = """\
SELECT ?concept ?name {{
  GRAPH <{graph}> {{ VALUES ?naming {{ {namings} }} ?concept ?naming ?name }}
}}"""


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Codes and their names in small letters, one line for each code."""

    lines: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, store: Store, place: GraphPlace, codes: Sequence[str]) -> NameIndex:
        """Read the names of all concepts, once."""
        if len(codes) > MOST_CONCEPTS:
            text = "the code system is too large to be searched"
            raise TerminologyError(text, code="too-costly", kind="too-costly", status=422)
        namings = " ".join(f"<{each}>" for each in (LABEL, *SYNONYM_USES))
        names: dict[str, list[str]] = {code: [code] for code in codes}
        for row in store.select(NAMES.format(graph=place.graph, namings=namings)):
            if (found := names.get(place.code(row["concept"]))) is not None:
                found.append(row["name"])
        return cls(tuple((code, "\n".join(each).casefold()) for code, each in names.items()))

    def search(self, words: str) -> list[str]:
        """Return the codes with a name in which each word begins a word."""
        return list(self._found(tokens(words)[:MOST_WORDS]))

    def _found(self, wanted: Sequence[str]) -> Iterator[str]:
        for code, names in self.lines:
            if all(word in names for word in wanted) and _any_begins(wanted, names):
                yield code


def _any_begins(wanted: Sequence[str], names: str) -> bool:
    return any(begins(wanted, tokens(name)) for name in names.split("\n"))
