"""What the loaded code systems say of a code itself: its name, and whether it may be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial

from nosograph.domain.versions import age
from nosograph.knowledge.graphs import HPO, MAPPINGS
from nosograph.knowledge.store import Store
from nosograph.terminology.batches import in_batches
from nosograph.terminology.compact import compact, expanded
from nosograph.terminology.loaded_systems import LoadedSystem, loaded_systems

#: Codes that are asked of in one query.
BATCH = 5_000
#: Where the codes below a code are the ones to be billed with.
BILLED = "ICD10CM"

DECLARATIONS = """\
PREFIX nos: <https://w3id.org/nosograph/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX IAO: <http://purl.obolibrary.org/obo/IAO_>
"""
#: One question each: Oxigraph works out the right side of an OPTIONAL for the whole graph.
LABELS = "?code rdfs:label ?value"
DEPRECATED = "?code owl:deprecated ?value"
SUCCESSORS = "?code IAO:0100001 ?value"
HEADERS = "?value rdfs:subClassOf ?code"
SAID = DECLARATIONS + "SELECT DISTINCT ?code %s { VALUES ?code { %s } GRAPH <%s> { %s } }"


class Status(StrEnum):
    """Whether a code may be used."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the loaded version of a system says of a code.

    ``billable`` tells ICD-10-CM's leaves from its headers, and is None in every other system.
    """

    status: Status
    version: str = ""
    label: str = ""
    successors: tuple[str, ...] = ()
    billable: bool | None = None


UNCHECKED = Standing(Status.UNCHECKED)


class Standings:
    """The code systems of a store; ``versions`` gives the version of graphs that do not say it."""

    def __init__(self, store: Store, versions: Mapping[str, str]) -> None:
        self._store = store
        self._versions = versions

    @cached_property
    def _systems(self) -> Mapping[str, list[LoadedSystem]]:
        """Return the imports of each system, whole ones first, newest first."""
        given = self._versions
        found: dict[str, list[LoadedSystem]] = {}
        for system in loaded_systems(self._store, given.get(MAPPINGS, ""), given.get(HPO, "")):
            found.setdefault(system.prefix, []).append(system)
        for systems in found.values():
            systems.sort(key=lambda system: (not system.part, age(system.version)), reverse=True)
        return found

    def of(self, codes: Iterable[str]) -> dict[str, Standing]:
        """Return the standing of each code (a CURIE)."""
        found = dict.fromkeys(codes, UNCHECKED)
        by_prefix: dict[str, list[str]] = {}
        for code in found:
            by_prefix.setdefault(code.partition(":")[0], []).append(code)
        for prefix, own in by_prefix.items():
            found |= self._among(self._systems.get(prefix, ()), own)
        return found

    def _among(self, systems: Sequence[LoadedSystem], codes: list[str]) -> dict[str, Standing]:
        """Return what the first import that has it says of each code."""
        found: dict[str, Standing] = {}
        for system in systems:
            missing = [code for code in codes if code not in found]
            for said in in_batches(partial(self._batch, system), missing, BATCH):
                found |= said
        if not systems:
            return found
        nowhere = Standing(
            Status.UNCHECKED if systems[0].part else Status.UNKNOWN, systems[0].version
        )
        return dict.fromkeys(codes, nowhere) | found

    def _batch(self, system: LoadedSystem, codes: Sequence[str]) -> dict[str, Standing]:
        """Return the standing of those codes that a system has."""
        labels = self._said(system, codes, LABELS)
        known = list(labels)
        retired = self._said(system, known, DEPRECATED)
        later = self._said(system, known, SUCCESSORS)
        billed = system.prefix == BILLED
        headers = self._said(system, known, HEADERS, "") if billed else {}
        return {
            code: Standing(
                Status.INACTIVE if "true" in retired.get(code, ()) else Status.ACTIVE,
                system.version,
                min(names),
                tuple(sorted(map(compact, later.get(code, ())))),
                code not in headers if billed else None,
            )
            for code, names in labels.items()
        }

    def _said(
        self, system: LoadedSystem, codes: Sequence[str], pattern: str, value: str = "?value"
    ) -> dict[str, list[str]]:
        """Return the values of a property for each code; without ``value`` only the codes."""
        found: dict[str, list[str]] = {}
        terms = " ".join(map(expanded, codes))
        query = SAID % (value, terms, system.graph, pattern)
        for row in self._store.select(query) if codes else ():
            found.setdefault(compact(row["code"]), []).append(row.get("value", ""))
        return found
