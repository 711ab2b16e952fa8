"""What the loaded code systems say of a code itself: its name, and whether it may be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from nosograph.domain.versions import age
from nosograph.knowledge.graphs import HPO, MAPPINGS
from nosograph.knowledge.store import Row, Store
from nosograph.terminology.batches import in_batches, in_parallel
from nosograph.terminology.compact import compact, expanded
from nosograph.terminology.loaded_systems import LoadedSystem, loaded_systems

#: Codes that are asked of in one query.
BATCH = 5_000
#: Codes for which it is not worth while to count statements first.
FEW = 200
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
SAID = DECLARATIONS + "SELECT DISTINCT ?code %s { %s GRAPH <%s> { %s } }"
BOUND = "VALUES ?code { %s }"
SIZE = DECLARATIONS + "SELECT (COUNT(*) AS ?count) { GRAPH <%s> { %s } }"


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
        self._sizes: dict[tuple[str, str], int] = {}

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
        standings = in_parallel if len(found) > BATCH else map
        for said in standings(self._among, by_prefix, by_prefix.values()):
            found |= said
        return found

    def _among(self, prefix: str, codes: Sequence[str]) -> dict[str, Standing]:
        """Return what the first import of a system that has it says of each code."""
        systems = self._systems.get(prefix, ())
        found: dict[str, Standing] = {}
        for system in systems:
            found |= self._in(system, [code for code in codes if code not in found])
        if not systems:
            return found
        first = systems[0]
        nowhere = Standing(Status.UNCHECKED if first.part else Status.UNKNOWN, first.version)
        return dict.fromkeys(codes, nowhere) | found

    def _in(self, system: LoadedSystem, codes: Sequence[str]) -> dict[str, Standing]:
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
        wanted = set(codes)
        for rows in self._rows(system.graph, codes, pattern, value):
            for row in rows:
                code = compact(row["code"])
                if code in wanted:
                    found.setdefault(code, []).append(row.get("value", ""))
        return found

    def _rows(
        self, graph: str, codes: Sequence[str], pattern: str, value: str
    ) -> Iterable[list[Row]]:
        """Return statements about codes: all, of a graph with fewer of them than there are codes.

        To ask of a code of which nothing is said takes nearly as long as to read what is said.
        """
        if len(codes) > FEW and self._size(graph, pattern) < len(codes):
            return [self._store.select(SAID % (value, "", graph, pattern))]

        def ask(batch: Sequence[str]) -> list[Row]:
            bound = BOUND % " ".join(map(expanded, batch))
            return self._store.select(SAID % (value, bound, graph, pattern))

        return in_batches(ask, codes, BATCH)

    def _size(self, graph: str, pattern: str) -> int:
        """Return how many statements of a kind a graph has."""
        if (graph, pattern) not in self._sizes:
            (row,) = self._store.select(SIZE % (graph, pattern))
            self._sizes[graph, pattern] = int(row["count"])
        return self._sizes[graph, pattern]
