"""What is said of one code of an expansion beside its names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nosograph.exchange.fhir.answers import value_name
from nosograph.terminology.codes import CONCEPT_PROPERTIES, Extension, Property
from nosograph.terminology.entry import Entry

Item = dict[str, Any]
_FHIR = "http://hl7.org/fhir/StructureDefinition"
#: Extensions that are passed on: those of the code system's concept, those of the value set's.
OF_CONCEPT = tuple(
    f"{_FHIR}/{name}"
    for name in ("coding-sctdescid", "rendering-style", "rendering-xhtml", "codesystem-alternate")
)
OF_REFERENCE = tuple(
    f"{_FHIR}/{name}"
    for name in (
        "valueset-supplement",
        "valueset-deprecated",
        "structuredefinition-standards-status",
        "valueset-concept-definition",
        "coding-sctdescid",
        "rendering-style",
        "rendering-xhtml",
    )
)


@dataclass(frozen=True, slots=True)
class FromExtension:
    """A property of R5 that older resources carry as an extension."""

    code: str
    name: str
    kind: str
    urls: tuple[str, ...]


#: The extensions by which R4 says it, in rising order: those of the value set come last.
FROM_EXTENSIONS = (
    FromExtension(
        "label",
        "label",
        "string",
        (f"{_FHIR}/codesystem-label", f"{_FHIR}/valueset-label"),
    ),
    FromExtension(
        "order",
        "order",
        "decimal",
        (f"{_FHIR}/codesystem-conceptOrder", f"{_FHIR}/valueset-conceptOrder"),
    ),
    FromExtension("weight", "itemWeight", "decimal", (f"{_FHIR}/itemWeight",)),
)


def entry_extensions(entry: Entry) -> list[Item]:
    """Return the extensions of a code that are passed on."""
    own = [each for each in entry.concept.extensions if each.get("url") in OF_CONCEPT]
    reference = entry.reference.extensions if entry.reference else ()
    return [dict(each) for each in (*own, *(r for r in reference if r.get("url") in OF_REFERENCE))]


class ExpandedProperties:
    """The properties of the codes of one expansion, declared as they are met."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self._wanted = wanted
        self._declared: dict[str, str] = {}

    def declared(self) -> list[Item]:
        """Return the declarations."""
        return [
            {"code": code, **({"uri": uri} if uri else {})} for code, uri in self._declared.items()
        ]

    def of(self, entry: Entry) -> list[Item]:
        """Return the properties of one code."""
        made = [
            self._declare(found, uri) for found, uri in (*_standard(entry), *self._asked(entry))
        ]
        return [each for index, each in enumerate(made) if each not in made[:index]]

    def _declare(self, found: Property, uri: str) -> Item:
        self._declared.setdefault(found.code, uri)
        return {"code": found.code, value_name(found): found.value}

    def _asked(self, entry: Entry) -> Iterator[tuple[Property, str]]:
        if "definition" in self._wanted and entry.concept.definition:
            found = Property("definition", "string", entry.concept.definition)
            yield found, f"{CONCEPT_PROPERTIES}definition"
        uris = {each.code: each.uri for each in entry.system.description.properties}
        for each in entry.concept.properties:
            if each.code in self._wanted or "*" in self._wanted:
                yield each, uris.get(each.code, "")


def _standard(entry: Entry) -> Iterator[tuple[Property, str]]:
    status = entry.concept.status or ("inactive" if entry.concept.is_inactive else "")
    if status and status.lower() != "active":
        yield Property("status", "code", status), f"{CONCEPT_PROPERTIES}status"
    reference = entry.reference.extensions if entry.reference else ()
    for kind in FROM_EXTENSIONS:
        value = _last_value((*entry.concept.extensions, *reference), kind.urls)
        if value is not None:
            yield Property(kind.code, kind.kind, value), f"{CONCEPT_PROPERTIES}{kind.name}"


def _last_value(extensions: Sequence[Extension], urls: Sequence[str]) -> Any:
    found: Mapping[str, Any] = {}
    for each in extensions:
        if each.get("url") in urls:
            found = each
    return next((found[name] for name in found if name.startswith("value")), None)
