"""From filters to SPARQL: what descriptions and the concepts' own rows say."""

from __future__ import annotations

from collections.abc import Iterator

from nosograph.domain import snomed
from nosograph.errors import InvalidInput
from nosograph.terminology.ecl.conditions import any_of, concept_comparison
from nosograph.terminology.ecl.expression import (
    ActiveFilter,
    ConceptCondition,
    ConceptFilter,
    DescriptionCondition,
    DescriptionFilter,
    DescriptionType,
    DialectFilter,
    Filter,
    LanguageFilter,
    PropertyFilter,
    TermFilter,
    TimeFilter,
    TypeFilter,
)
from nosograph.terminology.ecl.scope import Scope, literal, own, said, without
from nosograph.terminology.ecl.texts import matches
from nosograph.terminology.ecl.values import Comparison

NAMES = {
    DescriptionType.SYNONYM: (
        "rdfs:label",
        "oboInOwl:hasExactSynonym",
        "oboInOwl:hasBroadSynonym",
        "oboInOwl:hasNarrowSynonym",
        "oboInOwl:hasRelatedSynonym",
    ),
    DescriptionType.FULL_NAME: (own(snomed.FULL_NAME),),
    DescriptionType.DEFINITION: ("obo:IAO_0000115",),
}


#: What counts as a name where no type is said.
USUAL = (DescriptionType.SYNONYM, DescriptionType.FULL_NAME)


def filtering(scope: Scope, filter_: Filter, concept: str) -> str:
    """Return the condition that a concept passes a filter."""
    if isinstance(filter_, ConceptFilter):
        return " ".join(on_concept(scope, each, concept) for each in filter_.conditions)
    return f"FILTER EXISTS {{ {' '.join(description(scope, filter_, concept))} }}"


def description(scope: Scope, filter_: DescriptionFilter, concept: str) -> Iterator[str]:
    """Yield what one description of a concept has to meet; definitions count if asked for."""
    name, text = scope.variable("name"), scope.variable("text")
    wanted = [chosen(each) for each in filter_.conditions if isinstance(each, TypeFilter)]
    types = (
        set.intersection(*wanted)
        if wanted
        else {DescriptionType.SYNONYM, DescriptionType.FULL_NAME}
    )
    predicates = [predicate for type_ in DescriptionType for predicate in NAMES[type_]]
    allowed = [each for each in predicates if any(each in NAMES[type_] for type_ in types)]
    yield said(scope, f"{concept} {name} {text}")
    yield f"FILTER({name} IN {any_of(allowed)})" if allowed else "FILTER(false)"
    for condition in filter_.conditions:
        yield on_description(scope, condition, concept, text)


def chosen(condition: TypeFilter) -> set[DescriptionType]:
    """Return the types that a filter lets pass."""
    types = set(condition.types)
    return types if condition.comparison is Comparison.EQUAL else set(DescriptionType) - types


def on_description(scope: Scope, condition: DescriptionCondition, concept: str, text: str) -> str:
    """Return the condition on a description's text, or on how it stands to its concept."""
    match condition:
        case TermFilter(comparison, texts):
            return f"FILTER({negation(comparison)}({matches(f'STR({text})', texts)}))"
        case LanguageFilter(comparison, codes):
            same = " || ".join(f"LANGMATCHES(LANG({text}), {literal(code)})" for code in codes)
            return f"FILTER({negation(comparison)}({same}))"
        case DialectFilter():
            return in_dialect(scope, condition, concept, text)
        case ActiveFilter(False):
            raise InvalidInput("inactive descriptions are not kept, so none can be asked for")
        case _:
            return ""


def in_dialect(scope: Scope, condition: DialectFilter, concept: str, text: str) -> str:
    """Return the condition that a description is preferred, or accepted, in a dialect."""
    how = scope.variable("dialect")
    allowed: list[str] = []
    for dialect in condition.dialects:
        code = dialect.code.partition(":")[2]
        allowed += [own(snomed.preferred_in(code))] if dialect.preferred else []
        allowed += [own(snomed.acceptable_in(code))] if dialect.acceptable else []
    if not allowed:
        return "FILTER(false)"
    found = f"{said(scope, f'{concept} {how} {text}')} FILTER({how} IN {any_of(allowed)})"
    return found if condition.comparison is Comparison.EQUAL else without(found)


def on_concept(scope: Scope, condition: ConceptCondition, concept: str) -> str:
    """Return the condition on what a concept's own row says."""
    match condition:
        case ActiveFilter(holds):
            inactive = said(scope, f"{concept} owl:deprecated true")
            return without(inactive) if holds else inactive
        case PropertyFilter(name, comparison, wanted):
            value = scope.variable("property")
            compared = concept_comparison(scope, comparison, wanted, value)
            return f"{said(scope, f'{concept} {own(name)} {value}')} {compared}"
        case TimeFilter(comparison, dates):
            time = scope.variable("time")
            sign = "&&" if comparison is Comparison.UNEQUAL else "||"
            tests = f" {sign} ".join(f"{time} {comparison} {literal(date)}" for date in dates)
            return (
                f"{said(scope, f'{concept} {own(snomed.EFFECTIVE_TIME)} {time}')} FILTER({tests})"
            )


def negation(comparison: Comparison) -> str:
    """Return the sign that turns a condition round."""
    return "!" if comparison is Comparison.UNEQUAL else ""
