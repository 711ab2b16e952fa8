"""Reading the Human Phenotype Ontology from its OBO file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nosograph.build.ids import is_id
from nosograph.errors import SourceError

QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(.*)')
ESCAPED = re.compile(r"\\(.)")
SCOPES = ("EXACT", "BROAD", "NARROW", "RELATED")


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another name, with its scope (exact, broad, narrow, related) and whether it is lay."""

    text: str
    scope: str
    lay: bool


@dataclass(frozen=True, slots=True)
class Term:
    """One class of the ontology; ``line`` is where it begins in the file."""

    id: str
    name: str
    line: int
    definition: str = ""
    synonyms: tuple[Synonym, ...] = ()
    xrefs: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    alternative_ids: tuple[str, ...] = ()
    obsolete: bool = False
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Ontology:
    """A release of an ontology: its version and its terms by id."""

    version: str
    terms: dict[str, Term]


Tag = tuple[int, str, str]
Values = dict[str, list[tuple[int, str]]]


def read_obo(path: Path) -> Ontology:
    """Read an OBO file; a term without name or with an unknown parent is an error."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(str(path), None, f"cannot be read: {type(error).__name__}") from error
    version, terms = "", {}
    for kind, tags in stanzas(lines):
        if kind == "":
            version = next((value for _, tag, value in tags if tag == "data-version"), "")
        elif kind == "[Term]":
            term = read_term(path, tags)
            if term.id in terms:
                raise SourceError(str(path), term.line, f"{term.id} stands twice")
            terms[term.id] = term
    check(path, version, terms)
    return Ontology(version.rpartition("/")[2], terms)


def stanzas(lines: Iterable[str]) -> Iterator[tuple[str, list[Tag]]]:
    """Yield each stanza with its kind and its tags; the header's kind is empty."""
    kind, tags = "", list[Tag]()
    for number, line in enumerate(lines, 1):
        if line.startswith("["):
            yield kind, tags
            kind, tags = line.strip(), [(number, "", "")]
        elif line.strip():
            tag, _, value = line.partition(": ")
            tags.append((number, tag, value))
    yield kind, tags


def read_term(path: Path, tags: list[Tag]) -> Term:
    """Read one term from the tags of its stanza."""
    first = tags[0][0]
    lines = values_of(str(path), tags)
    values = {tag: [value for _, value in found] for tag, found in lines.items()}
    if "id" not in values or "name" not in values:
        raise SourceError(str(path), first, "a term without id or name")
    for name in (values["id"][0], *values.get("replaced_by", ())):
        if not is_id(name):
            raise SourceError(str(path), first, f"{name} is not an id")
    return Term(
        id=values["id"][0],
        name=values["name"][0],
        line=first,
        definition=quoted(values["def"][0])[0] if "def" in values else "",
        synonyms=tuple(read_synonym(str(path), *found) for found in lines.get("synonym", ())),
        xrefs=tuple(sorted({value.split(" ")[0] for value in values.get("xref", ())})),
        parents=tuple(value.split(" ")[0] for value in values.get("is_a", ())),
        alternative_ids=tuple(values.get("alt_id", ())),
        obsolete="true" in values.get("is_obsolete", ()),
        replaced_by=values.get("replaced_by", [None])[0],
    )


def values_of(file: str, tags: list[Tag]) -> Values:
    """Return the values of each tag of a stanza, each with its line; comments are left out."""
    values: Values = {}
    for line, tag, value in tags[1:]:
        if tag.startswith("!"):
            continue
        if not value:
            raise SourceError(file, line, "a tag without a value: cut short, or no OBO")
        values.setdefault(tag, []).append((line, value))
    return values


def read_synonym(file: str, line: int, value: str) -> Synonym:
    """Read a synonym's text, scope and kind."""
    text, rest = quoted(value)
    scope = next((word for word in SCOPES if rest.startswith(word)), None)
    if not text or scope is None:
        raise SourceError(file, line, "a synonym without text or scope")
    return Synonym(text, scope.lower(), "layperson" in rest.partition("[")[0])


def quoted(value: str) -> tuple[str, str]:
    r"""Split a value into its quoted text and what follows.

    >>> quoted(r'"a \"b\"" EXACT []')
    ('a "b"', 'EXACT []')
    """
    match = QUOTED.match(value)
    return (ESCAPED.sub(r"\1", match[1]), match[2]) if match else ("", value)


def check(path: Path, version: str, terms: dict[str, Term]) -> None:
    """Refuse a file without version or terms, and parents that do not exist."""
    if not version or not terms:
        raise SourceError(str(path), 1, "no data-version or no terms: not an OBO release")
    for term in terms.values():
        for parent in term.parents:
            if parent not in terms:
                raise SourceError(str(path), term.line, f"{term.id} has unknown parent {parent}")
