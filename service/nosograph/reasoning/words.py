"""Axioms in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from nosograph.domain.knowledge import Explanation
from nosograph.reasoning.axioms import (
    And,
    Axiom,
    EquivalentClasses,
    Expression,
    Label,
    Named,
    PropertyChain,
    ReflexiveProperty,
    Some,
    SubClassOf,
    is_ours,
    local,
)

PRESENTATION = Named("nos:Presentation")
PHRASES = {
    "nos:hasComplication": "can be complicated by {}",
    "nos:hasOutcomeIfMissed": "can end, if missed, in {}",
    "nos:hasPrevalence": "has a prevalence of {}",
    "nos:hasIncidence": "has an incidence of {}",
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
    reasons = joined([axiom for axiom in axioms if not understood(axiom)], label)
    sentence = f"{conclusion} because {reasons}" if reasons else conclusion
    return Explanation(f"{sentence}.", tuple(axiom.manchester(label) for axiom in axioms))


def stated(axiom: Axiom, label: Label) -> str:
    """Say an axiom by itself, properties too."""
    match axiom:
        case PropertyChain((property_,), wider):
            return f"what {phrase(property_, label)} something {phrase(wider, label)} it"
        case PropertyChain(chain, whole):
            steps = " something that ".join(phrase(step, label) for step in chain)
            return f"what {steps} another thing {phrase(whole, label)} that thing"
        case ReflexiveProperty(property_):
            return f"everything {phrase(property_, label)} itself"
        case _:
            return in_words(axiom, label)


def phrase(property_: str, label: Label) -> str:
    """Say a property as a verb.

    >>> phrase("nos:hasComplication", str), phrase("nos:hasSite", str)
    ('can be complicated by', 'has site')
    >>> phrase("SNOMEDCT:363698007", lambda name: "Finding site")
    'has “Finding site”'
    """
    if not is_ours(property_):
        return f"has “{label(property_)}”"
    known = PHRASES.get(property_, "").removesuffix(" {}")
    if known.startswith(("can", "is")):
        return known
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local(property_)).lower()


def joined(axioms: Sequence[Axiom], label: Label) -> str:
    """Say axioms one after the other; one about what the last ended in goes on with "which"."""
    said, ended_in = "", ""
    for axiom in axioms:
        words = in_words(axiom, label)
        if ended_in and words.startswith(f"{ended_in} "):
            said += f", which {words.removeprefix(f'{ended_in} ')}"
        elif words:
            said += f"; {words}" if said else words
        ended_in = ending(axiom, label)
    return said


def ending(axiom: Axiom, label: Label) -> str:
    """Return the name in which a statement about a class ends, if it ends in one."""
    match axiom:
        case SubClassOf(sup=Named(name)) | SubClassOf(sup=Some(filler=Named(name))):
            return label(name)
        case _:
            return ""


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
            article = "a " if isinstance(sub, And) else ""
            return f"{article}{noun(sub, label)} {predicate(sup, label)}"
        case EquivalentClasses(name, definition):
            return f"{label(name.name)} means {noun(definition, label)}"
        case PropertyChain() | ReflexiveProperty():
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
            said = " and ".join(predicate(part, label) for part in rest)
            link = "that " if head == PRESENTATION else ""
            return f"{noun(head, label)} {link}{said}"


def predicate(expression: Expression, label: Label) -> str:
    """Say a class expression as what something is or has."""
    match expression:
        case Named(name):
            return f"is a kind of {label(name)}"
        case Some(name, filler):
            said = noun(filler, label)
            known = PHRASES.get(name)
            return known.format(said) if known else f"{phrase(name, label)} {said}"
        case And(parts):
            telling = (part for part in parts if part != PRESENTATION)
            return " and ".join(predicate(part, label) for part in telling)
