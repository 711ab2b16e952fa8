"""A page of an expansion without reading the concepts that are not on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from nosograph.terminology.code_system import CodeSystem
from nosograph.terminology.codes import Concept
from nosograph.terminology.options import Options
from nosograph.terminology.value_set import Filter, Selection, ValueSet

ACTIVE = Filter("inactive", "=", "false")


@dataclass(frozen=True, slots=True)
class Unread:
    """The codes of a value set, system by system, whose concepts were not read."""

    parts: tuple[tuple[CodeSystem, Sequence[str]], ...]

    @property
    def total(self) -> int:
        """How many codes there are."""
        return sum(len(codes) for _, codes in self.parts)

    def page(self, offset: int, count: int) -> Iterator[tuple[CodeSystem, Concept]]:
        """Yield the concepts of one page."""
        for system, codes in self.parts:
            asked = codes[offset : offset + count]
            yield from ((system, concept) for concept in system.read(asked))
            count -= len(asked)
            offset = max(0, offset - len(codes))


def unread(
    value_set: ValueSet, options: Options, find: Callable[[Selection], CodeSystem]
) -> Unread | None:
    """Return the codes of a value set; None where they cannot be told without their concepts."""
    if not _is_plain(value_set):
        return None
    wants_active = options.active_only or value_set.inactive is False
    parts = []
    for each in value_set.include:
        system = find(each)
        conditions = (*each.filters, ACTIVE) if wants_active else each.filters
        codes = system.codes(conditions, options.text)
        if codes is None:
            return None
        parts.append((system, codes))
    return Unread(tuple(parts))


def _is_plain(value_set: ValueSet) -> bool:
    """Tell whether it only includes, and each system once, by filters."""
    systems = {each.system for each in value_set.include}
    return (
        value_set.listed is None
        and not value_set.exclude
        and len(systems) == len(value_set.include)
        and all(
            each.system and not each.concepts and not each.value_sets for each in value_set.include
        )
    )
