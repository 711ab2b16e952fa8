"""Value sets: what is included, what is excluded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nosograph.terminology.codes import Coding, Designation, Extension


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on concepts, such as ``concept is-a HP:0003394``."""

    property: str
    op: str
    value: str


@dataclass(frozen=True, slots=True)
class ConceptReference:
    """A code that a value set lists, with names of its own."""

    code: str
    display: str = ""
    designations: tuple[Designation, ...] = ()
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """One include or exclude: codes of a system that are in all the value sets."""

    system: str = ""
    version: str = ""
    concepts: tuple[ConceptReference, ...] = ()
    filters: tuple[Filter, ...] = ()
    value_sets: tuple[str, ...] = ()

    @property
    def is_whole_system(self) -> bool:
        """Whether it says nothing but the system."""
        return not self.concepts and not self.filters


@dataclass(frozen=True, slots=True)
class ValueSet:
    """A value set; ``document`` is the resource as it was sent, to be answered with."""

    url: str = ""
    version: str = ""
    include: tuple[Selection, ...] = ()
    exclude: tuple[Selection, ...] = ()
    inactive: bool | None = None
    language: str = ""
    status: str = ""
    standards_status: str = ""
    is_experimental: bool = False
    supplements: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    is_locked: bool = False
    is_internal: bool = False
    is_contained: bool = False
    identifier: str = ""
    listed: tuple[Coding, ...] | None = None
    contained: tuple[ValueSet, ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def canonical(self) -> str:
        """URL and version.

        >>> ValueSet("http://example.org/vs", "1").canonical
        'http://example.org/vs|1'
        """
        return canonical(self.url, self.version)

    @property
    def named(self) -> str:
        """How messages name it."""
        return self.canonical or "(unidentified)"


def canonical(url: str, version: str) -> str:
    """Return a canonical reference to one version."""
    return f"{url}|{version}" if version else url


def parted(reference: str) -> tuple[str, str]:
    """Return URL and version of a canonical reference.

    >>> parted("http://example.org/vs|1")
    ('http://example.org/vs', '1')
    """
    url, _, version = reference.partition("|")
    return url, version
