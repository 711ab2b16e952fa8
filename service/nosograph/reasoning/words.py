"""Axioms in plain words."""

from __future__ import annotations

from collections.abc import Iterable

from nosograph.domain.knowledge import Explanation
from nosograph.reasoning.axioms import (
    And,
    Axiom,
    EquivalentClasses,
    Expression,
    Label,
    Named,
    PropertyChain,
    Some,
    SubClassOf,
)

PHRASES = {
    "nos:hasComplication": "can be complicated by {}",
    "nos:hasOutcomeIfMissed": "can end, if missed, in {}",
    "nos:hasPrevalence": "has a prevalence of {}",
    "nos:hasFinding": "has {}",
    "nos:hasSite": "at the {}",
    "nos:hasTiming": "that is {}",
    "nos:hasModifier": "that is {}",
    "nos:partOf": "is part of {}",
}


#: What the upper model says of every condition need not be said of each.
UNDERSTOOD = frozenset(
    (
        "nos:Condition",
        "nos:Complaint",
        "nos:SevereOutcome",
        "nos:RarePrevalence",
        "nos:DoNotMissCondition",
        "nos:RareCondition",
    )
)


def explain(conclusion: str, axioms: Iterable[Axiom], label: Label) -> Explanation:
    """Return a conclusion with what it follows from, in words and in Manchester syntax."""
    axioms = tuple(axioms)
    telling = (axiom for axiom in axioms if not understood(axiom))
    reasons = [words for words in (in_words(axiom, label) for axiom in telling) if words]
    sentence = f"{conclusion} because {'; '.join(reasons)}" if reasons else conclusion
    return Explanation(f"{sentence}.", tuple(axiom.manchester(label) for axiom in axioms))


def understood(axiom: Axiom) -> bool:
    """Whether an axiom says only what the upper model says of all."""
    match axiom:
        case SubClassOf(sup=Named(name)) | EquivalentClasses(name=Named(name)):
            return name in UNDERSTOOD
        case _:
            return False


def in_words(axiom: Axiom, label: Label) -> str:
    """Say an axiom in plain words; chains and definitions of tiers need no saying."""
    match axiom:
        case SubClassOf(sub, sup):
            return f"{noun(sub, label)} {predicate(sup, label)}"
        case EquivalentClasses(name, definition):
            return f"{label(name.name)} means {noun(definition, label)}"
        case PropertyChain():
            return ""


def noun(expression: Expression, label: Label) -> str:
    """Say a class expression as a noun phrase."""
    match expression:
        case Named(name):
            return label(name)
        case Some():
            return f"something that {predicate(expression, label)}"
        case And(parts):
            head, *rest = sorted(parts, key=lambda part: not isinstance(part, Named))
            return f"{noun(head, label)} {' and '.join(predicate(part, label) for part in rest)}"


def predicate(expression: Expression, label: Label) -> str:
    """Say a class expression as what something is or has."""
    match expression:
        case Named(name):
            return f"is a kind of {label(name)}"
        case Some(name, filler):
            return PHRASES.get(name, f"{name} {{}}").format(noun(filler, label))
        case And(parts):
            return " and ".join(predicate(part, label) for part in parts)
