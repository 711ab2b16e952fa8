"""CodeSystem resources, as they are sent along with a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from nosograph.errors import TerminologyError
from nosograph.exchange.fhir.elements import (
    LONG,
    LONGEST,
    STANDARDS_STATUS,
    Node,
    child,
    extension_value,
    flag,
    nodes,
    text,
)
from nosograph.terminology.code_system import Description
from nosograph.terminology.codes import (
    CONCEPT_PROPERTIES,
    Concept,
    Designation,
    Property,
    PropertyDefinition,
)
from nosograph.terminology.listed import ListedCodeSystem

#: Concepts that a request may bring; the body limit keeps it near this anyway.
MOST_CONCEPTS = 50_000
#: Levels of concepts inside concepts; terminologies have fewer than 30.
DEEPEST = 100
INACTIVE = ("retired", "inactive", "withdrawn")


def read_code_system(resource: Node) -> ListedCodeSystem:
    """Read a CodeSystem resource."""
    description = read_description(resource)
    reader = _Reader(description)
    concepts = list(reader.concepts(resource))
    return ListedCodeSystem(description, _with_hierarchy(concepts))


def read_description(resource: Node) -> Description:
    """Read what a CodeSystem resource says of itself."""
    return Description(
        url=text(resource, "url"),
        version=text(resource, "version"),
        name=text(resource, "name"),
        title=text(resource, "title"),
        language=text(resource, "language"),
        content=text(resource, "content"),
        status=text(resource, "status"),
        standards_status=extension_value(resource, STANDARDS_STATUS),
        is_experimental=bool(flag(resource, "experimental")),
        is_case_sensitive=flag(resource, "caseSensitive") is not False,
        properties=tuple(_definition(each) for each in nodes(resource, "property")),
        value_set=text(resource, "valueSet"),
        supplemented=text(resource, "supplements"),
        identifier=text(resource, "id"),
    )


def _definition(node: Node) -> PropertyDefinition:
    return PropertyDefinition(text(node, "code"), text(node, "uri"), text(node, "type"))


class _Reader:
    """Reads concepts with the property codes that their system uses for FHIR's own properties."""

    def __init__(self, description: Description) -> None:
        self._language = description.language
        named = {each.uri: each.code for each in description.properties if each.uri}
        self._own = {
            name: named.get(f"{CONCEPT_PROPERTIES}{name}", name)
            for name in ("inactive", "notSelectable", "status", "parent", "child")
        }
        self._count = 0

    def concepts(self, node: Node, parent: str = "", depth: int = 0) -> Iterator[Concept]:
        """Yield the concepts below a node, parents before children."""
        if depth > DEEPEST:
            raise TerminologyError("concepts are nested too deeply", code="too-long", status=413)
        for each in nodes(node, "concept"):
            self._count += 1
            if self._count > MOST_CONCEPTS:
                raise TerminologyError("too many concepts", code="too-long", status=413)
            yield self._concept(each, parent)
            yield from self.concepts(each, text(each, "code"), depth + 1)

    def _concept(self, node: Node, parent: str) -> Concept:
        properties = tuple(read_property(each) for each in nodes(node, "property"))
        extensions = tuple(nodes(node, "extension"))
        parents = (parent, *self._values(properties, "parent"))
        status = next(iter(self._values(properties, "status")), "")
        return Concept(
            code=text(node, "code"),
            display=text(node, "display", LONG),
            definition=text(node, "definition", LONGEST),
            designations=tuple(read_designation(each) for each in nodes(node, "designation")),
            properties=properties,
            parents=tuple(dict.fromkeys(code for code in parents if code)),
            children=self._values(properties, "child"),
            is_abstract="true" in self._values(properties, "notSelectable"),
            is_inactive="true" in self._values(properties, "inactive") or status in INACTIVE,
            status=status or extension_value(node, STANDARDS_STATUS),
            extensions=extensions,
            language=self._language,
        )

    def _values(self, properties: tuple[Property, ...], name: str) -> tuple[str, ...]:
        return tuple(each.text for each in properties if each.code == self._own[name])


def read_designation(node: Node) -> Designation:
    """Read a designation of a concept, wherever it stands."""
    return Designation(
        value=text(node, "value", LONG),
        language=text(node, "language"),
        use=child(node, "use") or None,
        status=extension_value(node, STANDARDS_STATUS) or "active",
        extensions=tuple(nodes(node, "extension")),
    )


def read_property(node: Node) -> Property:
    """Read a property of a concept."""
    name = next((name for name in node if name.startswith("value")), "valueString")
    kind = name.removeprefix("value")
    return Property(text(node, "code"), kind[:1].lower() + kind[1:], node.get(name, ""))


def _with_hierarchy(concepts: list[Concept]) -> Iterator[Concept]:
    """Let parents know their children, and children their parents."""
    children: dict[str, dict[str, None]] = {}
    parents: dict[str, dict[str, None]] = {}
    for concept in concepts:
        for parent in concept.parents:
            children.setdefault(parent, {})[concept.code] = None
        for below in concept.children:
            parents.setdefault(below, {})[concept.code] = None
    for concept in concepts:
        yield _placed(concept, parents, children)


def _placed(
    concept: Concept,
    parents: Mapping[str, dict[str, None]],
    children: Mapping[str, dict[str, None]],
) -> Concept:
    above = dict.fromkeys((*concept.parents, *parents.get(concept.code, ())))
    below = dict.fromkeys((*concept.children, *children.get(concept.code, ())))
    return replace(concept, parents=tuple(above), children=tuple(below))
