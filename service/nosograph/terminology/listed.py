"""A code system whose concepts are all at hand, as a FHIR CodeSystem resource lists them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from nosograph.terminology.code_system import Description
from nosograph.terminology.codes import Concept
from nosograph.terminology.deadline import Deadline
from nosograph.terminology.filters import decision, is_understood
from nosograph.terminology.value_set import Filter

WORD = re.compile(r"\w+")


class ListedCodeSystem:
    """A version of a code system, in memory."""

    def __init__(
        self,
        description: Description,
        concepts: Iterable[Concept],
        supplements: Sequence[str] = (),
    ) -> None:
        self._description = description
        self._supplements = tuple(supplements)
        self._concepts = {concept.code: concept for concept in concepts}
        folded = {} if description.is_case_sensitive else self._concepts
        self._folded = {code.casefold(): concept for code, concept in folded.items()}

    @property
    def description(self) -> Description:
        """What it says of itself."""
        return self._description

    @property
    def supplements(self) -> tuple[str, ...]:
        """Canonical references to the supplements that add to its concepts."""
        return self._supplements

    def locate(self, code: str) -> Concept | None:
        """Return the concept of a code, or None."""
        return self._concepts.get(code) or self._folded.get(code.casefold())

    def read(self, codes: Sequence[str]) -> Iterator[Concept]:
        """Yield the concepts of some codes, those that there are."""
        return (concept for code in codes if (concept := self.locate(code)))

    def size(self) -> int:
        """Return how many concepts there are."""
        return len(self._concepts)

    def understands(self, condition: Filter) -> bool:
        """Tell whether a filter can be decided here."""
        return is_understood(condition, (each.code for each in self._description.properties))

    def codes(self, conditions: Sequence[Filter], words: str) -> Sequence[str] | None:
        """Return nothing: the concepts are at hand."""
        return None

    def select(self, conditions: Sequence[Filter], deadline: Deadline) -> Iterator[Concept]:
        """Yield the concepts that meet all conditions."""
        decisions = [decision(self, condition) for condition in conditions]
        for concept in self._concepts.values():
            deadline.check()
            if all(decides(concept) for decides in decisions):
                yield concept

    def meets(self, concept: Concept, conditions: Sequence[Filter]) -> bool:
        """Tell whether a concept meets all conditions."""
        return all(decision(self, condition)(concept) for condition in conditions)

    def subsumes(self, ancestor: str, descendant: str) -> bool:
        """Tell whether one code is another's ancestor, or the same."""
        return descendant in self.below(ancestor)

    def below(self, code: str) -> frozenset[str]:
        """Return a code and its descendants."""
        return self._reached(code, lambda concept: concept.children)

    def above(self, code: str) -> frozenset[str]:
        """Return a code and its ancestors."""
        return self._reached(code, lambda concept: concept.parents)

    def _reached(self, code: str, step: Callable[[Concept], Iterable[str]]) -> frozenset[str]:
        seen: set[str] = set()
        waiting = [code]
        while waiting:
            reached = waiting.pop()
            if reached not in seen and reached in self._concepts:
                seen.add(reached)
                waiting.extend(step(self._concepts[reached]))
        return frozenset(seen)

    def search(self, words: str) -> Iterator[Concept]:
        """Yield the concepts with a name in which each word begins a word."""
        wanted = tokens(words)
        for concept in self._concepts.values():
            texts = [concept.code, *(name.value for name in concept.names())]
            if any(begins(wanted, tokens(text)) for text in texts):
                yield concept

    def supplemented(self, supplements: Sequence[ListedCodeSystem]) -> ListedCodeSystem:
        """Return it with the names, properties and extensions that supplements add."""
        concepts = [self._added(concept, supplements) for concept in self._concepts.values()]
        properties = [each for other in supplements for each in other.description.properties]
        description = replace(
            self._description, properties=(*self._description.properties, *properties)
        )
        names = [other.description.canonical for other in supplements]
        return ListedCodeSystem(description, concepts, (*self._supplements, *names))

    def _added(self, concept: Concept, supplements: Sequence[ListedCodeSystem]) -> Concept:
        for other in supplements:
            if added := other.locate(concept.code):
                source = other.description.canonical
                names = (replace(name, source=source) for name in added.designations)
                concept = replace(
                    concept,
                    designations=(*concept.designations, *names),
                    properties=(*concept.properties, *added.properties),
                    extensions=(*concept.extensions, *added.extensions),
                )
        return concept


def tokens(text: str) -> list[str]:
    """Return the words of a text.

    >>> tokens("Leg cramp, nocturnal")
    ['leg', 'cramp', 'nocturnal']
    """
    return WORD.findall(text.casefold())


def begins(wanted: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether each word that is wanted begins one of the words."""
    return all(any(word.startswith(want) for word in words) for want in wanted)
