"""Finds code systems and value sets: those sent with a request first, then those at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from nosograph.domain.versions import age
from nosograph.terminology import versions
from nosograph.terminology.code_system import CodeSystem, Description
from nosograph.terminology.concept_map import ConceptMap
from nosograph.terminology.listed import ListedCodeSystem
from nosograph.terminology.value_set import ValueSet, parted

SUPPLEMENT = "supplement"


class Library(Protocol):
    """The code systems and value sets of a release."""

    def code_systems(self, url: str) -> Sequence[CodeSystem]:
        """Return the versions of a code system."""

    def value_set(self, url: str, version: str) -> ValueSet | None:
        """Return a value set of a release, or one that is implicit in a code system."""

    def descriptions(self) -> Sequence[Description]:
        """Return what the code systems say of themselves."""

    def value_sets(self) -> Sequence[ValueSet]:
        """Return the value sets of a release."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The resources that came with a request."""

    code_systems: tuple[ListedCodeSystem, ...] = ()
    value_sets: tuple[ValueSet, ...] = ()
    concept_maps: tuple[ConceptMap, ...] = ()

    def and_these(self, others: Sent) -> Sent:
        """Return these resources and others."""
        return Sent(
            (*self.code_systems, *others.code_systems),
            (*self.value_sets, *others.value_sets),
            (*self.concept_maps, *others.concept_maps),
        )


@dataclass(frozen=True, slots=True)
class Terminologies:
    """Everything that one request can refer to."""

    sent: Sent = field(default_factory=Sent)
    library: Library | None = None

    def code_system(
        self, url: str, version: str = "", supplements: Iterable[str] = ()
    ) -> CodeSystem | None:
        """Return the newest version that is asked for, with the supplements that apply.

        A complete one goes before parts of another.
        """
        found = [
            system
            for system in self._versions(url)
            if not version or versions.matches(version, system.description.version)
        ]
        if not found:
            return None
        newest = max(found, key=_order)
        return self._supplemented(newest, tuple(supplements))

    def _versions(self, url: str) -> list[CodeSystem]:
        sent = [
            system
            for system in self.sent.code_systems
            if system.description.url == url and system.description.content != SUPPLEMENT
        ]
        return [*sent, *(self.library.code_systems(url) if self.library and url else ())]

    def _supplemented(self, system: CodeSystem, named: tuple[str, ...]) -> CodeSystem:
        adding = [
            other
            for other in self.sent.code_systems
            if _adds_to(other, system) and _is_named(other, named)
        ]
        if not adding or not any(system is sent for sent in self.sent.code_systems):
            return system
        return next(s for s in self.sent.code_systems if s is system).supplemented(adding)

    def supplement(self, url: str) -> CodeSystem | None:
        """Return a supplement by its own URL."""
        found = (s for s in self.sent.code_systems if s.description.url == url)
        return next((s for s in found if s.description.content == SUPPLEMENT), None)

    def known_versions(self, url: str) -> list[str]:
        """Return the versions of a code system that are at hand."""
        return [system.description.version for system in self._versions(url)]

    def value_set(
        self, url: str, version: str = "", within: ValueSet | None = None
    ) -> ValueSet | None:
        """Return the newest version of a value set; ``#id`` is one contained in another."""
        if url.startswith("#"):
            contained = within.contained if within else ()
            return next((each for each in contained if each.identifier == url[1:]), None)
        name, pinned = parted(url)
        wanted = version or pinned
        found = [
            each
            for each in self.sent.value_sets
            if each.url == name and (not wanted or versions.matches(wanted, each.version))
        ]
        if found:
            return max(found, key=lambda each: age(each.version))
        return self.library.value_set(name, wanted) if self.library else None


def _order(system: CodeSystem) -> tuple[bool, tuple[tuple[int, str], ...]]:
    return system.description.is_complete, age(system.description.version)


def _adds_to(supplement: CodeSystem, system: CodeSystem) -> bool:
    if supplement.description.content != SUPPLEMENT:
        return False
    url, version = parted(supplement.description.supplemented)
    fits = not version or versions.matches(version, system.description.version)
    return url == system.description.url and fits


def _is_named(supplement: CodeSystem, named: tuple[str, ...]) -> bool:
    description = supplement.description
    return description.url in named or description.canonical in named
