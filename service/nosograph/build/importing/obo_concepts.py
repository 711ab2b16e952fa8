"""Concepts of an OBO file, with the mappings that it states as property values."""

from __future__ import annotations

from collections.abc import Iterator

from nosograph.build.importing.concepts import Concept
from nosograph.build.importing.lines import SourceFile
from nosograph.build.importing.references import dated_references, match
from nosograph.build.mapping_sets import MappingRow
from nosograph.build.obo import Values, quoted, read_synonym, stanzas, values_of
from nosograph.errors import SourceError


def obo_version(file: SourceFile) -> str:
    """Return what an OBO file says of its version; a file without the header is refused."""
    first = next(file.lines(), "")
    if not first.startswith("format-version:"):
        raise SourceError(file.name, 1, "does not begin with format-version: no OBO file")
    for line in file.lines():
        if line.startswith("data-version: "):
            return line.partition(": ")[2]
        if line.startswith("["):
            break
    return ""


def read_obo_concepts(file: SourceFile, prefix: str) -> Iterator[Concept]:
    """Yield the terms of a file whose ids have a prefix; the others are of other ontologies."""
    for kind, tags in stanzas(file.lines()):
        if kind != "[Term]":
            continue
        values = values_of(file.name, tags)
        line, name = _only(file.name, tags[0][0], values, "id")
        if name.startswith(f"{prefix}:"):
            yield _concept(file.name, line, name, values, prefix)


def _only(file: str, begins: int, values: Values, tag: str) -> tuple[int, str]:
    if tag not in values:
        raise SourceError(file, begins, f"a term without {tag}")
    return values[tag][0]


def _concept(file: str, line: int, name: str, values: Values, prefix: str) -> Concept:
    references = tuple(sorted({_bare(value) for _, value in values.get("xref", ())}))
    names = (read_synonym(file, at, value) for at, value in values.get("synonym", ()))
    parents = (_bare(value) for _, value in values.get("is_a", ()))
    return Concept(
        id=name,
        label=_only(file, line, values, "name")[1],
        notation=name,
        definition=quoted(values["def"][0][1])[0] if "def" in values else "",
        synonyms=tuple((synonym.scope, synonym.text) for synonym in names),
        xrefs=references,
        parents=tuple(parent for parent in parents if parent.startswith(f"{prefix}:")),
        alternative_ids=tuple(_bare(value) for _, value in values.get("alt_id", ())),
        obsolete=any(value == "true" for _, value in values.get("is_obsolete", ())),
        replaced_by=_successors(values, prefix),
        matches=(*dated_references(name, references), *_matches(name, values)),
        line=line,
    )


def _successors(values: Values, prefix: str) -> tuple[str, ...]:
    named = (_bare(value) for _, value in values.get("replaced_by", ()))
    return tuple(name for name in named if name.startswith(f"{prefix}:"))


def _matches(name: str, values: Values) -> Iterator[MappingRow]:
    for _, value in values.get("property_value", ()):
        property_, _, rest = value.partition(" ")
        found = match(name, property_, _bare(rest).strip('"'))
        if found is not None:
            yield found


def _bare(value: str) -> str:
    """Return a value without its qualifiers and comment."""
    return value.split(" ")[0]
