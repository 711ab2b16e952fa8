"""Compiled expressions mean what a naive reading of them over a small terminology means."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from nosograph.build.quads import RDF_TYPE, TRUE, Graph, integer, node, text
from nosograph.domain import snomed
from nosograph.domain.check_digits import verhoeff_digit
from nosograph.terminology.ecl import Hierarchy, compile_, parse
from nosograph.terminology.ecl.expression import (
    ActiveFilter,
    Anything,
    Attribute,
    Compound,
    Concept,
    ConceptFilter,
    DescriptionFilter,
    DescriptionType,
    Dotted,
    Expression,
    Filtered,
    Group,
    Hierarchical,
    Historical,
    Joined,
    Junction,
    LanguageFilter,
    Members,
    Operator,
    Refined,
    Refinement,
    TermFilter,
    TypeFilter,
)
from nosograph.terminology.ecl.values import (
    Cardinality,
    Comparison,
    Match,
    Number,
    SearchTerm,
    Texts,
)

COUNT = 8
#: The concepts that are attributes, the one that is a reference set, and the one that is inactive.
ATTRIBUTES, REFSET, INACTIVE = (5, 6), 4, 7
GRAPH = "https://w3id.org/nosograph/graph/small/1"
HERE = Hierarchy("SNOMEDCT", GRAPH, f"{GRAPH}/closure")
WORDS = ("Heart attack", "heartburn", "attack of the heart", "Burn", "Cardiac arrest (disorder)")
ASSOCIATIONS = (snomed.SAME_AS, snomed.WAS_A)


def code(number: int) -> str:
    digits = f"{100 + number}00"
    return f"{digits}{verhoeff_digit(digits)}"


def named(number: int) -> Concept:
    return Concept(f"SNOMEDCT:{code(number)}")


NUMBERS = {f"SNOMEDCT:{code(number)}": number for number in range(COUNT)}


@dataclass(frozen=True)
class World:
    """A terminology: concept 7 is inactive, and may have become another by an association."""

    parents: tuple[frozenset[int], ...]
    groups: tuple[tuple[int, int, tuple[tuple[int, int | str], ...]], ...]
    members: frozenset[int]
    became: tuple[str, int] | None
    names: tuple[tuple[int, str, str, str], ...]

    def above(self, number: int) -> frozenset[int]:
        found = {number}
        for parent in self.parents[number]:
            found |= self.above(parent)
        return frozenset(found)

    def statements(self, number: int) -> Iterator[tuple[int, int | str]]:
        """Yield the attributes of a concept, each once."""
        yield from {pair for owner, _, pairs in self.groups if owner == number for pair in pairs}


def concept_node(number: int) -> str:
    return node(f"SNOMEDCT:{code(number)}")


def lines(world: World) -> Iterator[str]:
    written: list[str] = []
    graph, closure = Graph(written.append, HERE.graph), Graph(written.append, HERE.closure)
    for number in range(COUNT):
        write_concept(graph, closure, world, number)
    for place, group in enumerate(world.groups):
        write_group(graph, place, *group)
    for member in world.members:
        graph.add(concept_node(REFSET), node("nos:member"), concept_node(member))
    for association in ASSOCIATIONS:
        subject = node(f"SNOMEDCT:{association}")
        for above in (subject, node("SNOMEDCT:900000000000522004")):
            closure.add(subject, node("rdfs:subClassOf"), above)
    if world.became:
        association, now = world.became
        graph.add(concept_node(INACTIVE), node(f"SNOMEDCT:{association}"), concept_node(now))
    for number, type_, name, language in world.names:
        predicate = {"syn": "rdfs:label", "fsn": snomed.FULL_NAME, "def": "IAO:0000115"}[type_]
        graph.add(concept_node(number), node(predicate), text(name, language))
    yield from written


def write_concept(graph: Graph, closure: Graph, world: World, number: int) -> None:
    subject, subclass = concept_node(number), node("rdfs:subClassOf")
    graph.add(subject, RDF_TYPE, node("owl:Class"))
    graph.relate(subject, subclass, [concept_node(parent) for parent in world.parents[number]])
    if number == INACTIVE:
        graph.add(subject, node("owl:deprecated"), TRUE)
    else:
        closure.relate(subject, subclass, [concept_node(above) for above in world.above(number)])


def write_group(
    graph: Graph, place: int, owner: int, group: int, pairs: tuple[tuple[int, int | str], ...]
) -> None:
    made, subject = f"<http://example.org/group/{place}>", concept_node(owner)
    graph.add(subject, node(snomed.ROLE_GROUP if group else snomed.SELF_GROUP), made)
    for attribute, value in pairs:
        object_ = integer(int(value)) if isinstance(value, str) else concept_node(value)
        graph.add(subject, concept_node(attribute), object_)
        graph.add(made, concept_node(attribute), object_)


def found(world: World, expression: Expression) -> set[int]:
    store = ox.Store()
    store.load("".join(lines(world)).encode(), format=ox.RdfFormat.N_QUADS)
    solutions = store.query(compile_(expression, HERE))
    assert isinstance(solutions, ox.QuerySolutions)
    return {NUMBERS[f"SNOMEDCT:{row['concept'].value.rpartition('/')[2]}"] for row in solutions}


CURRENT = frozenset(range(COUNT)) - {INACTIVE}
STEPS: dict[Operator, Callable[[World, int, int], bool]] = {
    Operator.DESCENDANT: lambda w, n, of: of in w.above(n) and n != of,
    Operator.DESCENDANT_OR_SELF: lambda w, n, of: of in w.above(n),
    Operator.CHILD: lambda w, n, of: of in w.parents[n],
    Operator.CHILD_OR_SELF: lambda w, n, of: of in w.parents[n] or n == of,
    Operator.ANCESTOR: lambda w, n, of: n in w.above(of) and n != of,
    Operator.ANCESTOR_OR_SELF: lambda w, n, of: n in w.above(of),
    Operator.PARENT: lambda w, n, of: n in w.parents[of],
    Operator.PARENT_OR_SELF: lambda w, n, of: n in w.parents[of] or n == of,
}


def naive(  # noqa: C901 - a case for each kind of expression
    world: World, it: Expression, current: bool = True
) -> set[int]:
    match it:
        case Concept(name):
            return {NUMBERS[name]} & (CURRENT if current else set(range(COUNT)))
        case Anything():
            return set(CURRENT if current else range(COUNT))
        case Hierarchical(step, of):
            return reached(world, step, naive(world, of))
        case Members(of):
            members = world.members if REFSET in naive(world, of) else frozenset()
            return set(members & CURRENT if current else members)
        case Compound(junction, parts):
            sets = [naive(world, part, current) for part in parts]
            if junction is Junction.MINUS:
                return sets[0] - sets[1]
            return set.union(*sets) if junction is Junction.OR else set.intersection(*sets)
        case Refined(of, refinement):
            return {n for n in naive(world, of) if meets(world, refinement, n)}
        case Dotted(of, attribute):
            names = naive(world, attribute)
            subjects = naive(world, of)
            pairs = (pair for n in subjects for pair in world.statements(n))
            return {value for name, value in pairs if name in names and isinstance(value, int)}
        case Filtered(of, filters):
            inactive = any(ActiveFilter(False) in each.conditions for each in filters)
            among = naive(world, of, not inactive)
            return {n for n in among if all(passes(world, each, n) for each in filters)}
        case Historical(of, associations):
            now = naive(world, of)
            taken = ASSOCIATIONS if associations == () else (snomed.SAME_AS,)
            joins = world.became and world.became[0] in taken and world.became[1] in now
            return now | {INACTIVE} if joins else now


def reached(world: World, step: Operator, start: set[int]) -> set[int]:
    if step in (Operator.TOP, Operator.BOTTOM):
        other = Operator.DESCENDANT if step is Operator.TOP else Operator.ANCESTOR
        return {n for n in start if not any(STEPS[other](world, n, of) for of in start)}
    return {n for n in CURRENT if any(STEPS[step](world, n, of) for of in start)}


def meets(world: World, refinement: Refinement, n: int) -> bool:
    match refinement:
        case Joined(junction, parts):
            every = all if junction is Junction.AND else any
            return every([meets(world, part, n) for part in parts])
        case Group(of, cardinality):
            owned = [pairs for owner, _, pairs in world.groups if owner == n]
            return within(cardinality, sum(meets_in(world, of, set(pairs)) for pairs in owned))
        case Attribute(reverse=True):
            holders = [
                (name, owner)
                for owner in CURRENT | {INACTIVE}
                for name, value in world.statements(owner)
                if value == n and type(value) is int
            ]
            return attribute_meets(world, refinement, set(holders))
        case Attribute():
            return attribute_meets(world, refinement, set(world.statements(n)))


def meets_in(world: World, refinement: Refinement, pairs: set[tuple[int, int | str]]) -> bool:
    match refinement:
        case Joined(junction, parts):
            every = all if junction is Junction.AND else any
            return every([meets_in(world, part, pairs) for part in parts])
        case Attribute():
            return attribute_meets(world, refinement, pairs)
        case Group():
            raise AssertionError(refinement)


def attribute_meets(world: World, wanted: Attribute, pairs: set[tuple[int, int | str]]) -> bool:
    names = naive(world, wanted.name)
    right = [value for name, value in pairs if name in names and compares(world, wanted, value)]
    return within(wanted.cardinality, len(right))


def compares(world: World, wanted: Attribute, value: int | str) -> bool:
    if isinstance(wanted.value, Number):
        sign = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
        test = getattr(operator, sign[wanted.comparison])
        return isinstance(value, str) and bool(test(int(value), int(wanted.value.text)))
    assert isinstance(wanted.value, Expression)
    if isinstance(value, str):
        return False if wanted.comparison is Comparison.UNEQUAL else wanted.value == Anything()
    inside = value in naive(world, wanted.value)
    if wanted.value == Anything() and wanted.comparison is Comparison.EQUAL:
        return True
    return inside == (wanted.comparison is Comparison.EQUAL)


def within(cardinality: Cardinality, count: int) -> bool:
    return cardinality.least <= count and (cardinality.most is None or count <= cardinality.most)


def passes(world: World, filter_: ConceptFilter | DescriptionFilter, n: int) -> bool:
    if isinstance(filter_, ConceptFilter):
        return all([on_concept(world, condition, n) for condition in filter_.conditions])
    types = (
        ("syn", "fsn", "def")
        if any(isinstance(condition, TypeFilter) for condition in filter_.conditions)
        else ("syn", "fsn")
    )
    own = [row for row in world.names if row[0] == n and row[1] in types]
    return any(all(says(row, condition) for condition in filter_.conditions) for row in own)


def on_concept(world: World, condition: object, n: int) -> bool:
    match condition:
        case ActiveFilter(holds):
            return (n != INACTIVE) == holds
    raise AssertionError(condition)


def says(row: tuple[int, str, str, str], condition: object) -> bool:
    _, type_, name, language = row
    match condition:
        case TermFilter(comparison, texts):
            return any(matches(name, term) for term in texts.terms) == (
                comparison is Comparison.EQUAL
            )
        case LanguageFilter(comparison, codes):
            return (language in codes) == (comparison is Comparison.EQUAL)
        case TypeFilter(comparison, types):
            return (DescriptionType(type_) in types) == (comparison is Comparison.EQUAL)
    raise AssertionError(condition)


def matches(name: str, term: SearchTerm) -> bool:
    if term.match is Match.EXACT:
        return name == term.text
    if term.match is Match.WILD:
        return name.lower().startswith(term.text.lower().rstrip("*"))
    return all(is_begun(name.lower(), word) for word in term.text.lower().split())


def is_begun(name: str, wanted: str) -> bool:
    if not wanted[0].isalnum():
        return wanted in name
    return any(word.startswith(wanted) for word in name.replace("(", " ").split())


concepts = st.integers(0, COUNT - 1)
current_concepts = st.integers(0, COUNT - 2)
some = st.frozensets(current_concepts, max_size=2)
pairs = st.tuples(st.sampled_from(ATTRIBUTES), st.one_of(current_concepts, st.sampled_from("123")))
several_pairs = st.lists(pairs, min_size=1, max_size=3).map(tuple)
grouped = st.tuples(current_concepts, st.just(1), several_pairs)
alone = st.tuples(current_concepts, st.just(0), pairs.map(lambda pair: (pair,)))
types, languages = st.sampled_from(("syn", "fsn", "def")), st.sampled_from(("en", "es"))
names = st.tuples(concepts, types, st.sampled_from(WORDS), languages)
worlds = st.builds(
    World,
    st.tuples(
        st.just(frozenset()),
        *(st.frozensets(st.integers(0, n - 1), min_size=1, max_size=2) for n in range(1, INACTIVE)),
        st.just(frozenset()),
    ),
    st.lists(grouped | alone, max_size=8).map(tuple),
    st.frozensets(concepts, max_size=4),
    st.none() | st.tuples(st.sampled_from(ASSOCIATIONS), current_concepts),
    st.lists(names, max_size=10).map(tuple),
)

joined = st.sampled_from((Junction.AND, Junction.OR))
equality = st.sampled_from((Comparison.EQUAL, Comparison.UNEQUAL))
cardinalities = st.sampled_from(
    (
        Cardinality(),
        Cardinality(0),
        Cardinality(0, 0),
        Cardinality(0, 1),
        Cardinality(1, 1),
        Cardinality(2),
        Cardinality(1, 2),
    )
)
search_terms = st.sampled_from(
    (
        SearchTerm(Match.WORDS, "heart"),
        SearchTerm(Match.WORDS, "att hea"),
        SearchTerm(Match.WORDS, "(dis"),
        SearchTerm(Match.WORDS, "dis"),
        SearchTerm(Match.WILD, "heart*"),
        SearchTerm(Match.EXACT, "Burn"),
    )
)
texts = st.lists(search_terms, min_size=1, max_size=2).map(lambda found: Texts(tuple(found)))
some_types = st.sampled_from(((DescriptionType.SYNONYM,), (DescriptionType.FULL_NAME,)))
description_conditions = st.one_of(
    st.builds(TermFilter, equality, texts),
    st.builds(LanguageFilter, equality, st.just(("en",))),
    st.builds(TypeFilter, equality, some_types),
)
description_filters = st.lists(description_conditions, min_size=1, max_size=2).map(
    lambda them: DescriptionFilter(tuple(them))
)
filters = description_filters | st.booleans().map(
    lambda holds: ConceptFilter((ActiveFilter(holds),))
)
several_filters = st.lists(filters, min_size=1, max_size=2).map(tuple)
steps = st.sampled_from(tuple(Operator))
attribute_names = st.one_of(
    st.sampled_from(ATTRIBUTES).map(named),
    st.just(Anything()),
    st.builds(Hierarchical, st.just(Operator.DESCENDANT_OR_SELF), current_concepts.map(named)),
)


Sets = st.SearchStrategy[Expression]


def attributes(sets: Sets, reverse: st.SearchStrategy[bool]) -> st.SearchStrategy[Attribute]:
    by_number = st.builds(
        Attribute,
        st.sampled_from(ATTRIBUTES).map(named),
        st.sampled_from(tuple(Comparison)),
        st.sampled_from("123").map(Number),
        cardinalities,
    )
    return by_number | st.builds(Attribute, attribute_names, equality, sets, cardinalities, reverse)


def conditions(sets: st.SearchStrategy[Expression]) -> st.SearchStrategy[Refinement]:
    inner = attributes(sets, st.just(False))
    group = st.builds(Group, inner | several(inner), cardinalities)
    one = attributes(sets, st.booleans()) | group
    return one | several(one | several(one))


def several(parts: st.SearchStrategy[Refinement]) -> st.SearchStrategy[Refinement]:
    return st.builds(Joined, joined, st.lists(parts, min_size=2, max_size=3).map(tuple))


def bigger(sets: Sets) -> Sets:
    unfiltered = sets.filter(lambda it: not isinstance(it, Filtered))
    same_as = Concept(f"SNOMEDCT:{snomed.SAME_AS}")
    return st.one_of(
        st.builds(Hierarchical, steps, sets),
        st.builds(Compound, joined, st.lists(sets, min_size=2, max_size=3).map(tuple)),
        st.builds(Compound, st.just(Junction.MINUS), st.tuples(sets, sets)),
        st.builds(Refined, sets, conditions(sets)),
        st.builds(Dotted, sets, attribute_names),
        st.builds(Members, sets),
        st.builds(Filtered, unfiltered, several_filters),
        st.builds(Historical, sets, st.just(()) | st.just(same_as)),
    )


expressions = st.recursive(concepts.map(named) | st.just(Anything()), bigger, max_leaves=5)


def said(it: object) -> str:  # noqa: C901 - a case for each kind of expression
    """Write an expression in brief syntax, in brackets where in doubt."""
    match it:
        case Concept(name):
            return f"{name.partition(':')[2]} |Some | label|".replace(" | label", " label")
        case Anything():
            return "*"
        case Hierarchical(step, of):
            return f"{step}{simple(of)}"
        case Members(of):
            return f"^ {simple(of)}"
        case Compound(junction, parts) | Joined(junction, parts):
            return f" {junction} ".join(f"({said(part)})" for part in parts)
        case Refined(of, refinement):
            return f"({said(of)}): {said(refinement)}"
        case Dotted(of, attribute):
            return f"({said(of)}).({said(attribute)})"
        case Filtered(of, filters):
            return f"({said(of)}) " + " ".join(map(said, filters))
        case Historical(of, ()):
            return f"({said(of)}) {{{{ + HISTORY }}}}"
        case Historical(of, associations):
            return f"({said(of)}) {{{{ +HISTORY ({said(associations)}) }}}}"
        case Group(of, cardinality):
            return f"{said(cardinality)}{{{said(of)}}}"
        case Attribute(name, comparison, value, cardinality, reverse):
            flag = "R " if reverse else ""
            compared = f"#{value.text}" if isinstance(value, Number) else f"({said(value)})"
            return f"{said(cardinality)}{flag}({said(name)}) {comparison} {compared}"
        case Cardinality(least, most):
            return f"[{least}..{'*' if most is None else most}] "
        case ConceptFilter(conditions):
            return f"{{{{ C {', '.join(map(said, conditions))} }}}}"
        case DescriptionFilter(conditions):
            return f"{{{{ {', '.join(map(said, conditions))} }}}}"
        case ActiveFilter(holds):
            return f"active = {int(holds)}"
        case TermFilter(comparison, Texts(terms)):
            listed = " ".join(f'{term.match}:"{term.text}"' for term in terms)
            return f"term {comparison} ({listed})"
        case LanguageFilter(comparison, codes):
            return f"language {comparison} {codes[0]}"
        case TypeFilter(comparison, types):
            return f"type {comparison} ({' '.join(types)})"
    raise AssertionError(it)


def simple(it: Expression) -> str:
    return said(it) if isinstance(it, Concept | Anything) else f"({said(it)})"


@settings(max_examples=250, deadline=None)
@given(worlds, expressions)
def test_a_compiled_expression_finds_what_a_naive_reading_finds(
    world: World, expression: Expression
) -> None:
    assert found(world, expression) == naive(world, expression)


@settings(max_examples=300, deadline=None)
@given(expressions)
def test_an_expression_is_read_as_it_was_written(expression: Expression) -> None:
    assert parse(said(expression)) == expression
