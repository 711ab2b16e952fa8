"""The files of an RF2 snapshot, found by their names, and their rows."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from nosograph.build.importing.importer import Report
from nosograph.build.importing.lines import SourceFile, source_files
from nosograph.errors import SourceError

HEAD = ("id", "effectiveTime", "active", "moduleId")
REFSET = (*HEAD, "refsetId", "referencedComponentId")
RELATION = ("relationshipGroup", "typeId", "characteristicTypeId", "modifierId")
DESCRIBED = ("conceptId", "languageCode", "typeId", "term", "caseSignificanceId")
MAPPED = ("mapGroup", "mapPriority", "mapRule", "mapAdvice", "mapTarget", "correlationId")


class Kind(Enum):
    """A kind of file: how its name begins, its columns, and what it is called."""

    CONCEPT = ("sct2_Concept_", (*HEAD, "definitionStatusId"), "concepts")
    DESCRIPTION = ("sct2_Description_", (*HEAD, *DESCRIBED), "descriptions")
    DEFINITION = ("sct2_TextDefinition_", (*HEAD, *DESCRIBED), "definitions")
    RELATIONSHIP = (
        "sct2_Relationship_",
        (*HEAD, "sourceId", "destinationId", *RELATION),
        "relationships",
    )
    CONCRETE = (
        "sct2_RelationshipConcreteValues_",
        (*HEAD, "sourceId", "value", *RELATION),
        "concrete values",
    )
    STATED = (
        "sct2_StatedRelationship_",
        (*HEAD, "sourceId", "destinationId", *RELATION),
        "stated relationships",
    )
    OWL = ("sct2_sRefset_OWL", (*REFSET, "owlExpression"), "axioms")
    LANGUAGE = ("der2_cRefset_Language", (*REFSET, "acceptabilityId"), "languages")
    ASSOCIATION = ("der2_cRefset_Association", (*REFSET, "targetComponentId"), "associations")
    SIMPLE = ("der2_Refset_", REFSET, "reference sets")
    SIMPLE_MAP = ("der2_sRefset_SimpleMap", (*REFSET, "mapTarget"), "simple maps")
    COMPLEX_MAP = ("der2_iissscRefset_ComplexMap", (*REFSET, *MAPPED), "complex maps")
    EXTENDED_MAP = (
        "der2_iisssccRefset_ExtendedMap",
        (*REFSET, *MAPPED, "mapCategoryId"),
        "extended maps",
    )
    MODULES = (
        "der2_ssRefset_ModuleDependency",
        (*REFSET, "sourceEffectiveTime", "targetEffectiveTime"),
        "modules",
    )

    @property
    def columns(self) -> tuple[str, ...]:
        """The header that such a file must have."""
        columns: tuple[str, ...] = self.value[1]
        return columns

    @property
    def words(self) -> str:
        """What its rows are called."""
        words: str = self.value[2]
        return words

    def is_named(self, name: str) -> bool:
        """Tell whether a file is a snapshot of this kind by its name, test releases included."""
        return name.removeprefix("x").startswith(self.value[0]) and "Snapshot" in name


DATE = re.compile(r"_(\d{8})\.txt$")


class Row(NamedTuple):
    """A row, and where it stands."""

    file: SourceFile
    line: int
    cells: list[str]

    def error(self, reason: str) -> SourceError:
        """Return an error that names the row."""
        return SourceError(self.file.name, self.line, reason)


@dataclass(slots=True)
class Package:
    """The files of one or several releases; what later ones say goes before what earlier ones say.

    A module has to be a concept, once the concepts are known.
    """

    files: Mapping[Kind, tuple[SourceFile, ...]]
    report: Report
    _concepts: Container[str] | None = None
    _modules: set[str] = field(default_factory=set)

    def knows(self, concepts: Container[str]) -> None:
        """Say what the concepts are."""
        self._concepts = concepts

    def rows(self, kind: Kind) -> Iterator[Row]:
        """Yield the rows of every file of a kind, of each component the first one."""
        files = self.files.get(kind, ())
        total, before = sum(file.size for file in files), 0
        seen: set[int] | None = set() if len(files) > 1 else None
        for file in files:

            def show(read: int, before: int = before) -> None:
                self.report(kind.words, before + read, total)

            for line, cells in file.rows(kind.columns, show):
                row = Row(file, line, cells)
                if seen is None or is_new(cells[0], seen):
                    self._check(row)
                    yield row
            before += file.size
        self.report(kind.words, 1, 1)

    def active(self, kind: Kind) -> Iterator[Row]:
        """Yield the rows that are in force."""
        return (row for row in self.rows(kind) if row.cells[2] == "1")

    def _check(self, row: Row) -> None:
        if row.cells[2] not in ("0", "1"):
            raise row.error(f"active is 0 or 1, not {row.cells[2][:20]!r}")
        module = row.cells[3]
        if self._concepts is not None and module not in self._modules:
            if module not in self._concepts:
                raise row.error(f"unknown module {module[:20]}")
            self._modules.add(module)


def is_new(component: str, seen: set[int]) -> bool:
    """Tell whether a component was not seen yet, and remember it; 64 bits of its name suffice."""
    key = hash(component)
    if key in seen:
        return False
    seen.add(key)
    return True


def package(paths: Sequence[Path], report: Report) -> Package:
    """Find the files of releases; without concepts it is none."""
    found = files_of(paths, report)
    for kind in (Kind.CONCEPT, Kind.DESCRIPTION):
        if kind not in found.files:
            reason = f"no {kind.value[0]}Snapshot….txt there: is it an RF2 snapshot?"
            raise SourceError(" ".join(path.name for path in paths), None, reason)
    return found


def files_of(paths: Sequence[Path], report: Report) -> Package:
    """Find the files of releases, whichever of them there are."""
    found: dict[Kind, list[SourceFile]] = {}
    for path in reversed(paths):
        for file in source_files(path):
            kind = kind_of(file.name.replace("\\", "/").rpartition("/")[2])
            if kind:
                found.setdefault(kind, []).append(file)
    return Package({kind: tuple(files) for kind, files in found.items()}, report)


def kind_of(name: str) -> Kind | None:
    """Return the kind of a file by its name, nothing for files that are not read.

    >>> kind_of("xsct2_Description_Snapshot-en_INT_20260101.txt").words
    'descriptions'
    >>> kind_of("sct2_Description_Full-en_INT_20260101.txt")
    """
    return next((kind for kind in Kind if kind.is_named(name)), None)


def release_date(name: str) -> str:
    """Return the date in a file's name, or nothing.

    >>> release_date("sct2_Concept_Snapshot_INT_20260101.txt")
    '20260101'
    """
    match = DATE.search(name)
    return match[1] if match else ""
