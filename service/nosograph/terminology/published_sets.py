"""Mapping sets that are given away: our own, derived ones, and imported ones that may leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nosograph.domain.code_systems import by_prefix
from nosograph.domain.codes import prefix_of
from nosograph.domain.identifiers import GRAPH
from nosograph.domain.mapping import Correspondence
from nosograph.domain.versions import age
from nosograph.errors import InvalidCode, LicenceBound, UnknownTerm
from nosograph.knowledge.graphs import CURATED, MAPPINGS
from nosograph.knowledge.store import Store
from nosograph.terminology import mapping_queries as queries
from nosograph.terminology.compact import compact
from nosograph.terminology.crosswalk import Crosswalk
from nosograph.terminology.said import CURATED as BY_HAND
from nosograph.terminology.said import OWN

#: A derived set holds what our conditions correspond to by other people's mappings; each row names
#: the rows that it follows from.
DERIVED = "Nosograph conditions in {title}, as far as mapping sets lead there"
LABELS = """\
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?code ?label { GRAPH <%s> { ?code rdfs:label ?label } }"""
SOURCES = """\
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?code ?predicate ?other ?source {
  GRAPH <%s> {
    ?row owl:annotatedSource ?code ; owl:annotatedProperty ?predicate ;
      owl:annotatedTarget ?other ; dcterms:source ?source .
  }
}"""


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """A mapping set: its name, title, version and licence, and its rows by SSSOM slot."""

    name: str
    title: str
    version: str
    licence: str
    rows: tuple[Mapping[str, str], ...]


class PublishedSets:
    """The mapping sets of a release; ``sources`` is what its manifest says of each graph."""

    def __init__(
        self, store: Store, crosswalk: Crosswalk, release: str, sources: list[Mapping[str, object]]
    ) -> None:
        self._store = store
        self._crosswalk = crosswalk
        self._release = release
        self._sources = {str(source["graph"]): source for source in sources}

    def names(self) -> list[str]:
        """Return the names of the sets that may be given away."""
        free = (name for name, graph in self._imported().items() if not self._bound(graph))
        return [OWN, *(prefix.lower() for prefix in by_prefix()), *sorted(free)]

    def get(self, name: str, licence: str) -> PublishedSet:
        """Return a set: our own, one derived for a code system, or an imported one.

        Raises LicenceBound for content of a source that must not leave, and UnknownTerm.
        """
        if name == OWN:
            return PublishedSet(name, "Nosograph mappings", self._release, licence, self._own())
        imported = self._imported()
        if name in imported:
            return self._given(name, imported[name])
        try:
            prefix = prefix_of(name)
        except InvalidCode:
            raise UnknownTerm(tuple(self.names())) from None
        title = DERIVED.format(title=by_prefix()[prefix].title if prefix in by_prefix() else prefix)
        return PublishedSet(name, title, self._release, licence, self._derived(prefix))

    def _imported(self) -> dict[str, str]:
        """Return the newest graph of each imported mapping set, by name."""
        start = f"{GRAPH}mappings/"
        graphs = (graph for graph in sorted(self._sources, key=age) if graph.startswith(start))
        return {graph.removeprefix(start).partition("/")[0]: graph for graph in graphs}

    def _bound(self, graph: str) -> bool:
        return bool(self._sources[graph].get("licence_bound"))

    def _given(self, name: str, graph: str) -> PublishedSet:
        source = self._sources[graph]
        if self._bound(graph):
            raise LicenceBound(name, str(source["licence"]))
        rows = tuple(
            {
                "subject_id": compact(row["code"]),
                "predicate_id": compact(row["predicate"]),
                "object_id": compact(row["other"]),
                "mapping_justification": compact(row.get("justification", BY_HAND)),
            }
            for row in self._store.select(queries.rows_in(graph))
        )
        version, licence = str(source["version"]), str(source["licence"])
        return PublishedSet(name, str(source["title"]), version, licence, rows)

    def _own(self) -> tuple[Mapping[str, str], ...]:
        labels = self._labels()
        return tuple(
            {
                "subject_id": compact(row["code"]),
                "subject_label": labels.get(row["code"], ""),
                "predicate_id": compact(row["predicate"]),
                "object_id": compact(row["other"]),
                "mapping_justification": BY_HAND,
                "comment": row["source"],
            }
            for row in self._store.select(SOURCES % MAPPINGS)
        )

    def _labels(self) -> dict[str, str]:
        """Return our own labels; those of licensed systems are never read."""
        return {row["code"]: row["label"] for row in self._store.select(LABELS % CURATED)}

    def _derived(self, prefix: str) -> tuple[Mapping[str, str], ...]:
        labels = {compact(code): label for code, label in self._labels().items()}
        said = {row["code"] for row in self._store.select(SOURCES % MAPPINGS)}
        found = self._crosswalk.translate(sorted(map(compact, said)), prefix)
        return tuple(_rows(found, labels))


def _rows(
    found: Mapping[str, tuple[Correspondence, ...]], labels: Mapping[str, str]
) -> Iterator[Mapping[str, str]]:
    for code, correspondences in found.items():
        for item in correspondences:
            yield {
                "subject_id": code,
                "subject_label": labels.get(code, ""),
                "predicate_id": item.predicate.value,
                "object_id": item.target,
                "mapping_justification": item.justification,
                "comment": item.in_words(),
            }
