"""What imported graphs state of the classes above a class, and how classes are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from nosograph.domain.identifiers import NOS, curie, iri
from nosograph.errors import Overloaded
from nosograph.knowledge import graphs
from nosograph.knowledge.store import Store

#: Rows that one question may take: the classes above one of SNOMED CT's have some hundreds.
MOST_ROWS = 50_000
PREFIX = f"""PREFIX nos: <{NOS}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
#: Graphs of our own, whose axioms come with the release, and of what was inferred.
OWN = f"<{graphs.CURATED}>, <{graphs.INFERRED}>"


@dataclass(frozen=True, slots=True)
class StatedGraphs:
    """Asks a store for what its sources state, not for what was inferred."""

    store: Store

    def parents(self, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return the stated parents of classes and of everything above them."""
        return self._pairs(names, "?class rdfs:subClassOf ?said FILTER(ISIRI(?said))", curie)

    def owl_axioms(self, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return the axioms in OWL text that are kept of classes and of everything above them."""
        return self._pairs(names, "?class nos:owlAxiom ?said", str)

    def labels(self, names: Iterable[str]) -> Mapping[str, str]:
        """Return a label of each class that has one: ours where we gave it one."""
        found: dict[str, str] = {}
        for row in self.store.select(
            f"""{PREFIX}SELECT DISTINCT ?class ?label ?own WHERE {{ {values("class", names)}
            GRAPH ?graph {{ ?class rdfs:label ?label }}
            FILTER(LANG(?label) IN ("", "en")) BIND(?graph = <{graphs.CURATED}> AS ?own) }}
            ORDER BY ?own ?label"""
        ):
            found[curie(row["class"])] = row["label"]
        return found

    def _pairs(
        self, names: Iterable[str], pattern: str, read: Callable[[str], str]
    ) -> tuple[tuple[str, str], ...]:
        rows = self.store.select(
            f"""{PREFIX}SELECT DISTINCT ?class ?said WHERE {{ {values("start", names)}
            GRAPH ?closed {{ ?start rdfs:subClassOf ?class }}
            FILTER(STRENDS(STR(?closed), "closure"))
            GRAPH ?source {{ {pattern} }}
            FILTER(?source NOT IN ({OWN}) && !STRENDS(STR(?source), "closure")) }}
            ORDER BY ?class ?said LIMIT {MOST_ROWS}"""
        )
        if len(rows) == MOST_ROWS:
            raise Overloaded("too many classes are above what was asked for")
        return tuple((curie(row["class"]), read(row["said"])) for row in rows)


def values(variable: str, names: Iterable[str]) -> str:
    """Return a table of classes."""
    return f"VALUES ?{variable} {{ {' '.join(f'<{iri(name)}>' for name in sorted(names))} }}"
