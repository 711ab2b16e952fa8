"""`nosograph import`: a user's own files, copied into the home with checksum and date."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from nosograph.build.importing.lines import SourceFile
from nosograph.build.importing.orphanet_disorders import XREFS, table_of
from nosograph.build.importing.sssom import is_mapping_set
from nosograph.build.orphanet import read_correspondences
from nosograph.build.release import checksum
from nosograph.errors import InvalidInput

IMPORTS = "imports"
ORPHANET = "orphanet"
RECORD = "imported.json"
#: Orphanet's tables that are used; others in a folder are left.
TABLES = (XREFS,)


def import_orphanet(home: Path, files: Iterable[SourceFile]) -> Mapping[str, Any]:
    """Copy Orphanet's cross-references and SSSOM mappings; return what is imported now.

    A file that cannot be read raises SourceError, and nothing is copied. Copies are not compressed.
    """
    found = [file for file in files if is_used(file.name)]
    if not found:
        raise InvalidInput("no xrefs.tsv and no *.sssom.tsv there (.gz allowed)")
    read_correspondences(found)
    folder = home / IMPORTS / ORPHANET
    folder.mkdir(parents=True, exist_ok=True)
    record = imported(home)
    for file in found:
        name = file.name.rpartition("/")[2].removesuffix(".gz")
        copy(file, folder / name)
        record[name] = {
            "sha256": checksum(folder / name),
            "imported": date.today().isoformat(),
        }
        if record.pop(f"{name}.gz", None):
            (folder / f"{name}.gz").unlink(missing_ok=True)
    text = json.dumps(record, indent=2, sort_keys=True)
    (folder / RECORD).write_text(text, encoding="utf-8")
    return record


def is_used(name: str) -> bool:
    """Whether the ranking uses a file, by its name."""
    return is_mapping_set(name) or table_of(name) in TABLES


def copy(file: SourceFile, target: Path) -> None:
    """Copy what a file holds; the copy is there as a whole, also where it is the file itself."""
    aside = target.with_name(f".{target.name}")
    with file.opened() as stream, aside.open("wb") as out:
        shutil.copyfileobj(stream, out)
    aside.replace(target)


def forget(home: Path) -> tuple[str, ...]:
    """Remove everything that was copied; return the names of the files."""
    files = imported_files(home)
    (home / IMPORTS / ORPHANET / RECORD).unlink(missing_ok=True)
    for path in files:
        path.unlink(missing_ok=True)
    return tuple(path.name for path in files)


def imported(home: Path) -> dict[str, Any]:
    """Return what has been imported: checksum and date of each file."""
    try:
        text = (home / IMPORTS / ORPHANET / RECORD).read_text(encoding="utf-8")
    except OSError:
        return {}
    found: dict[str, Any] = json.loads(text)
    return found


def imported_files(home: Path) -> tuple[Path, ...]:
    """Return the imported files, in the order of their names."""
    return tuple(home / IMPORTS / ORPHANET / name for name in sorted(imported(home)))
