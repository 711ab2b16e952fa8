"""`nosograph import`: a user's own files, copied into the home with checksum and date."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from nosograph.build.orphanet import is_sssom, read_correspondences
from nosograph.build.release import checksum
from nosograph.errors import InvalidInput

IMPORTS = "imports"
ORPHANET = "orphanet"
RECORD = "imported.json"
#: Orphanet's tables that are used; others in a folder are left.
TABLES = ("xrefs.tsv",)


def import_orphanet(home: Path, paths: Iterable[Path]) -> Mapping[str, Any]:
    """Copy Orphanet's cross-references and SSSOM mappings; return what is imported now.

    A file that cannot be read raises SourceError, and nothing is copied.
    """
    found = [file for path in paths for file in usable(path)]
    if not found:
        raise InvalidInput("no xrefs.tsv and no *.sssom.tsv there (.gz allowed)")
    read_correspondences(found)
    folder = home / IMPORTS / ORPHANET
    folder.mkdir(parents=True, exist_ok=True)
    record = imported(home)
    for file in found:
        shutil.copyfile(file, folder / file.name)
        record[file.name] = {
            "sha256": checksum(folder / file.name),
            "imported": date.today().isoformat(),
        }
    text = json.dumps(record, indent=2, sort_keys=True)
    (folder / RECORD).write_text(text, encoding="utf-8")
    return record


def usable(path: Path) -> Iterator[Path]:
    """Yield the files of a path (a file or a folder) that can be imported."""
    for file in sorted(path.iterdir()) if path.is_dir() else (path,):
        if is_sssom(file) or file.name.removesuffix(".gz") in TABLES:
            yield file


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
