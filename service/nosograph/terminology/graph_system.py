"""A code system that stands in the graphs of a release, asked in SPARQL."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from threading import Lock

from nosograph.domain.identifiers import NOS
from nosograph.errors import TerminologyError
from nosograph.knowledge.graphs import CLOSURE, INFERRED
from nosograph.knowledge.store import Store
from nosograph.terminology.code_system import Description
from nosograph.terminology.codes import Concept
from nosograph.terminology.deadline import Deadline
from nosograph.terminology.filters import CODE, OF_HIERARCHY, decision, is_understood
from nosograph.terminology.graph_concepts import CLASS, DEPRECATED, LABEL, PARENT, GraphConcepts
from nosograph.terminology.graph_place import LOCAL, GraphPlace
from nosograph.terminology.name_index import NameIndex
from nosograph.terminology.value_set import Filter

#: Concepts that are kept after they were looked up; one takes about 2 kB.
KEPT = 5_000
#: Concepts that are read to decide a filter; it takes some 0.4 ms each.
MOST_DECIDED = 5_000
#: Properties by which concepts are asked for, rather than looked at one by one.
EXPRESSIONS = ("constraint", "expression")
ASKED = (*EXPRESSIONS, "kind", "inactive")
#: What gives the IRIs of the concepts of an expression of SNOMED's Expression Constraint Language.
Constraint = Callable[[str, GraphPlace], Iterable[str]]

SELECTED = """\
SELECT ?concept {{
  GRAPH <{graph}> {{ {concept} }}
  {patterns}
}}"""
SUBSUMES = """\
SELECT ?sub {{
  VALUES ?sub {{ <{below}> }}
  GRAPH <{closure}> {{ ?sub <{parent}> <{above}> }}
}} LIMIT 1"""


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
        self._reading = Lock()
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
        """Return the concept of a code, or None; what can be no code is not kept either."""
        return self._locate(code) if self._place.iri(code) else None

    def read(self, codes: Sequence[str]) -> Iterator[Concept]:
        """Yield the concepts of some codes, many at a time."""
        return self._concepts.many(codes)

    def size(self) -> int:
        """Return how many concepts there are."""
        return len(self._every)

    @cached_property
    def _every(self) -> tuple[str, ...]:
        return tuple(self._asked(""))

    @property
    def _names(self) -> NameIndex:
        """The names, read once: other keystrokes come while they are read for the first."""
        with self._reading:
            return self._index

    @cached_property
    def _index(self) -> NameIndex:
        return NameIndex.read(self._store, self._place, self._every)

    def understands(self, condition: Filter) -> bool:
        """Tell whether a filter can be decided here."""
        if _is_expression(condition):
            return self._constraint is not None
        return is_understood(condition, (each.code for each in self._description.properties))

    def codes(self, conditions: Sequence[Filter], words: str) -> Sequence[str] | None:
        """Return the codes that meet all conditions and are found by the words, if there are any.

        None where concepts would have to be read for that.
        """
        if not all(map(self._is_asked, conditions)):
            return None
        codes = self._meeting(conditions)
        if words:
            found = frozenset(self._names.search(words))
            codes = [code for code in codes if code in found]
        return codes

    def _meeting(self, conditions: Sequence[Filter]) -> Sequence[str]:
        patterns = [self._pattern(each) for each in conditions if not _is_expression(each)]
        codes = self._asked("\n  ".join(patterns)) if patterns else self._every
        for each in filter(_is_expression, conditions):
            allowed = self._constrained(each.value)
            codes = [code for code in codes if code in allowed]
        return codes

    def select(self, conditions: Sequence[Filter], deadline: Deadline) -> Iterator[Concept]:
        """Yield the concepts that meet all conditions, in the order of their codes."""
        asked = [each for each in conditions if self._is_asked(each)]
        others = [decision(self, each) for each in conditions if not self._is_asked(each)]
        codes = self._meeting(asked)
        if others and len(codes) > MOST_DECIDED:
            text = f"a filter would have to be decided for {len(codes)} concepts, one by one"
            raise TerminologyError(text, code="too-costly", kind="too-costly", status=422)
        for concept in self._concepts.many(codes):
            deadline.check()
            if all(decides(concept) for decides in others):
                yield concept

    def _is_asked(self, condition: Filter) -> bool:
        """Tell whether a filter is decided by a query rather than one by one."""
        if condition.op in OF_HIERARCHY:
            return condition.property in CODE
        return condition.op == "=" and condition.property in ASKED

    def _asked(self, patterns: str) -> list[str]:
        """Return codes in their order: sorting them here takes a fraction of ORDER BY's time."""
        place = self._place
        concept = f"?concept <{LABEL}> ?label"
        if place.has_others:
            concept = f"?concept a <{CLASS}> ; <{LABEL}> ?label"
        query = SELECTED.format(graph=place.graph, concept=concept, patterns=patterns)
        codes = {place.code(row["concept"]) for row in self._store.select(query)}
        return sorted(codes - {""})

    def _pattern(self, condition: Filter) -> str:
        if condition.property == "kind":
            return _kind_pattern(condition.value)
        if condition.property == "inactive":
            return self._inactive_pattern(condition.value)
        iri = self._place.iri(condition.value)
        if iri is None:
            return "FILTER(false)" if condition.op != "is-not-a" else ""
        return self._hierarchical(condition.op, iri)

    def _inactive_pattern(self, value: str) -> str:
        deprecated = f"GRAPH <{self._place.graph}> {{ ?concept <{DEPRECATED}> true }}"
        return deprecated if value == "true" else f"FILTER NOT EXISTS {{ {deprecated} }}"

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
        return frozenset(map(self._place.code, self._constraint(expression, self._place)))

    def subsumes(self, ancestor: str, descendant: str) -> bool:
        """Tell whether one code is another's ancestor, or the same."""
        above, below = self._place.iri(ancestor), self._place.iri(descendant)
        if above is None or below is None:
            return False
        query = SUBSUMES.format(
            closure=self._place.closure, parent=PARENT, above=above, below=below
        )
        return bool(self._store.select(query))

    def below(self, code: str) -> Container[str]:
        """Return what tells whether a code is another or one of its descendants."""
        return _Told(lambda other: self.subsumes(code, other))

    def above(self, code: str) -> Container[str]:
        """Return what tells whether a code is another or one of its ancestors."""
        return _Told(lambda other: self.subsumes(other, code))

    def search(self, words: str) -> Iterator[Concept]:
        """Yield the concepts with a name in which each word begins a word."""
        return self._concepts.many(self._names.search(words))


class _Told(Container[str]):
    """Codes that are told from others one by one."""

    def __init__(self, tell: Callable[[str], bool]) -> None:
        self._tell = tell

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self._tell(code)


def _is_expression(condition: Filter) -> bool:
    """Tell whether a filter is an expression of ECL, as HL7's use of SNOMED CT has it."""
    return condition.property in EXPRESSIONS and condition.op == "="


def _kind_pattern(kind: str) -> str:
    if not LOCAL.fullmatch(kind):
        return "FILTER(false)"
    graphs = f"VALUES ?graph {{ <{CLOSURE}> <{INFERRED}> }}"
    return f"{graphs} GRAPH ?graph {{ ?concept <{PARENT}> <{NOS}{kind}> }}"
