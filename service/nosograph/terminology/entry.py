"""What an expansion is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from nosograph.terminology.code_system import CodeSystem
from nosograph.terminology.codes import Concept, Designation
from nosograph.terminology.finder import Finder
from nosograph.terminology.value_set import ConceptReference, ValueSet


@dataclass(slots=True)
class Entry:
    """One code of an expansion."""

    concept: Concept
    system: CodeSystem
    reference: ConceptReference | None = None
    shows_version: bool = False
    children: list[Entry] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        """System and code."""
        return self.system.description.url, self.concept.code

    def names(self) -> tuple[Designation, ...]:
        """Return every name, those of the value set last."""
        if self.reference is None:
            return self.concept.names()
        shown = (Designation(self.reference.display),) if self.reference.display else ()
        return (*self.concept.names(), *shown, *self.reference.designations)


@dataclass(slots=True)
class Expansion:
    """The answer of $expand; ``used`` are parameters that say what went into it."""

    value_set: ValueSet
    finder: Finder
    entries: list[Entry] = field(default_factory=list)
    gathered: list[Entry] = field(default_factory=list)
    total: int | None = None
    used: dict[tuple[str, str], None] = field(default_factory=dict)
    unclosed: str = ""
    versions_match: bool = False

    def use(self, name: str, value: str) -> None:
        """Note what went into it."""
        self.used[name, value] = None


def common(imports: list[list[Entry]]) -> Iterator[Entry]:
    """Yield the codes that are in all of some value sets."""
    first, *others = imports or [[]]
    allowed = [{entry.key for entry in each} for each in others]
    for entry in first:
        if all(entry.key in each for each in allowed):
            yield entry
