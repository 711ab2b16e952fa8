"""The published states of a store that is written to: immutable folders, and one pointer.

    written/current           which state is published, as JSON; replaced atomically
    written/snapshots/<n>/    a store that nobody writes any more; files are shared by hard links
    written/work-*/           the store that one writing process has open
    written/.lock             held by the process that writes

Changing the pointer is the commit: what a process that died had not published is not there.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from time import time

from nosograph.errors import InvalidRelease
from nosograph.knowledge.scratch_folder import make_folder, sweep

WRITTEN = "written"
POINTER, SNAPSHOTS, WORK, LOCK = "current", "snapshots", "work-", ".lock"
# RocksDB never changes these once they are written; everything else it may.
IMMUTABLE = ".sst"
# Of one process, or only for people.
LEFT_BEHIND = ("LOCK", "LOG")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published state: how many writes led to it, and on which release."""

    revision: int
    release: str


class Snapshots:
    """The folder of published states under a home.

    ``seconds`` is how long a query may still read a state that was replaced.
    """

    def __init__(self, home: Path, seconds: float) -> None:
        self._folder = home / WRITTEN
        self._seconds = seconds

    def revision(self) -> int:
        """Return how many writes led to what is published."""
        published = self.current()
        return published.revision if published else 0

    def current(self) -> Snapshot | None:
        """Return the published state, None where nothing was ever written."""
        try:
            said = json.loads((self._folder / POINTER).read_bytes())
            return Snapshot(int(said["revision"]), str(said["release"]))
        except FileNotFoundError:
            return None
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidRelease([f"{WRITTEN}/{POINTER} cannot be read"]) from error

    def path(self, snapshot: Snapshot) -> Path:
        """Return the store of a published state."""
        return self._folder / SNAPSHOTS / str(snapshot.revision)

    def place(self, otherwise: Path) -> Path:
        """Return the store that readers open now."""
        snapshot = self.current()
        return self.path(snapshot) if snapshot else otherwise

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other process writes; the lock ends with its process."""
        (self._folder / SNAPSHOTS).mkdir(parents=True, exist_ok=True)
        with (self._folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def vacant(self, snapshot: Snapshot) -> Path:
        """Return where a new state goes; what a process that died left there is removed."""
        path = self.path(snapshot)
        shutil.rmtree(path, ignore_errors=True)
        return path

    def publish(self, snapshot: Snapshot) -> None:
        """Make a state the one that readers open; when this returns, it lasts."""
        synchronise(self.path(snapshot))
        synchronise(self._folder / SNAPSHOTS)
        aside = self._folder / f".{POINTER}"
        with aside.open("w", encoding="utf-8") as stream:
            json.dump(asdict(snapshot), stream)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(self._folder / POINTER)
        synchronise(self._folder)
        self._sweep(snapshot)

    def _sweep(self, current: Snapshot) -> None:
        """Remove states that were replaced so long ago that no query reads them."""
        kept = sorted((self._folder / SNAPSHOTS).iterdir(), key=lambda path: int(path.name))
        until = time() - self._seconds
        replaced = [path for path, by in pairwise(kept) if by.stat().st_mtime < until]
        for path in replaced:
            if int(path.name) < current.revision:
                shutil.rmtree(path, ignore_errors=True)

    def work_folder(self) -> tuple[Path, int]:
        """Return a new folder of this process, and the descriptor that says that it is in use."""
        sweep(self._folder, WORK)
        return make_folder(self._folder, WORK)


def synchronise(folder: Path) -> None:
    """Have a folder's entries on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def share(source: Path, target: Path) -> None:
    """Link a file, or copy it to another file system or one without links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def link_store(source: Path, target: Path, link: Callable[[Path, Path], None] = share) -> None:
    """Copy a store that nobody writes; its large files are shared where links can be made."""
    for path in source.iterdir():
        if path.suffix == IMMUTABLE:
            link(path, target / path.name)
        elif not path.name.startswith(LEFT_BEHIND):
            shutil.copyfile(path, target / path.name)
