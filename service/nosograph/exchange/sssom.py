"""Mapping sets as SSSOM: a table that opens with its own metadata."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nosograph.domain.identifiers import PREFIXES

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "mapping_source",
    "comment",
)
REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
#: Prefixes that SSSOM knows without being told.
BUILT_IN = frozenset({"owl", "rdf", "rdfs", "semapv", "skos", "sssom", "xsd"})


@dataclass(frozen=True, slots=True)
class MappingSet:
    """What a mapping set says of itself; ``more`` are further slots of its metadata."""

    id: str
    title: str
    version: str
    licence: str
    more: Mapping[str, str] = field(default_factory=dict)


def sssom_document(about: MappingSet, rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield the lines of a mapping set, its rows sorted; columns that nobody fills are left out."""
    listed = sorted(
        rows,
        key=lambda row: (row["subject_id"], row["predicate_id"], row["object_id"], *row.values()),
    )
    yield from _metadata(about, listed)
    used = [name for name in COLUMNS if name in REQUIRED or any(row.get(name) for row in listed)]
    yield "\t".join(used) + "\n"
    for row in listed:
        yield "\t".join(_cell(row.get(name, "")) for name in used) + "\n"


def _metadata(about: MappingSet, rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    slots = {
        "mapping_set_id": about.id,
        "mapping_set_version": about.version,
        "mapping_set_title": about.title,
        "license": about.licence,
        **about.more,
    }
    for slot, value in slots.items():
        if value:
            yield f"# {slot}: {_quoted(value)}\n"
    yield "# curie_map:\n"
    for prefix in sorted(_prefixes(rows)):
        yield f"#   {prefix}: {PREFIXES[prefix]}\n"


def _prefixes(rows: Iterable[Mapping[str, str]]) -> set[str]:
    named = (row[slot] for row in rows for slot in REQUIRED)
    return {code.partition(":")[0] for code in named if code.partition(":")[0] in PREFIXES}


def _quoted(value: str) -> str:
    """Write a value as YAML in one line: in quotes unless it is an address."""
    plain = value.startswith("http") and " " not in value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return value if plain else f'"{escaped}"'


def _cell(value: str) -> str:
    return " ".join(value.split())
