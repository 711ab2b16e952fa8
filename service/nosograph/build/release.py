"""Release folders: named by content, written aside, swapped in at once."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from nosograph.knowledge.release import CURRENT, MANIFEST, RELEASES

UNFINISHED = ".building-"


def content_name(date: str, files: Iterable[Path], digests: Iterable[str] = ()) -> str:
    """Return a release's name: its newest source's date and a digest of everything it is made of.

    The digest covers the sources, the curated tables and the version of this package; ``digests``
    are those of files that are not read again.
    """
    digest = hashlib.sha256(version("nosograph").encode())
    for path in files:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    for known in digests:
        digest.update(known.encode())
    return f"{date}-{digest.hexdigest()[:12]}"


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def publish(home: Path, name: str, write: Callable[[Path], dict[str, object]]) -> Path:
    """Let ``write`` fill a new folder, then make it the current release.

    The folder appears under its name only when it is complete; on any error it is removed and
    the release that was current stays so.
    """
    releases = home / RELEASES
    releases.mkdir(parents=True, exist_ok=True)
    with alone(home):
        target = releases / name
        for left in releases.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        if not target.exists():
            fill(target, name, write)
        point(home, name)
    return target


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Wait until no other process builds in a home; the lock ends with its process."""
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fill(target: Path, name: str, write: Callable[[Path], dict[str, object]]) -> None:
    """Write a release aside and give it its name when it is complete."""
    aside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=target.parent))
    try:
        manifest = write(aside)
        made_by = {"release": name, "software": version("nosograph")}
        text = json.dumps({**made_by, **manifest}, indent=2, sort_keys=True)
        (aside / MANIFEST).write_text(text, encoding="utf-8")
        aside.chmod(0o755)
        aside.replace(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def point(home: Path, name: str) -> None:
    """Make a release the current one, atomically."""
    aside = home / f".{CURRENT}.{os.getpid()}"
    aside.write_text(name, encoding="utf-8")
    aside.replace(home / CURRENT)
