"""Reading cases from a folder or zip of GA4GH phenopackets."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nosograph.domain.presentation import Presentation, Status
from nosograph.errors import InvalidInput, NosographError
from nosograph.exchange.phenopacket import parse_phenopacket

PUBLICATION = "PMID:"


@dataclass(frozen=True, slots=True)
class Case:
    """One phenopacket: what is present, the diagnosis, and the publications it is from.

    ``disease`` is None where the phenopacket names none; ``presentation`` says of whom it is.
    """

    name: str
    present: tuple[str, ...]
    disease: str | None
    publications: frozenset[str]
    presentation: Presentation | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that is no phenopacket that can be read, and why."""

    name: str
    reason: str


def read_cases(path: Path) -> Iterator[Case | Broken]:
    """Yield the case of every JSON file of a folder or zip, in the order of their names."""
    for name, text in files(path):
        try:
            yield case_of(name, json.loads(text))
        except (ValueError, RecursionError):
            yield Broken(name, "not JSON")
        except NosographError as error:
            yield Broken(name, str(error))


def files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every JSON file."""
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            yield str(file.relative_to(path)), file.read_bytes()
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(n for n in archive.namelist() if n.endswith(".json")):
                yield name, archive.read(name)
    except (OSError, zipfile.BadZipFile) as error:
        raise InvalidInput(f"{path.name} is neither a folder nor a zip") from error


def case_of(name: str, document: Any) -> Case:
    """Return the case of a phenopacket; InvalidInput where it is none."""
    presentation = parse_phenopacket(document)
    return Case(
        name=name,
        present=present(presentation),
        disease=next(diagnoses(document), None),
        publications=frozenset(references(document)),
        presentation=presentation,
    )


def present(presentation: Presentation) -> tuple[str, ...]:
    """Return the findings that are there, each once."""
    found = (item.finding for item in presentation.observations if item.status is Status.PRESENT)
    return tuple(dict.fromkeys(found))


def diagnoses(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the diseases that a phenopacket names, those of its interpretations first."""
    for item in members(document, "interpretations"):
        yield from identifiers([inside(inside(item, "diagnosis"), "disease")])
    listed = (item for item in members(document, "diseases") if not item.get("excluded"))
    yield from identifiers(inside(item, "term") for item in listed)


def references(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the publications that a phenopacket is from."""
    given = members(inside(document, "metaData"), "externalReferences")
    return (name for name in identifiers(given) if name.startswith(PUBLICATION))


def members(value: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Return the objects of a list; none where it is no list."""
    found = value.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def inside(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return an object of an object; an empty one where there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def identifiers(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the ids of objects that have one."""
    return (item["id"] for item in items if isinstance(item.get("id"), str))
