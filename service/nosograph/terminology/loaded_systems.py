"""Which code systems a store holds, whole or in part, and in which graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from nosograph.domain.code_systems import by_prefix
from nosograph.knowledge.graphs import CURATED, HPO, HPOA
from nosograph.knowledge.store import Store

IMPORTED = """\
PREFIX nos: <https://w3id.org/nosograph/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?graph ?prefix ?version ?part {
  GRAPH ?graph {
    ?graph nos:codePrefix ?prefix ; owl:versionInfo ?version .
    OPTIONAL { ?graph nos:isPart ?part }
  }
} ORDER BY ?graph"""
NAMED = """\
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT (COUNT(*) AS ?count) { GRAPH <%s> { ?code rdfs:label ?label } }"""
#: Systems of which a release holds what its own tables and annotations use.
KNOWN_IN_PART: Mapping[str, str] = {
    "MONDO": CURATED,
    "UBERON": CURATED,
    "OMIM": HPOA,
    "ORPHA": HPOA,
}


@dataclass(frozen=True, slots=True)
class LoadedSystem:
    """One version of a code system; of a part of one, what is missing says nothing.

    ``has_others``: its graph describes what is no code of the system, too.
    """

    prefix: str
    graph: str
    version: str
    part: bool
    has_others: bool = False


def loaded_systems(store: Store, release: str, hpo: str) -> list[LoadedSystem]:
    """Return the systems of a store; ``release`` and ``hpo`` are the versions of its own graphs.

    What a release knows of a system in part is left out where the whole is imported.
    """
    imported = _measured(store, list(_imported(store)))
    whole = {system.prefix for system in imported if not system.part}
    return [
        LoadedSystem("HP", HPO, hpo, part=False),
        LoadedSystem("nos", CURATED, release, part=False, has_others=True),
        *imported,
        *(
            LoadedSystem(prefix, graph, release, part=True, has_others=graph == CURATED)
            for prefix, graph in KNOWN_IN_PART.items()
            if prefix not in whole
        ),
    ]


def _imported(store: Store) -> Iterator[LoadedSystem]:
    for row in store.select(IMPORTED):
        if row["prefix"] in by_prefix():
            yield LoadedSystem(row["prefix"], row["graph"], row["version"], "part" in row)


def _measured(store: Store, systems: Iterable[LoadedSystem]) -> list[LoadedSystem]:
    """Return the systems; one with fewer codes than a part of the same system is itself a part.

    Samples of SNOMED CT come as releases that look complete.
    """
    systems = list(systems)
    partly = {system.prefix for system in systems if system.part}
    doubtful = [system for system in systems if system.prefix in partly]
    sizes = {each.graph: int(store.select(NAMED % each.graph)[0]["count"]) for each in doubtful}
    least = {
        prefix: max(sizes[each.graph] for each in doubtful if each.prefix == prefix and each.part)
        for prefix in partly
    }
    return [
        replace(each, part=each.part or sizes.get(each.graph, 0) < least.get(each.prefix, 0))
        for each in systems
    ]
