"""The imports of a home: each appears whole or not at all, versions beside each other."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from nosograph.build.importing.draft import Draft
from nosograph.build.importing.record import RECORD, About, Record
from nosograph.build.release import alone
from nosograph.domain.versions import age
from nosograph.errors import InvalidInput, SourceError

IMPORTS = "imports"
UNFINISHED = ".importing-"
#: The version that another one is taking the place of; put back where that was interrupted.
DISPLACED = ".displaced-"

Write = Callable[[Draft], None]


def take_in(home: Path, about: About, write: Write, only: bool = False) -> Record:
    """Let ``write`` fill an import, then put it among those of a home; return its record.

    The same version is replaced; with ``only``, so are all others of its name. On any error, and
    when the process is killed, everything is as it was.
    """
    folder = home / IMPORTS / about.name
    folder.mkdir(parents=True, exist_ok=True)
    with one_import(home):
        clear(folder)
        aside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        try:
            record = written(aside, about, write)
            with alone(home):
                swap_in(aside, folder / about.version)
                clear(folder, but=about.version if only else None)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return replace(record, folder=folder / about.version)


def written(aside: Path, about: About, write: Write) -> Record:
    """Write an import into a folder, with its record."""
    draft = Draft(aside, about)
    try:
        write(draft)
    except UnicodeEncodeError as error:
        raise SourceError(about.title, None, "a text with half a character") from error
    record = draft.record()
    record.write()
    aside.chmod(0o755)
    return record


@contextmanager
def one_import(home: Path) -> Iterator[None]:
    """Wait until no other process imports into a home; the lock ends with its process."""
    with (home / IMPORTS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def swap_in(aside: Path, target: Path) -> None:
    """Give a folder its place; what stood there goes when the new one is there."""
    displaced = target.with_name(DISPLACED + target.name)
    if target.exists():
        target.replace(displaced)
    aside.replace(target)
    shutil.rmtree(displaced, ignore_errors=True)


def clear(folder: Path, but: str | None = None) -> None:
    """Put right what an interrupted import left behind; remove all versions ``but`` one."""
    for left in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    for displaced in folder.glob(f"{DISPLACED}*"):
        target = folder / displaced.name.removeprefix(DISPLACED)
        if target.exists():
            shutil.rmtree(displaced, ignore_errors=True)
        else:
            displaced.replace(target)
    for version in versions(folder) if but else ():
        if version.name != but:
            shutil.rmtree(version)


def versions(folder: Path) -> Iterator[Path]:
    """Yield the folders of the versions of a name."""
    found = [path.parent for path in folder.glob(f"*/{RECORD}")]
    yield from (version for version in found if version.name[0] != ".")


def imports_of(home: Path) -> tuple[Record, ...]:
    """Return everything that is imported, by name, the oldest version first."""
    if not (home / IMPORTS).is_dir():
        return ()
    with one_import(home):
        for folder in filter(Path.is_dir, (home / IMPORTS).iterdir()):
            clear(folder)
        found = (Record.read(path) for path in versions_everywhere(home / IMPORTS))
        return tuple(sorted(found, key=lambda it: (it.about.name, age(it.about.version))))


def versions_everywhere(imports: Path) -> Iterator[Path]:
    """Yield the folders of the versions of every name."""
    for folder in sorted(filter(Path.is_dir, imports.iterdir())):
        yield from versions(folder)


def current(records: tuple[Record, ...]) -> Mapping[str, str]:
    """Return the newest version of each name; records are sorted as ``imports_of`` gives them."""
    grouped = groupby(records, key=lambda record: record.about.name)
    return {name: list(group)[-1].about.version for name, group in grouped}


def remove(home: Path, name: str, version: str | None = None) -> tuple[Record, ...]:
    """Remove an import, in one version or in all; return what was removed."""
    gone = tuple(
        record
        for record in imports_of(home)
        if record.about.name == name and version in (None, record.about.version)
    )
    if not gone:
        raise InvalidInput(f"not imported: {name} {version or ''}".rstrip())
    with one_import(home), alone(home):
        for record in gone:
            (record.folder / RECORD).unlink(missing_ok=True)
            shutil.rmtree(record.folder)
    return gone
