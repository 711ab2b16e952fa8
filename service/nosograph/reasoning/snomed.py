"""SNOMED CT's stated axioms: from the rows of a release to the axioms that a reasoner takes.

Releases since 2019 state them in OWL functional syntax, one axiom a row of the OWL axiom reference
set; earlier ones as relationships.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from nosograph.errors import SourceError
from nosograph.reasoning.axioms import (
    Axiom,
    EquivalentClasses,
    Expression,
    Named,
    PropertyChain,
    Some,
    SubClassOf,
    conjunction,
)
from nosograph.reasoning.functional import UnreadableAxiom, parse_axiom

OWL_AXIOMS = "733073007"
IS_A = "116680003"
DEFINED = "900000000000073002"
CONCEPT_MODEL_ATTRIBUTE = "410662002"
ROLE_GROUP = "SNOMEDCT:609096000"
#: Attributes that stand outside role groups, as SNOMED's own OWL conversion has it: part of,
#: laterality, has active ingredient, has dose form.
NEVER_GROUPED = frozenset(("123005000", "272741003", "127489000", "411116001"))

Groups = dict[str, list[tuple[str, str]]]


@dataclass(slots=True)
class Statements:
    """What is stated of one concept: its parents, and attributes by role group."""

    parents: list[str] = field(default_factory=list)
    groups: Groups = field(default_factory=dict)


class Row(Protocol):
    """A row of a release's file that is in force."""

    @property
    def cells(self) -> list[str]:
        """What stands in its columns."""

    def error(self, reason: str) -> SourceError:
        """Return an error that names the row."""


def owl_axioms(rows: Iterable[Row]) -> Iterator[Axiom]:
    """Yield what an OWL reference set says; one that cannot be read is a SourceError."""
    for row in rows:
        if row.cells[4] != OWL_AXIOMS:
            continue
        try:
            yield from parse_axiom(row.cells[6])
        except UnreadableAxiom as error:
            raise row.error(str(error)) from error


def parents_of(rows: Iterable[Row]) -> dict[str, set[str]]:
    """Return the parents that relationships give."""
    found: dict[str, set[str]] = {}
    for cells in (row.cells for row in rows):
        if cells[7] == IS_A:
            found.setdefault(named(cells[4]).name, set()).add(named(cells[5]).name)
    return found


def relationship_axioms(stated: Iterable[Row], concepts: Iterable[Row]) -> Iterator[Axiom]:
    """Yield what stated relationships say of concepts and of attributes."""
    said: dict[str, Statements] = {}
    for cells in (row.cells for row in stated):
        concept = said.setdefault(cells[4], Statements())
        if cells[7] == IS_A:
            concept.parents.append(cells[5])
        else:
            group = cells[6] if cells[6] != "0" else f"alone {cells[7]} {cells[5]}"
            concept.groups.setdefault(group, []).append((cells[7], cells[5]))
    defined = {row.cells[0] for row in concepts if row.cells[4] == DEFINED} if said else set()
    attributes = below(CONCEPT_MODEL_ATTRIBUTE, said)
    for name, concept in said.items():
        if name in attributes:
            wider = (parent for parent in concept.parents if parent in attributes)
            yield from (PropertyChain((named(name).name,), named(above).name) for above in wider)
        meaning = meaning_of(concept)
        exact = name in defined
        yield (EquivalentClasses if exact else SubClassOf)(named(name), meaning)


def meaning_of(concept: Statements) -> Expression:
    """Return the class that a concept's stated relationships describe."""
    parts: list[Expression] = [named(parent) for parent in concept.parents]
    for group in concept.groups.values():
        related = [Some(named(attribute).name, named(value)) for attribute, value in group]
        if all(attribute in NEVER_GROUPED for attribute, _ in group):
            parts += related
        else:
            parts.append(Some(ROLE_GROUP, conjunction(related)))
    return conjunction(parts)


def below(root: str, stated: dict[str, Statements]) -> set[str]:
    """Return the concepts stated below another."""
    children: dict[str, list[str]] = {}
    for name, concept in stated.items():
        for parent in concept.parents:
            children.setdefault(parent, []).append(name)
    found, waiting = set[str](), [root]
    while waiting:
        new = set(children.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def named(identifier: str) -> Named:
    """Return the class of a concept."""
    return Named(f"SNOMEDCT:{identifier}")
