"""Concepts as the terminology operations see them, whatever the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Extension = Mapping[str, Any]

#: How FHIR names the properties that any code system may have.
CONCEPT_PROPERTIES = "http://hl7.org/fhir/concept-properties#"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code as somebody sent it; what is missing is empty."""

    system: str
    code: str
    version: str = ""
    display: str = ""

    @property
    def rendered(self) -> str:
        """The code as messages name it.

        >>> Coding("http://loinc.org", "8480-6", display="Systolic").rendered
        "http://loinc.org#8480-6 ('Systolic')"
        """
        version = f"|{self.version}" if self.version else ""
        display = f" ('{self.display}')" if self.display else ""
        return f"{self.system}{version}#{self.code}{display}"


@dataclass(frozen=True, slots=True)
class Designation:
    """A name of a concept; ``use`` is a FHIR Coding, ``source`` the supplement that gives it."""

    value: str
    language: str = ""
    use: Mapping[str, str] | None = None
    status: str = "active"
    source: str = ""
    extensions: tuple[Extension, ...] = ()

    @property
    def is_active(self) -> bool:
        """Whether the name is still in use."""
        return self.status not in ("withdrawn", "inactive", "deprecated")


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a concept; ``kind`` is FHIR's type, such as ``code`` or ``dateTime``."""

    code: str
    kind: str
    value: Any
    description: str = ""

    @property
    def text(self) -> str:
        """The value as filters compare it.

        >>> Property("inactive", "boolean", True).text
        'true'
        """
        if isinstance(self.value, bool):
            return str(self.value).lower()
        if isinstance(self.value, Mapping):
            return str(self.value.get("code", ""))
        return str(self.value)


@dataclass(frozen=True, slots=True)
class PropertyDefinition:
    """A property that a code system declares."""

    code: str
    uri: str = ""
    kind: str = "string"


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a code system; ``parents`` and ``children`` are codes."""

    code: str
    display: str = ""
    definition: str = ""
    designations: tuple[Designation, ...] = ()
    properties: tuple[Property, ...] = ()
    parents: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    is_abstract: bool = False
    is_inactive: bool = False
    status: str = ""
    extensions: tuple[Extension, ...] = ()
    language: str = ""

    def values(self, code: str) -> tuple[Property, ...]:
        """Return the properties of one code."""
        return tuple(found for found in self.properties if found.code == code)

    def names(self) -> tuple[Designation, ...]:
        """Return every name, the display first."""
        shown = (Designation(self.display, self.language),) if self.display else ()
        return (*shown, *self.designations)


def extension(extensions: tuple[Extension, ...], url: str) -> Any:
    """Return the value of the first extension with a URL, or None.

    >>> extension(({"url": "http://a", "valueCode": "x"},), "http://a")
    'x'
    """
    for found in extensions:
        if found.get("url") == url:
            return next((found[name] for name in found if name.startswith("value")), None)
    return None
