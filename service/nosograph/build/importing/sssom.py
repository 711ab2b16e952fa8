"""`import sssom`: mapping sets of anybody, each row with the justification that it gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from nosograph.build.importing.draft import Draft
from nosograph.build.importing.home import Write
from nosograph.build.importing.importer import Importer, Report
from nosograph.build.importing.lines import SourceFile, source_files
from nosograph.build.importing.record import About
from nosograph.build.importing.versions import require_version, version_in
from nosograph.build.mapping_sets import MappingRow, write_mapping_set
from nosograph.domain.codes import normalised
from nosograph.domain.identifiers import PREFIXES, converter
from nosograph.errors import InvalidCode, InvalidInput, SourceError

REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
#: Slots of a row that are kept; SSSOM's others are seldom filled.
KEPT = (
    "subject_label",
    "object_label",
    "confidence",
    "mapping_source",
    "author_id",
    "mapping_date",
    "predicate_modifier",
    "comment",
)
SLOT = re.compile(r"#\s?(\w[\w ]*):\s*(.*)")
ENTRY = re.compile(r"#\s{2,}[\"']?([\w.\-]+)[\"']?:\s*[\"']?([^\"'\s]+)[\"']?")
LOCAL = re.compile(r"[A-Za-z0-9_.\-]{1,80}")
ENDING = ".sssom.tsv"
ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
#: What SSSOM says of a licence that a set does not name.
UNSPECIFIED = "https://w3id.org/sssom/license/unspecified"
#: What stands for a term where a set says that there is none.
NO_TERM = "sssom:NoTermFound"


@dataclass(frozen=True, slots=True)
class Header:
    """The metadata of a set: slots, prefixes, columns, and how many lines they take."""

    slots: Mapping[str, str]
    prefixes: Mapping[str, str]
    columns: tuple[str, ...]
    lines: int

    @property
    def version(self) -> str:
        """The version of the set."""
        said = self.slots.get("mapping_set_version") or self.slots.get("mapping_date") or ""
        return version_in(said)

    @property
    def licence(self) -> str:
        """The address of the licence; what is none says nothing that can be followed."""
        said = self.slots.get("license", "")
        return said if ADDRESS.fullmatch(said) else UNSPECIFIED


def prepare(paths: Sequence[Path], version: str | None, report: Report) -> tuple[About, Write]:
    """Look at mapping sets of one version; what they have in common names them."""
    return prepare_files(files_of(paths), version, report)


def files_of(paths: Sequence[Path]) -> list[SourceFile]:
    """Return the mapping sets among some files, folders and archives."""
    return [file for path in paths for file in source_files(path) if is_mapping_set(file.name)]


def prepare_files(
    files: Sequence[SourceFile], version: str | None, report: Report
) -> tuple[About, Write]:
    """Look at files of mapping sets."""
    if not files:
        raise InvalidInput("no *.sssom.tsv there (.gz allowed)")
    headers = [read_header(file) for file in files]
    found = {header.version for header in headers}
    if len(found) > 1 and not version:
        raise InvalidInput(f"sets of several versions: {', '.join(sorted(found))}; give --version")
    licences = {header.licence for header in headers}
    about = About(
        name=f"sssom-{together([name_of(file.name) for file in files])}",
        title=headers[0].slots.get("mapping_set_title", "Mapping sets"),
        version=require_version(found.pop() if len(found) == 1 else "", version),
        licence=licences.pop() if len(licences) == 1 else UNSPECIFIED,
    )
    return about, partial(write, files=files, report=report)


def own_version(files: Iterable[SourceFile]) -> str:
    """Return the version that all files say, nothing where they do not agree or say none."""
    found = {read_header(file).version for file in files}
    return found.pop() if len(found) == 1 else ""


def is_mapping_set(file: str) -> bool:
    """Whether a file is a mapping set, by its name."""
    return file.removesuffix(".gz").endswith(ENDING)


def name_of(file: str) -> str:
    """Return the name of a mapping set by its file.

    >>> name_of("mondo/mondo_exactmatch_sctid.sssom.tsv.gz")
    'mondo_exactmatch_sctid'
    """
    plain = file.rpartition("/")[2].removesuffix(".gz")
    return re.sub(r"[^A-Za-z0-9._-]", "-", plain.removesuffix(ENDING))


def together(names: Sequence[str]) -> str:
    """Return what the names of sets have in common.

    >>> together(["mondo_broadmatch_sctid", "mondo_exactmatch_sctid"]), together(["a"])
    ('mondo', 'a')
    """
    if len(names) == 1:
        return names[0]
    first = {name.partition("_")[0] for name in names}
    if len(first) > 1:
        raise InvalidInput("sets whose names begin differently: import them one by one")
    return first.pop()


def read_header(file: SourceFile) -> Header:
    """Read the metadata and the columns of a set; a table without the required ones is refused."""
    slots, prefixes, count = dict[str, str](), dict(PREFIXES), 0
    for count, line in enumerate(file.lines(), 1):
        if not line.startswith("#"):
            columns = tuple(line.split("\t"))
            missing = [name for name in REQUIRED if name not in columns]
            if missing:
                raise SourceError(file.name, count, f"no column {', '.join(missing)}: not SSSOM")
            return Header(slots, prefixes, columns, count)
        if entry := ENTRY.fullmatch(line):
            prefixes[entry[1]] = entry[2]
        elif slot := SLOT.fullmatch(line):
            slots[slot[1]] = slot[2].strip().strip("\"'")
    raise SourceError(file.name, count or None, "no table: not SSSOM")


def write(draft: Draft, files: Sequence[SourceFile], report: Report) -> None:
    """Write every set as a graph of its own."""
    with draft.file() as statements:
        for place, file in enumerate(files):
            report(f"reading {file.name}", place, len(files))
            graph = draft.mapping_set(statements, name_of(file.name))
            if not write_mapping_set(graph, read_rows(file, read_header(file))):
                raise SourceError(file.name, None, "a mapping set without mappings")


def read_rows(file: SourceFile, header: Header) -> Iterator[MappingRow]:
    """Yield the rows of a set in the prefixes used here, but those that say that none holds."""
    places = {name: place for place, name in enumerate(header.columns)}
    code = _codes(header.prefixes)
    for number, line in enumerate(file.lines(), 1):
        if number <= header.lines or not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(header.columns):
            reason = f"{len(cells)} columns instead of {len(header.columns)}"
            raise SourceError(file.name, number, reason)
        said = {name: cells[place] for name, place in places.items()}
        if said.get("predicate_modifier") != "Not" and NO_TERM not in said.values():
            yield _row(file, number, said, code)


def _row(
    file: SourceFile, number: int, said: Mapping[str, str], code: Callable[[str], str]
) -> MappingRow:
    more = {slot: said[slot] for slot in KEPT if said.get(slot)}
    try:
        subject, predicate, object_, justification = (code(said[slot]) for slot in REQUIRED)
    except InvalidCode as refusal:
        raise SourceError(file.name, number, str(refusal)) from refusal
    return MappingRow(subject, predicate, object_, justification, more)


def _codes(prefixes: Mapping[str, str]) -> Callable[[str], str]:
    """Return how a code of a set is written here: by what its prefix map says, then by its form.

    A code that its system could not have is kept as the set gives it.
    """

    @cache
    def code(given: str) -> str:
        prefix, _, local = given.partition(":")
        base = prefixes.get(prefix, "")
        known = converter().compress(base + local) if base and local else None
        try:
            return normalised(known or given)
        except InvalidCode:
            if known and LOCAL.fullmatch(known.partition(":")[2]):
                return known
            raise

    return code


SSSOM = Importer(
    "sssom",
    "Take in mapping sets in SSSOM.",
    "Files or folders with *.sssom.tsv (.gz allowed), of one publisher and version at a time.",
    prepare,
)
