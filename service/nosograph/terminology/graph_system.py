"""A code system that stands in the graphs of a release, asked in SPARQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache

from nosograph.domain.identifiers import NOS
from nosograph.errors import TerminologyError
from nosograph.knowledge.graphs import CLOSURE, INFERRED
from nosograph.knowledge.store import Store
from nosograph.terminology.code_system import Description
from nosograph.terminology.codes import Concept
from nosograph.terminology.filters import CODE, OF_HIERARCHY, decision, is_understood
from nosograph.terminology.graph_concepts import LABEL, PARENT, SYNONYM_USES, GraphConcepts
from nosograph.terminology.graph_place import LOCAL, GraphPlace
from nosograph.terminology.listed import begins, tokens
from nosograph.terminology.value_set import Filter

#: Concepts that are kept after they were looked up; one takes about 2 kB.
KEPT = 5_000
#: Words of a search.
MOST_WORDS = 10
#: An expression of SNOMED's Expression Constraint Language to the query of its concepts
#: (``?concept``).
Constraint = Callable[[str, GraphPlace], str]

SELECTED = """\
SELECT DISTINCT ?concept {{
  GRAPH <{graph}> {{ ?concept <{label}> ?label }}
  {patterns}
  FILTER(STRSTARTS(STR(?concept), "{base}"))
}} ORDER BY ?concept"""
SUBSUMES = """\
SELECT ?sub {{
  VALUES ?sub {{ <{below}> }}
  GRAPH <{closure}> {{ ?sub <{parent}> <{above}> }}
}} LIMIT 1"""
SIZE = """\
SELECT (COUNT(DISTINCT ?concept) AS ?size) {{
  GRAPH <{graph}> {{ ?concept <{label}> ?label }}
  FILTER(STRSTARTS(STR(?concept), "{base}"))
}}"""
NAMED = """\
  GRAPH <{graph}> {{ VALUES ?naming {{ {namings} }} ?concept ?naming ?name }}
  FILTER({conditions})"""


class GraphCodeSystem:
    """A version of a code system in the graphs of a release; it never changes."""

    def __init__(
        self,
        store: Store,
        place: GraphPlace,
        description: Description,
        constraint: Constraint | None = None,
    ) -> None:
        self._store = store
        self._place = place
        self._description = description
        self._constraint = constraint
        self._concepts = GraphConcepts(store, place)
        self._locate = lru_cache(KEPT)(self._concepts.one)

    @property
    def description(self) -> Description:
        """What it says of itself."""
        return self._description

    @property
    def supplements(self) -> tuple[str, ...]:
        """Canonical references to the supplements that add to its concepts: there are none."""
        return ()

    def locate(self, code: str) -> Concept | None:
        """Return the concept of a code, or None."""
        return self._locate(code)

    def concepts(self) -> Iterator[Concept]:
        """Yield all concepts in the order of their codes."""
        return self.select(())

    def size(self) -> int:
        """Return how many concepts there are."""
        return self._size

    @cached_property
    def _size(self) -> int:
        place = self._place
        rows = self._store.select(SIZE.format(graph=place.graph, label=LABEL, base=place.base))
        return int(rows[0]["size"]) if rows else 0

    def understands(self, condition: Filter) -> bool:
        """Tell whether a filter can be decided here."""
        if _is_expression(condition):
            return self._constraint is not None
        return is_understood(condition, (each.code for each in self._description.properties))

    def select(self, conditions: Sequence[Filter]) -> Iterator[Concept]:
        """Yield the concepts that meet all conditions, in the order of their codes."""
        in_query = [each for each in conditions if self._is_asked(each)]
        others = [decision(self, each) for each in conditions if each not in in_query]
        codes = self._codes([each for each in in_query if not _is_expression(each)])
        for each in in_query:
            if _is_expression(each):
                allowed = self._constrained(each.value)
                codes = [code for code in codes if code in allowed]
        for concept in self._concepts.many(codes):
            if all(decides(concept) for decides in others):
                yield concept

    def _is_asked(self, condition: Filter) -> bool:
        """Tell whether a filter is decided by a query rather than one by one."""
        hierarchical = condition.op in OF_HIERARCHY and condition.property in CODE
        return hierarchical or _is_expression(condition) or _is_kind(condition)

    def _codes(self, conditions: Sequence[Filter]) -> list[str]:
        patterns = "\n  ".join(self._pattern(each) for each in conditions)
        return self._asked(patterns)

    def _asked(self, patterns: str) -> list[str]:
        place = self._place
        query = SELECTED.format(graph=place.graph, label=LABEL, patterns=patterns, base=place.base)
        codes = (place.code(row["concept"]) for row in self._store.select(query))
        return [code for code in codes if code]

    def _pattern(self, condition: Filter) -> str:
        if _is_kind(condition):
            return _kind_pattern(condition.value)
        iri = self._place.iri(condition.value)
        if iri is None:
            return "FILTER(false)" if condition.op != "is-not-a" else ""
        return self._hierarchical(condition.op, iri)

    def _hierarchical(self, op: str, iri: str) -> str:
        place = self._place
        below = f"GRAPH <{place.closure}> {{ ?concept <{PARENT}> <{iri}> }}"
        proper = f"{below} FILTER(?concept != <{iri}>)"
        child = f"GRAPH <{place.graph}> {{ ?below <{PARENT}> ?concept }}"
        return {
            "is-a": below,
            "descendent-of": proper,
            "descendent-leaf": f"{proper} FILTER NOT EXISTS {{ {child} }}",
            "is-not-a": f"FILTER NOT EXISTS {{ {below} }}",
            "generalizes": f"GRAPH <{place.closure}> {{ <{iri}> <{PARENT}> ?concept }}",
            "child-of": f"GRAPH <{place.graph}> {{ ?concept <{PARENT}> <{iri}> }}",
        }[op]

    def meets(self, concept: Concept, conditions: Sequence[Filter]) -> bool:
        """Tell whether a concept meets all conditions."""
        return all(self._meets(concept, each) for each in conditions)

    def _meets(self, concept: Concept, condition: Filter) -> bool:
        if _is_expression(condition):
            return concept.code in self._constrained(condition.value)
        return decision(self, condition)(concept)

    def _constrained(self, expression: str) -> frozenset[str]:
        if self._constraint is None:
            raise TerminologyError("expressions are not answered here", code="not-supported")
        query = self._constraint(expression, self._place)
        return frozenset(self._place.code(row["concept"]) for row in self._store.select(query))

    def subsumes(self, ancestor: str, descendant: str) -> bool:
        """Tell whether one code is another's ancestor, or the same."""
        above, below = self._place.iri(ancestor), self._place.iri(descendant)
        if above is None or below is None:
            return False
        query = SUBSUMES.format(
            closure=self._place.closure, parent=PARENT, above=above, below=below
        )
        return bool(self._store.select(query))

    def search(self, words: str) -> Iterator[Concept]:
        """Yield the concepts with a name in which each word begins a word."""
        wanted = tokens(words)[:MOST_WORDS]
        if not wanted:
            return
        conditions = " && ".join(f'CONTAINS(LCASE(STR(?name)), "{word}")' for word in wanted)
        namings = " ".join(f"<{each}>" for each in (LABEL, *SYNONYM_USES))
        pattern = NAMED.format(graph=self._place.graph, namings=namings, conditions=conditions)
        for concept in self._concepts.many(self._asked(pattern)):
            texts = [concept.code, *(name.value for name in concept.names())]
            if any(begins(wanted, tokens(text)) for text in texts):
                yield concept


def _is_expression(condition: Filter) -> bool:
    """Tell whether a filter is an expression of ECL, as HL7's use of SNOMED CT has it."""
    return condition.property in ("constraint", "expression") and condition.op == "="


def _is_kind(condition: Filter) -> bool:
    return condition.property == "kind" and condition.op == "="


def _kind_pattern(kind: str) -> str:
    if not LOCAL.fullmatch(kind):
        return "FILTER(false)"
    graphs = f"VALUES ?graph {{ <{CLOSURE}> <{INFERRED}> }}"
    return f"{graphs} GRAPH ?graph {{ ?concept <{PARENT}> <{NOS}{kind}> }}"
