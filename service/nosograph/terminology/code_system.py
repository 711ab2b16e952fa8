"""What the operations ask of a code system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from nosograph.terminology.codes import Concept, PropertyDefinition
from nosograph.terminology.deadline import Deadline
from nosograph.terminology.value_set import Filter, canonical


@dataclass(frozen=True, slots=True)
class Description:
    """What a code system says of itself; ``content`` is FHIR's content mode."""

    url: str
    version: str = ""
    name: str = ""
    title: str = ""
    language: str = ""
    content: str = "complete"
    status: str = "active"
    standards_status: str = ""
    is_experimental: bool = False
    is_case_sensitive: bool = True
    properties: tuple[PropertyDefinition, ...] = ()
    value_set: str = ""
    supplemented: str = ""
    identifier: str = ""

    @property
    def canonical(self) -> str:
        """URL and version."""
        return canonical(self.url, self.version)

    @property
    def is_complete(self) -> bool:
        """Whether a code that is not in it does not exist."""
        return self.content == "complete"


class CodeSystem(Protocol):
    """A version of a code system."""

    @property
    def description(self) -> Description:
        """What it says of itself."""

    @property
    def supplements(self) -> tuple[str, ...]:
        """Canonical references to the supplements that add to its concepts."""

    def locate(self, code: str) -> Concept | None:
        """Return the concept of a code, or None."""

    def read(self, codes: Sequence[str]) -> Iterator[Concept]:
        """Yield the concepts of some codes, those that there are."""

    def understands(self, condition: Filter) -> bool:
        """Tell whether a filter can be decided here."""

    def codes(self, conditions: Sequence[Filter], words: str) -> Sequence[str] | None:
        """Return the codes that meet all conditions and are found by the words, if there are any.

        None where concepts would have to be read for that.
        """

    def select(self, conditions: Sequence[Filter], deadline: Deadline) -> Iterator[Concept]:
        """Yield the concepts that meet all conditions."""

    def meets(self, concept: Concept, conditions: Sequence[Filter]) -> bool:
        """Tell whether a concept meets all conditions."""

    def subsumes(self, ancestor: str, descendant: str) -> bool:
        """Tell whether one code is another's ancestor, or the same."""

    def search(self, words: str) -> Iterable[Concept]:
        """Return the concepts with a name in which each word begins a word."""

    def size(self) -> int:
        """Return how many concepts there are."""
