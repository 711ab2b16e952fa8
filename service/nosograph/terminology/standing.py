"""What the loaded code systems say of a code itself: its name, and whether it may be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from nosograph.domain.identifiers import PREFIXES
from nosograph.domain.versions import age
from nosograph.knowledge.graphs import HPO
from nosograph.knowledge.store import Store
from nosograph.terminology.compact import compact, expanded

BATCH = 1_000
#: Where the codes below a code are the ones to be billed with.
BILLED = "ICD10CM"

DECLARATIONS = """\
PREFIX nos: <https://w3id.org/nosograph/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX IAO: <http://purl.obolibrary.org/obo/IAO_>
"""
SYSTEMS = (
    DECLARATIONS
    + """\
SELECT ?graph ?prefix ?version ?part {
  GRAPH ?graph {
    ?graph nos:codePrefix ?prefix ; owl:versionInfo ?version .
    OPTIONAL { ?graph nos:isPart ?part }
  }
}"""
)
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
class System:
    """A loaded code system; of a part of one, what is missing says nothing."""

    graph: str
    prefix: str
    version: str
    part: bool


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
    def _systems(self) -> Mapping[str, System]:
        return dict(_newest(_systems(self._store, self._versions)))

    def of(self, codes: Iterable[str]) -> dict[str, Standing]:
        """Return the standing of each code (a CURIE)."""
        found = dict.fromkeys(codes, UNCHECKED)
        by_prefix: dict[str, list[str]] = {}
        for code in found:
            by_prefix.setdefault(code.partition(":")[0], []).append(code)
        for prefix, own in by_prefix.items():
            system = self._systems.get(prefix)
            for begin in range(0, len(own) if system else 0, BATCH):
                found |= self._batch(self._systems[prefix], own[begin : begin + BATCH])
        return found

    def _batch(self, system: System, codes: Sequence[str]) -> dict[str, Standing]:
        missing = Status.UNCHECKED if system.part else Status.UNKNOWN
        terms = " ".join(map(expanded, codes))
        labels = self._said(system, terms, LABELS)
        retired = self._said(system, terms, DEPRECATED)
        later = self._said(system, terms, SUCCESSORS)
        billed = system.prefix == BILLED
        headers = self._said(system, terms, HEADERS, "") if billed else {}
        found = dict.fromkeys(codes, Standing(missing, system.version))
        for code, names in labels.items():
            found[code] = Standing(
                Status.INACTIVE if "true" in retired.get(code, ()) else Status.ACTIVE,
                system.version,
                min(names),
                tuple(sorted(map(compact, later.get(code, ())))),
                code not in headers if billed else None,
            )
        return found

    def _said(
        self, system: System, terms: str, pattern: str, value: str = "?value"
    ) -> dict[str, list[str]]:
        """Return the values of a property for each code; without ``value`` only the codes."""
        found: dict[str, list[str]] = {}
        for row in self._store.select(SAID % (value, terms, system.graph, pattern)):
            found.setdefault(compact(row["code"]), []).append(row.get("value", ""))
        return found


def _systems(store: Store, versions: Mapping[str, str]) -> Iterator[System]:
    if HPO in versions:
        yield System(HPO, "HP", versions[HPO], part=False)
    for row in store.select(SYSTEMS):
        if row["prefix"] in PREFIXES:
            yield System(row["graph"], row["prefix"], row["version"], "part" in row)


def _newest(systems: Iterable[System]) -> Iterator[tuple[str, System]]:
    """Yield the newest whole version of each system, by prefix; parts only where there is none."""
    ordered = sorted(systems, key=lambda system: (not system.part, age(system.version)))
    return ((system.prefix, system) for system in ordered)
