"""Folders of one process each; what a process that was killed left behind is removed by others."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

# A store that finds its folder gone makes nothing more there.
ATTEMPTS, WAIT_SECONDS = 5, 0.05


def make_folder(parent: Path, prefix: str) -> tuple[Path, int]:
    """Return a new folder, and the descriptor that says that it is in use.

    It gets its name when it is locked: before, ``sweep`` would take it for one left behind.
    """
    unnamed = Path(tempfile.mkdtemp(prefix=".", dir=parent))
    descriptor = os.open(unnamed, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return unnamed.rename(unnamed.with_name(f"{prefix}{unnamed.name[1:]}")), descriptor


def sweep(parent: Path, prefix: str) -> None:
    """Remove the folders that no process uses any more."""
    for path in parent.glob(f"{prefix}*"):
        with suppress(FileNotFoundError, BlockingIOError), opened(path) as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """Give a folder's descriptor."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def scratch_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Give an empty folder, and remove it at the end."""
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent, prefix)
    path, descriptor = make_folder(parent, prefix)
    try:
        yield path
    finally:
        remove(path)
        os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a folder, though a store that is still open in it may make a file meanwhile."""
    for _ in range(ATTEMPTS):
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            return
        sleep(WAIT_SECONDS)
