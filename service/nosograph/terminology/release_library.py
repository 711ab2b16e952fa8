"""The code systems and value sets that a release offers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from nosograph.domain.code_systems import by_prefix, by_url
from nosograph.knowledge.graphs import CLOSURE, CURATED, HPO, HPOA
from nosograph.knowledge.store import Store
from nosograph.terminology import versions
from nosograph.terminology.code_system import CodeSystem, Description
from nosograph.terminology.graph_concepts import PROPERTIES
from nosograph.terminology.graph_place import GraphPlace
from nosograph.terminology.graph_system import Constraint, GraphCodeSystem
from nosograph.terminology.loaded_systems import loaded_systems
from nosograph.terminology.own_value_sets import own_value_sets
from nosograph.terminology.value_set import Filter, Selection, ValueSet

#: An edition of SNOMED CT as a system, which is a version of it.
EDITION = re.compile(r"(http://snomed\.info/sct)(/\d{6,18}(?:/version/\d{8})?)?")


@dataclass(frozen=True, slots=True)
class Stated:
    """What the manifest of a release says of itself."""

    release: str
    hpo: str

    @classmethod
    def of(cls, release: str, manifest: Mapping[str, Any]) -> Stated:
        """Read a manifest."""
        found = {each["graph"]: each.get("version", "") for each in manifest.get("sources", ())}
        return cls(release, found.get(HPO, ""))


class ReleaseLibrary:
    """Finds code systems and value sets in the store of a release."""

    def __init__(self, store: Store, stated: Stated, constraint: Constraint | None = None) -> None:
        self._store = store
        self._constraint = constraint
        self._systems: dict[str, list[GraphCodeSystem]] = {}
        for place, version, content in _places(store, stated):
            self._add(place, version, content)
        self._value_sets = {each.url: each for each in own_value_sets(stated.release)}

    def _add(self, place: GraphPlace, version: str, content: str) -> None:
        known = by_prefix()[place.prefix]
        description = Description(
            url=known.url,
            version=version,
            name=known.prefix,
            title=known.title,
            language="en",
            content=content,
            properties=PROPERTIES,
            value_set=f"{known.url}?fhir_vs",
            identifier="-".join(re.findall(r"[A-Za-z0-9]+", f"{known.prefix} {version}"))[:64],
        )
        made = GraphCodeSystem(self._store, place, description, self._constraint)
        self._systems.setdefault(known.url, []).append(made)

    def code_systems(self, url: str) -> Sequence[CodeSystem]:
        """Return the versions of a code system, by its URL or its OID as a URN."""
        if (known := by_url().get(url)) is not None:
            url = known.url
        return self._systems.get(url, ())

    def descriptions(self) -> Sequence[Description]:
        """Return what the code systems say of themselves."""
        return [each.description for systems in self._systems.values() for each in systems]

    def value_sets(self) -> Sequence[ValueSet]:
        """Return the value sets of a release."""
        return list(self._value_sets.values())

    def value_set(self, url: str, version: str) -> ValueSet | None:
        """Return a value set of a release, or one that is implicit in a code system."""
        own = self._value_sets.get(url)
        if own is not None:
            return own if not version or versions.matches(version, own.version) else None
        return self._implicit(url)

    def _implicit(self, url: str) -> ValueSet | None:
        """Return what ``?fhir_vs`` stands for (hl7.org/fhir/snomedct.html#implicit)."""
        address, mark, rest = url.partition("?fhir_vs")
        system, version = _edition(address)
        if not mark or not self.code_systems(system):
            return None
        conditions = _conditions(unquote(rest.removeprefix("=")))
        if conditions is None:
            return None
        include = Selection(system, version, filters=conditions)
        document = {"url": url, "status": "active", "name": "ImplicitValueSet"}
        return ValueSet(url=url, include=(include,), status="active", document=document)


def _edition(address: str) -> tuple[str, str]:
    found = EDITION.fullmatch(address)
    if found and found[2]:
        return found[1], address
    return address, ""


def _conditions(text: str) -> tuple[Filter, ...] | None:
    kind, _, value = text.partition("/")
    if not text:
        return ()
    if kind == "isa" and value:
        return (Filter("concept", "is-a", value),)
    if kind == "refset":
        return (Filter("constraint", "=", f"^ {value}" if value else "< 900000000000455006"),)
    if kind == "ecl" and value:
        return (Filter("constraint", "=", value),)
    return None


def _places(store: Store, stated: Stated) -> Iterator[tuple[GraphPlace, str, str]]:
    """Yield where the code systems are, with version and content."""
    for loaded in loaded_systems(store, stated.release, stated.hpo):
        imported = loaded.graph not in (HPO, CURATED, HPOA)
        closure = f"{loaded.graph}/closure" if imported else CLOSURE
        place = GraphPlace(loaded.prefix, loaded.graph, closure, loaded.has_others)
        yield place, loaded.version, "fragment" if loaded.part else "complete"
