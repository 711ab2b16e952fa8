"""From expressions to SPARQL: sets of concepts.

Every pattern names its graph, subsumption is looked up in the closure, and nothing else than
SPARQL 1.1 is used, so a query runs on every store that a release is published to.
"""

from __future__ import annotations

from itertools import count

from nosograph.domain import snomed
from nosograph.errors import InvalidInput
from nosograph.terminology.ecl.conditions import attribute_statement, restriction
from nosograph.terminology.ecl.expression import (
    ActiveFilter,
    Anything,
    Compound,
    Concept,
    ConceptFilter,
    Dotted,
    Expression,
    Filtered,
    Hierarchical,
    Historical,
    Junction,
    Members,
    Operator,
    Refined,
)
from nosograph.terminology.ecl.filtering import filtering
from nosograph.terminology.ecl.hierarchy import Hierarchy
from nosograph.terminology.ecl.scope import (
    PREFIXES,
    Scope,
    closed,
    different,
    literal,
    own,
    said,
    term,
    union,
    without,
)

CONCEPT = "?concept"
#: A longer query is refused: it comes of cardinalities inside each other.
LONGEST_QUERY = 400_000
#: Sets and variables that fill such a query, at 40 characters each; with more, none is written.
MOST_STEPS = LONGEST_QUERY // 40
TOO_MUCH = "the expression asks for too many things at once"
HISTORICAL = Hierarchical(Operator.DESCENDANT, Concept("SNOMEDCT:900000000000522004"))
DEPRECATED = "owl:deprecated true"
WITH_SELF = {
    Operator.CHILD_OR_SELF: Operator.CHILD,
    Operator.PARENT_OR_SELF: Operator.PARENT,
}
SELF_INCLUDED = (Operator.DESCENDANT_OR_SELF, Operator.ANCESTOR_OR_SELF, *WITH_SELF)
DOWN = (Operator.DESCENDANT, Operator.DESCENDANT_OR_SELF, Operator.CHILD)
DIRECT = (Operator.CHILD, Operator.PARENT)


def compile_(
    expression: Expression,
    hierarchy: Hierarchy,
    limit: int | None = None,
    offset: int = 0,
    language: str = "en",
) -> str:
    """Return the query for the concepts of an expression and their labels, in one order.

    Columns: ``concept`` (IRI), ``code`` (CURIE) and ``label`` (in a language, or in none; unbound
    where there is no such). ``limit`` and ``offset`` cut out a page. The order is that of the
    codes: short strings sort ten times faster than IRIs, which Oxigraph looks up to compare.
    """
    page = "" if limit is None else f" LIMIT {limit}"
    page += f" OFFSET {offset}" if offset else ""
    prefix = literal(f"{hierarchy.prefix}:")
    local = f"STRAFTER(STR({CONCEPT}), {literal(hierarchy.base)})"
    named = f'{CONCEPT} rdfs:label ?label FILTER(LANG(?label) IN ("", {literal(language)}))'
    query = (
        f"{PREFIXES}SELECT {CONCEPT} ?code ?label WHERE {{\n"
        f"  {{ SELECT DISTINCT {CONCEPT} WHERE {{\n"
        f"    {pattern_of(expression, hierarchy)}\n"
        f"  }} ORDER BY {local} {CONCEPT}{page} }}\n"
        f"  BIND(CONCAT({prefix}, {local}) AS ?code)\n"
        f"  OPTIONAL {{ GRAPH <{hierarchy.graph}> {{ {named} }} }}\n"
        f"}} ORDER BY {local} {CONCEPT} ?label\n"
    )
    if len(query) > LONGEST_QUERY:
        raise InvalidInput(TOO_MUCH)
    return query


def pattern_of(expression: Expression, hierarchy: Hierarchy, variable: str = CONCEPT) -> str:
    """Return the graph pattern that binds a variable to the concepts of an expression.

    It may bind them more than once. It stands in a query with the prefixes of ``PREFIXES``.
    """
    pattern = Patterns(hierarchy).set(expression, variable)
    if hierarchy.shared:
        pattern += f' FILTER(STRSTARTS(STR({variable}), "{hierarchy.base}"))'
    return pattern


class Patterns:
    """Writes the patterns of one query."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self.hierarchy = hierarchy
        self._numbers = count(1)

    def variable(self, name: str) -> str:
        """Return a variable that is not used yet."""
        return f"?{name}{self._step()}"

    def _step(self) -> int:
        """Count one more thing that the query says, or refuse where they are too many."""
        number = next(self._numbers)
        if number > MOST_STEPS:
            raise InvalidInput(TOO_MUCH)
        return number

    def set(self, expression: Expression, variable: str, current: bool = True) -> str:
        """Return the pattern of a set of concepts; ``current``: inactive ones do not count."""
        self._step()
        match expression:
            case Concept(code):
                return concept(self, term(code), variable, current)
            case Anything():
                return anything(self, variable, current)
            case Members(of):
                return members(self, of, variable, current)
            case Compound(junction, parts):
                return compound(self, junction, parts, variable, current)
            case Filtered():
                return filtered(self, expression, variable)
            case _:
                return self._reached(expression, variable)

    def _reached(
        self, expression: Hierarchical | Refined | Dotted | Historical, variable: str
    ) -> str:
        match expression:
            case Hierarchical(operator, of):
                return hierarchical(self, operator, of, variable)
            case Refined(of, refinement):
                return f"{self.set(of, variable)} {restriction(self, refinement, variable)}"
            case Dotted(of, attribute):
                return dotted(self, of, attribute, variable)
            case Historical(of, associations):
                return historical(self, of, associations, variable)


def filtered(scope: Scope, expression: Filtered, variable: str) -> str:
    """Return those of a set that pass filters."""
    current = not any(map(asks_for_inactive, expression.filters))
    conditions = " ".join(filtering(scope, each, variable) for each in expression.filters)
    return f"{scope.set(expression.of, variable, current)} {conditions}"


def asks_for_inactive(filter_: object) -> bool:
    """Tell whether a filter is on inactive concepts."""
    return isinstance(filter_, ConceptFilter) and any(
        isinstance(condition, ActiveFilter) and not condition.holds
        for condition in filter_.conditions
    )


def concept(scope: Scope, name: str, variable: str, current: bool) -> str:
    """Return one concept, if it is one: a current one is subsumed by itself."""
    values = f"VALUES {variable} {{ {name} }}"
    if current:
        return f"{values} {closed(scope, f'{name} rdfs:subClassOf {name}')}"
    return f"{values} {said(scope, f'{name} a owl:Class')}"


def anything(scope: Scope, variable: str, current: bool) -> str:
    """Return every concept."""
    every = said(scope, f"{variable} a owl:Class")
    return every + (f" {inactive_excluded(scope, variable)}" if current else "")


def inactive_excluded(scope: Scope, variable: str) -> str:
    """Return the condition that a concept is current."""
    return without(said(scope, f"{variable} {DEPRECATED}"))


def hierarchical(scope: Scope, operator: Operator, of: Expression, variable: str) -> str:
    """Return what an operator reaches."""
    if operator in (Operator.TOP, Operator.BOTTOM):
        return outermost(scope, operator, of, variable)
    if isinstance(of, Anything):
        return of_anything(scope, operator, variable)
    if operator in WITH_SELF:
        reached = hierarchical(scope, WITH_SELF[operator], of, variable)
        current = closed(scope, f"{variable} rdfs:subClassOf {variable}")
        return union((reached, f"{scope.set(of, variable)} {current}"))
    if isinstance(of, Concept):
        return reached_from(scope, operator, term(of.code), variable)
    start = scope.variable("start")
    pattern = f"{scope.set(of, start)} {reached_from(scope, operator, start, variable)}"
    return f"{{ SELECT DISTINCT {variable} WHERE {{ {pattern} }} }}"


def reached_from(scope: Scope, operator: Operator, start: str, variable: str) -> str:
    """Return what is reached from one concept, or from every value of a variable."""
    below, above = (variable, start) if operator in DOWN else (start, variable)
    graph = said if operator in DIRECT else closed
    found = graph(scope, f"{below} rdfs:subClassOf {above}")
    return found if operator in SELF_INCLUDED else f"{found} {different(below, above)}"


def of_anything(scope: Scope, operator: Operator, variable: str) -> str:
    """Return what an operator reaches from every concept."""
    if operator in SELF_INCLUDED:
        return scope.set(Anything(), variable)
    other = scope.variable("other")
    below, above = (variable, other) if operator in DOWN else (other, variable)
    pattern = said(scope, f"{below} rdfs:subClassOf {above}")
    return f"{{ SELECT DISTINCT {variable} WHERE {{ {pattern} }} }}"


def outermost(scope: Scope, operator: Operator, of: Expression, variable: str) -> str:
    """Return those of a set above, or below, which none of it stands."""
    other = scope.variable("other")
    below, above = (variable, other) if operator is Operator.TOP else (other, variable)
    pair = f"{closed(scope, f'{below} rdfs:subClassOf {above}')} {different(below, above)}"
    return f"{scope.set(of, variable)} {without(f'{pair} {scope.set(of, other)}')}"


def members(scope: Scope, of: Expression, variable: str, current: bool) -> str:
    """Return the members of reference sets."""
    if isinstance(of, Concept):
        found = said(scope, f"{term(of.code)} {own(snomed.MEMBER)} {variable}")
    else:
        set_ = scope.variable("refset")
        some = "" if isinstance(of, Anything) else scope.set(of, set_)
        found = f"{some} {said(scope, f'{set_} {own(snomed.MEMBER)} {variable}')}"
    return found + (f" {inactive_excluded(scope, variable)}" if current else "")


def compound(
    scope: Scope, junction: Junction, parts: tuple[Expression, ...], variable: str, current: bool
) -> str:
    """Return sets joined."""
    if junction is Junction.OR and all(isinstance(part, Concept) for part in parts) and current:
        return listed(scope, parts, variable)
    patterns = [scope.set(part, variable, current) for part in parts]
    if junction is Junction.OR:
        return union(patterns)
    if junction is Junction.MINUS:
        return f"{patterns[0]} {without(patterns[1])}"
    return " ".join(f"{{ {pattern} }}" for pattern in patterns)


def listed(scope: Scope, parts: tuple[Expression, ...], variable: str) -> str:
    """Return concepts one by one."""
    names = " ".join(term(part.code) for part in parts if isinstance(part, Concept))
    return (
        f"VALUES {variable} {{ {names} }} {closed(scope, f'{variable} rdfs:subClassOf {variable}')}"
    )


def dotted(scope: Scope, of: Expression, attribute: Expression, variable: str) -> str:
    """Return the values of an attribute, those that are concepts."""
    subject = scope.variable("subject")
    statement = attribute_statement(scope, attribute, subject, variable, grouped=False)
    pattern = f"{scope.set(of, subject)} {statement} FILTER(isIRI({variable}))"
    return f"{{ SELECT DISTINCT {variable} WHERE {{ {pattern} }} }}"


def historical(
    scope: Scope, of: Expression, associations: Expression | tuple[str, ...], variable: str
) -> str:
    """Return a set, and what became one of it."""
    now, how = scope.variable("now"), scope.variable("association")
    if isinstance(associations, tuple) and associations:
        which = f"VALUES {how} {{ {' '.join(map(term, associations))} }}"
    else:
        which = scope.set(HISTORICAL if isinstance(associations, tuple) else associations, how)
    became = f"{scope.set(of, now)} {which} {said(scope, f'{variable} {how} {now}')}"
    return union((scope.set(of, variable), became))
