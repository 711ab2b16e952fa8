"""Single axioms in OWL functional syntax, as SNOMED CT's reference set has them.

Names are written ``:404684003``. An axiom that says nothing about classes or object properties
gives nothing; one that is outside EL, or broken, raises UnreadableAxiom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import quote

from nosograph.reasoning.axioms import (
    Axiom,
    EquivalentClasses,
    Expression,
    Named,
    PropertyChain,
    ReflexiveProperty,
    Some,
    SubClassOf,
    conjunction,
)

TOKEN = re.compile(r'\s*(?:([()])|("(?:[^"\\]|\\.)*"(?:\^\^[^\s()]+|@[\w-]+)?)|([^\s()"]+))')
#: What says nothing about subsumption.
SILENT = frozenset(
    ("Declaration", "AnnotationAssertion", "SubAnnotationPropertyOf", "Prefix", "Ontology")
)
PREFIX = "SNOMEDCT"

Tree = list["str | Tree"]


class UnreadableAxiom(ValueError):
    """An axiom that cannot be parsed, or whose kind is not known."""


def parse_axiom(text: str) -> Iterator[Axiom]:
    """Yield the axioms that one line says.

    >>> [axiom.functional() for axiom in parse_axiom("TransitiveObjectProperty(:123005000)")]
    ['SubObjectPropertyOf(ObjectPropertyChain(<http://snomed.info/id/123005000> \
<http://snomed.info/id/123005000>) <http://snomed.info/id/123005000>)']
    """
    kind, *arguments = tree(text)
    match kind, arguments:
        case "SubClassOf", [sub, sup]:
            yield SubClassOf(expression(sub), expression(sup))
        case "EquivalentClasses", [_, _, *_]:
            yield from same([expression(argument) for argument in arguments])
        case "SubObjectPropertyOf", [["ObjectPropertyChain", *steps], whole]:
            yield PropertyChain(tuple(map(name, steps)), name(whole))
        case (("SubObjectPropertyOf" | "SubDataPropertyOf"), [narrow, wide]):
            yield PropertyChain((name(narrow),), name(wide))
        case "TransitiveObjectProperty", [property_]:
            yield PropertyChain((name(property_),) * 2, name(property_))
        case "ReflexiveObjectProperty", [property_]:
            yield ReflexiveProperty(name(property_))
        case str(), _ if kind in SILENT:
            return
        case _:
            raise UnreadableAxiom(f"{str(kind)[:40]} is no axiom that can be read")


def same(classes: list[Expression]) -> Iterator[Axiom]:
    """Yield definitions where one of two is a name, else statements both ways."""
    for one, other in pairwise(classes):
        if isinstance(one, Named):
            yield EquivalentClasses(one, other)
        elif isinstance(other, Named):
            yield EquivalentClasses(other, one)
        else:
            yield SubClassOf(one, other)
            yield SubClassOf(other, one)


def expression(part: str | Tree) -> Expression:
    """Return a class expression."""
    match part:
        case str():
            return Named(name(part))
        case ["ObjectIntersectionOf", *parts] if parts:
            return conjunction(map(expression, parts))
        case ["ObjectSomeValuesFrom" | "DataSomeValuesFrom", property_, filler]:
            return Some(name(property_), expression(filler))
        case ["DataHasValue", property_, str(value)]:
            return Some(name(property_), Named(literal(value)))
        case _:
            raise UnreadableAxiom(f"{str(part[:1])[:40]} is outside the EL that can be read")


def name(part: str | Tree) -> str:
    """Return the CURIE of a name."""
    if not isinstance(part, str) or not part.startswith(":") or len(part) == 1:
        raise UnreadableAxiom(f"a name such as :404684003 is expected, not {str(part)[:40]}")
    return f"{PREFIX}{part}"


def literal(value: str) -> str:
    """Return the name of the class that stands for a value: equal values have the same."""
    if not value.startswith('"'):
        raise UnreadableAxiom(f"a literal is expected, not {value[:40]}")
    return f"nos:value/{quote(value, safe='')}"


def tree(text: str) -> Tree:
    """Return the terms of an axiom as nested lists, each with its kind first."""
    open_: list[Tree] = [[]]
    place = 0
    text = text.strip()
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None:
            raise UnreadableAxiom(f"column {place + 1} cannot be read")
        place = found.end()
        step(open_, found.lastindex or 0, found.group(found.lastindex or 0))
    if len(open_) != 1 or len(open_[0]) != 1 or isinstance(open_[0][0], str):
        raise UnreadableAxiom("brackets are missing, or something stands outside of them")
    return open_[0][0]


def step(open_: list[Tree], kind: int, word: str) -> None:
    """Take one word in, which may be a bracket."""
    if word == "(" and kind == 1:
        if not open_[-1] or not isinstance(open_[-1][-1], str):
            raise UnreadableAxiom("a bracket opens without a kind before it")
        open_.append([open_[-1].pop()])
    elif word == ")" and kind == 1:
        if len(open_) == 1:
            raise UnreadableAxiom("a bracket closes that was not opened")
        closed = open_.pop()
        open_[-1].append(closed)
    else:
        open_[-1].append(word)
