"""What the service says of itself in FHIR: what it can do, with which code systems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version as installed
from typing import Any

from nosograph.exchange.fhir.answers import parameters
from nosograph.exchange.fhir.operations import OPERATIONS
from nosograph.exchange.fhir.versions import FhirVersion
from nosograph.terminology.code_system import Description

OWN = "https://w3id.org/nosograph/fhir"
FEATURE = "http://hl7.org/fhir/uv/application-feature/StructureDefinition/feature"
#: The date of this interface, to be moved with what it can do.
DATE = "2026-11-28"
#: The release of fhir-tx-ecosystem-ig whose tests were run.
TESTS = "1.9.0"
EXPANSION_PARAMETERS = (
    "activeOnly",
    "check-system-version",
    "count",
    "designation",
    "displayLanguage",
    "excludeNested",
    "excludeNotForUI",
    "filter",
    "force-system-version",
    "includeDefinition",
    "includeDesignations",
    "offset",
    "property",
    "system-version",
    "tx-resource",
    "useSupplement",
)


def capability_statement(root: str, fhir: FhirVersion, release: str) -> dict[str, Any]:
    """Return the CapabilityStatement; ``root`` is the address of the interface."""
    return {
        "resourceType": "CapabilityStatement",
        "extension": [
            _feature("http://hl7.org/fhir/uv/tx-tests/FeatureDefinition/test-version", TESTS),
            _feature(
                "http://hl7.org/fhir/uv/tx-ecosystem/FeatureDefinition/CodeSystemAsParameter",
                "true",
            ),
        ],
        "url": f"{OWN}/CapabilityStatement/nosograph",
        "version": installed("nosograph"),
        "name": "NosographTerminology",
        "title": "Nosograph terminology service",
        "status": "active",
        "date": DATE,
        "kind": "instance",
        "instantiates": ["http://hl7.org/fhir/CapabilityStatement/terminology-server"],
        "software": {
            "name": "Nosograph",
            "version": installed("nosograph"),
            "releaseDate": DATE,
        },
        "implementation": {"description": f"Nosograph, release {release}", "url": root},
        "fhirVersion": fhir.value,
        "format": ["application/fhir+json", "json"],
        "rest": [_rest(fhir)],
    }


def _feature(definition: str, value: str) -> dict[str, Any]:
    told = {"valueCode": value} if value != "true" else {"valueBoolean": True}
    return {
        "url": FEATURE,
        "extension": [
            {"url": "definition", "valueCanonical": definition},
            {"url": "value", **told},
        ],
    }


def _rest(fhir: FhirVersion) -> dict[str, Any]:
    kinds = dict.fromkeys(kind for kind, _ in OPERATIONS)
    return {
        "mode": "server",
        "resource": [
            {
                "type": kind,
                "interaction": [{"code": "read"}, {"code": "search-type"}],
                "searchParam": [
                    {"name": "url", "type": "uri"},
                    {"name": "version", "type": "token"},
                ],
                "operation": [_operation(kind, name) for of, name in OPERATIONS if of == kind],
            }
            for kind in kinds
        ],
        "interaction": [{"code": "batch"}],
        "operation": [
            {
                "name": "versions",
                "definition": "http://hl7.org/fhir/OperationDefinition/CapabilityStatement-versions",
            }
        ],
    }


def _operation(kind: str, name: str) -> dict[str, str]:
    base = "http://hl7.org/fhir/OperationDefinition"
    return {"name": name[1:], "definition": f"{base}/{kind}-{name[1:]}"}


def terminology_capabilities(systems: Iterable[Description], fhir: FhirVersion) -> dict[str, Any]:
    """Return the TerminologyCapabilities."""
    return {
        "resourceType": "TerminologyCapabilities",
        "url": f"{OWN}/TerminologyCapabilities/nosograph",
        "version": installed("nosograph"),
        "name": "NosographTerminologyCapabilities",
        "title": "Nosograph terminology capabilities",
        "status": "active",
        "date": DATE,
        "kind": "instance",
        "codeSystem": list(_code_systems(systems, fhir)),
        "expansion": {
            "hierarchical": True,
            "paging": True,
            "parameter": [{"name": name} for name in EXPANSION_PARAMETERS],
        },
        "codeSearch": "in-compose",
        "validateCode": {"translations": True},
        "translation": {"needsMap": False},
    }


def _code_systems(systems: Iterable[Description], fhir: FhirVersion) -> Iterator[dict[str, Any]]:
    """Yield each code system with its versions."""
    found: dict[str, list[Description]] = {}
    for each in systems:
        found.setdefault(each.url, []).append(each)
    for url, said in found.items():
        made: dict[str, Any] = {"uri": url}
        if stated := [each.version for each in said if each.version]:
            made["version"] = [{"code": version} for version in stated]
        if fhir is FhirVersion.R5:
            is_whole = any(each.is_complete for each in said)
            made["content"] = "complete" if is_whole else said[0].content
        yield {**made, "subsumption": True}


def versions_answer() -> dict[str, Any]:
    """Return the versions of FHIR that are spoken."""
    short = {each: each.value.rsplit(".", 1)[0] for each in FhirVersion}
    spoken = [{"name": "version", "valueString": each} for each in short.values()]
    default = {"name": "default", "valueString": short[FhirVersion.R4]}
    return parameters([*spoken, default])
