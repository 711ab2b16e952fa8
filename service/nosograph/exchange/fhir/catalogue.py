"""Read and search: the code systems, value sets and concept maps that a release offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nosograph.errors import TerminologyError
from nosograph.exchange.fhir.operations import Terminology
from nosograph.exchange.fhir.parameters import Parameters
from nosograph.terminology.code_system import Description
from nosograph.terminology.concept_translation import OWN_MAP

Answer = dict[str, Any]
#: Resources of the one page of a search; a release has fewer.
MOST = 100
SEARCHED = ("_id", "url", "version", "name", "title")


class Catalogue:
    """What there is to be read."""

    def __init__(self, terminology: Terminology) -> None:
        self._library = terminology.library

    def systems(self) -> Sequence[Description]:
        """Return the code systems."""
        return self._library.descriptions() if self._library else ()

    def read(self, kind: str, identifier: str) -> Answer:
        """Return one resource."""
        for each in self._resources(kind):
            if each["id"] == identifier:
                return each
        raise TerminologyError(f"no {kind} has this id", code="not-found", status=404)

    def named(self, kind: str, identifier: str) -> Parameters:
        """Return the parameters that name a resource to an operation."""
        found = self.read(kind, identifier)
        stated = [{"name": "url", "valueUri": found["url"]}]
        if kind == "CodeSystem" and found["version"]:
            stated.append({"name": "version", "valueString": found["version"]})
        return Parameters(tuple(stated))

    def search(self, kind: str, query: Mapping[str, str], root: str) -> Answer:
        """Return the resources with an address, version or name; all where nothing is asked."""
        asked = {name: query[name] for name in SEARCHED if name in query}
        found = [each for each in self._resources(kind) if _is_asked(each, asked)]
        return {
            "resourceType": "Bundle",
            "type": "searchset",
            "total": len(found),
            "entry": [
                {"fullUrl": f"{root}/{kind}/{each['id']}", "resource": each}
                for each in found[:MOST]
            ],
        }

    def _resources(self, kind: str) -> Iterator[Answer]:
        if self._library is None:
            return
        if kind == "CodeSystem":
            yield from (code_system(each) for each in self._library.descriptions())
        elif kind == "ValueSet":
            for value_set in self._library.value_sets():
                yield {"resourceType": kind, "id": value_set.identifier, **value_set.document}
        else:
            yield {
                "resourceType": kind,
                "id": "mappings",
                "url": OWN_MAP,
                "name": "Mappings",
                "title": "All mappings of the release; ask $translate for its rows",
                "status": "active",
            }


def _is_asked(resource: Answer, asked: Mapping[str, str]) -> bool:
    return all(
        str(resource.get(name.removeprefix("_"), "")).lower() == value.lower()
        for name, value in asked.items()
    )


def code_system(said: Description) -> Answer:
    """Return a code system that is served without its concepts."""
    return {
        "resourceType": "CodeSystem",
        "id": said.identifier,
        "url": said.url,
        "version": said.version,
        "name": said.name,
        "title": said.title,
        "status": said.status,
        "caseSensitive": said.is_case_sensitive,
        "hierarchyMeaning": "is-a",
        "content": "not-present",
        "property": [
            {"code": each.code, **({"uri": each.uri} if each.uri else {}), "type": each.kind}
            for each in said.properties
        ],
    }
