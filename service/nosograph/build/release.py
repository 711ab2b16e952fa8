"""Release folders: named by content, written aside, swapped in at once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

from nosograph.knowledge.release import CURRENT, MANIFEST, RELEASES


def content_name(date: str, files: Iterable[Path]) -> str:
    """Return a release's name: its newest source's date and a digest of everything it is made of.

    The digest covers the sources, the curated tables and the version of this package.
    """
    digest = hashlib.sha256(version("nosograph").encode())
    for path in files:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
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
    target = releases / name
    if not target.exists():
        aside = Path(tempfile.mkdtemp(prefix=".building-", dir=releases))
        try:
            manifest = write(aside)
            text = json.dumps({"release": name, **manifest}, indent=2, sort_keys=True)
            (aside / MANIFEST).write_text(text, encoding="utf-8")
            aside.chmod(0o755)
            aside.replace(target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    point(home, name)
    return target


def point(home: Path, name: str) -> None:
    """Make a release the current one, atomically."""
    aside = home / f".{CURRENT}.{os.getpid()}"
    aside.write_text(name, encoding="utf-8")
    aside.replace(home / CURRENT)
