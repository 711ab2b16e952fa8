"""Expanded ValueSet resources, for R4 and R5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from nosograph.exchange.fhir.entries import ExpandedProperties, entry_extensions
from nosograph.exchange.fhir.versions import FhirVersion
from nosograph.terminology.codes import Designation
from nosograph.terminology.displays import Displays
from nosograph.terminology.entry import Entry, Expansion
from nosograph.terminology.options import Options

Item = dict[str, Any]
UNCLOSED = "http://hl7.org/fhir/StructureDefinition/valueset-unclosed"
#: How R5's elements are carried in R4 (hl7.org/fhir/versions.html#extensions).
BACKPORT = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion"
#: Members of a value set that belong to its definition, and are left out unless asked for.
DEFINITION = (
    "compose",
    "contact",
    "contained",
    "copyright",
    "description",
    "extension",
    "publisher",
    "purpose",
    "text",
)
#: Extensions of designations that are passed on.
PASSED = (
    "http://hl7.org/fhir/StructureDefinition/coding-sctdescid",
    "http://hl7.org/fhir/StructureDefinition/rendering-style",
    "http://hl7.org/fhir/StructureDefinition/rendering-xhtml",
    "http://hl7.org/fhir/StructureDefinition/structuredefinition-standards-status",
    "http://hl7.org/fhir/StructureDefinition/codesystem-alternate",
)


def expanded(expansion: Expansion, version: FhirVersion) -> dict[str, Any]:
    """Return a value set with its expansion."""
    options = expansion.finder.options
    left_out = () if options.include_definition else DEFINITION
    document = {"resourceType": "ValueSet", **expansion.value_set.document}
    kept = {name: value for name, value in document.items() if name not in left_out}
    return {"status": "unknown", **kept, "expansion": _Renderer(expansion, version).rendered()}


class _Renderer:
    """Renders one expansion."""

    def __init__(self, expansion: Expansion, version: FhirVersion) -> None:
        self._expansion = expansion
        self._options = expansion.finder.options
        self._version = version
        self._properties = ExpandedProperties(self._options.properties)

    def rendered(self) -> Item:
        """Return the expansion element."""
        contains = [self._entry(each) for each in self._expansion.entries]
        for each in self._expansion.gathered:
            self._properties.of(each)
        made: Item = {}
        if self._expansion.unclosed:
            made["extension"] = [
                {"url": UNCLOSED, "valueBoolean": True},
                {"url": f"{UNCLOSED}-reason", "valueString": self._expansion.unclosed},
            ]
        made["identifier"] = f"urn:uuid:{uuid4()}"
        made["timestamp"] = datetime.now(UTC).isoformat(timespec="milliseconds")
        made["total"] = self._expansion.total
        if self._options.offset is not None:
            made["offset"] = self._options.offset
        made["parameter"] = list(self._parameters())
        self._declare(made)
        if contains:
            made["contains"] = contains
        return made

    def _parameters(self) -> Iterator[Item]:
        yield from stated(self._options)
        for rule in self._expansion.finder.rules:
            yield {"name": rule.rule.value, "valueUri": rule.canonical}
        for name, value in self._expansion.used:
            if name == "versionsMatch":
                yield {"name": name, "valueBoolean": True}
            else:
                yield {"name": name, "valueUri": value}

    def _declare(self, made: Item) -> None:
        """Declare the properties of the codes, where the version of FHIR has a place for them."""
        declared = self._properties.declared()
        if not declared:
            return
        if self._version is FhirVersion.R5:
            made["property"] = declared
            return
        made.setdefault("extension", []).extend(
            {
                "url": f"{BACKPORT}.property",
                "extension": [
                    {"url": name, f"value{_R4_TYPES[name]}": each[name]} for name in each
                ],
            }
            for each in declared
        )

    def _entry(self, entry: Entry) -> Item:
        names = Displays(entry.names(), self._options.languages)
        shown = names.preferred()
        made: Item = {"system": entry.system.description.url}
        extensions = entry_extensions(entry)
        if entry.shows_version and entry.system.description.version:
            made["version"] = entry.system.description.version
        made["code"] = entry.concept.code
        if shown:
            made["display"] = shown.value
        if entry.concept.is_abstract:
            made["abstract"] = True
        if entry.concept.is_inactive:
            made["inactive"] = True
        if self._options.include_designations:
            self._add_designations(made, names, shown)
        self._add_properties(made, entry, extensions)
        if entry.children:
            made["contains"] = [self._entry(each) for each in entry.children]
        return made

    def _add_designations(self, made: Item, names: Displays, shown: Designation | None) -> None:
        others = [
            designation(each)
            for each in names.names
            if each is not shown and self._is_wanted(each) and not _repeats(each, shown)
        ]
        if others:
            made["designation"] = others

    def _is_wanted(self, name: Designation) -> bool:
        if not self._options.designations:
            return True
        use = name.use or {}
        marks = (f"{use.get('system')}|{use.get('code')}", f"urn:ietf:bcp:47|{name.language}")
        return any(each in marks for each in self._options.designations)

    def _add_properties(self, made: Item, entry: Entry, extensions: list[Item]) -> None:
        properties = self._properties.of(entry)
        if properties and self._version is FhirVersion.R5:
            made["property"] = properties
        elif properties:
            extensions.extend(_backported(each) for each in properties)
        if extensions:
            made["extension"] = extensions


_R4_TYPES = {"code": "Code", "uri": "Uri"}


def _backported(item: Mapping[str, Any]) -> Item:
    name = next(name for name in item if name.startswith("value"))
    parts = [{"url": "code", "valueCode": item["code"]}, {"url": "value", name: item[name]}]
    return {"url": f"{BACKPORT}.contains.property", "extension": parts}


def _repeats(name: Designation, shown: Designation | None) -> bool:
    same = shown is not None and name.value == shown.value
    return same and not name.use and name.language in ("", shown.language if shown else "")


def designation(name: Designation) -> Item:
    """Return a designation of a code."""
    made: Item = {}
    if passed := [dict(each) for each in name.extensions if each.get("url") in PASSED]:
        made["extension"] = passed
    if name.language:
        made["language"] = name.language
    if name.use:
        made["use"] = dict(name.use)
    return {**made, "value": name.value}


def stated(options: Options) -> Sequence[Item]:
    """Return what a client stated, as parameters of an expansion."""
    flags = {
        "excludeNested": options.exclude_nested,
        "activeOnly": options.active_only,
        "includeDesignations": options.include_designations,
        "includeDefinition": options.include_definition,
        "excludeNotForUI": options.exclude_not_for_ui or None,
        "versionsMatch": options.versions_match or None,
    }
    numbers = {"offset": options.offset, "count": options.count}
    made: list[Item] = [
        {"name": name, "valueBoolean": value} for name, value in flags.items() if value is not None
    ]
    made += [{"name": name, "valueInteger": n} for name, n in numbers.items() if n is not None]
    made += [{"name": "designation", "valueString": each} for each in options.designations]
    if options.text:
        made.append({"name": "filter", "valueString": options.text})
    if options.languages:
        made.append({"name": "displayLanguage", "valueCode": options.languages.rendered})
    return made
