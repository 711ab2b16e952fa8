"""SNOMED CT's stated axioms: from a release's files to the axioms that a reasoner takes.

Releases since 2019 state them in OWL functional syntax, one axiom a row of the OWL axiom reference
set; earlier ones as relationships. What is read is a snapshot folder as it was unpacked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

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
#: How many columns the release file specification gives each file.
AXIOM_COLUMNS, RELATIONSHIP_COLUMNS, CONCEPT_COLUMNS = 7, 10, 5

Groups = dict[str, list[tuple[str, str]]]


@dataclass(slots=True)
class Statements:
    """What is stated of one concept: its parents, and attributes by role group."""

    parents: list[str] = field(default_factory=list)
    groups: Groups = field(default_factory=dict)


def read_snapshot(folder: Path) -> Iterator[Axiom]:
    """Yield the axioms that a snapshot states; a broken file raises SourceError."""
    axioms = files(folder, "sct2_sRefset_OWL*Snapshot*.txt")
    stated = files(folder, "sct2_StatedRelationship_Snapshot*.txt")
    if not axioms and not stated:
        raise SourceError(str(folder), None, "no OWL axioms and no stated relationships are here")
    for path in axioms:
        yield from read_axiom_refset(path)
    defined = frozenset(
        row[0]
        for path in files(folder, "sct2_Concept_Snapshot*.txt")
        for row in active_rows(path, CONCEPT_COLUMNS)
        if row[4] == DEFINED
    )
    for path in stated:
        yield from relationship_axioms(active_rows(path, RELATIONSHIP_COLUMNS), defined)


def files(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a release by their names, in any folder below."""
    return sorted(folder.rglob(pattern))


def read_axiom_refset(path: Path) -> Iterator[Axiom]:
    """Yield the axioms of an OWL axiom reference set."""
    for number, row in numbered_rows(path, AXIOM_COLUMNS):
        if row[2] != "1" or row[4] != OWL_AXIOMS:
            continue
        try:
            yield from parse_axiom(row[6])
        except UnreadableAxiom as error:
            raise SourceError(str(path), number, str(error)) from error


def inferred_parents(folder: Path) -> dict[str, set[str]]:
    """Return the parents that a snapshot's relationship file gives as inferred."""
    found: dict[str, set[str]] = {}
    for path in files(folder, "sct2_Relationship_Snapshot*.txt"):
        for row in active_rows(path, RELATIONSHIP_COLUMNS):
            if row[7] == IS_A:
                found.setdefault(named(row[4]).name, set()).add(named(row[5]).name)
    return found


def relationship_axioms(rows: Iterable[list[str]], defined: frozenset[str]) -> Iterator[Axiom]:
    """Yield what stated relationships say of concepts and of attributes."""
    stated: dict[str, Statements] = {}
    for row in rows:
        concept = stated.setdefault(row[4], Statements())
        if row[7] == IS_A:
            concept.parents.append(row[5])
        else:
            group = row[6] if row[6] != "0" else f"alone {row[7]} {row[5]}"
            concept.groups.setdefault(group, []).append((row[7], row[5]))
    attributes = below(CONCEPT_MODEL_ATTRIBUTE, stated)
    for name, concept in stated.items():
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


def active_rows(path: Path, columns: int) -> Iterator[list[str]]:
    """Yield the active rows of a file."""
    return (row for _, row in numbered_rows(path, columns) if row[2] == "1")


def numbered_rows(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a file with their line numbers; a row that is cut off is an error."""
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            next(lines, None)
            yield from split_rows(path, lines, columns)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(str(path), None, "it cannot be read as UTF-8 text") from error


def split_rows(path: Path, lines: Iterable[str], columns: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of lines after the first."""
    for number, line in enumerate(lines, 2):
        row = line.rstrip("\r\n").split("\t")
        if len(row) != columns:
            reason = f"{columns} columns are expected, {len(row)} are here"
            raise SourceError(str(path), number, reason)
        yield number, row
