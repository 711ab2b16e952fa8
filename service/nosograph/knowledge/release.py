"""Finding the current release of a home."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nosograph.errors import InvalidRelease, NoRelease
from nosograph.knowledge.graphs import MAPPINGS

RELEASES = "releases"
CURRENT = "current"
MANIFEST = "manifest.json"
ONTOLOGY = "ontology.ofn"


@dataclass(frozen=True, slots=True)
class Release:
    """An immutable release folder and what its manifest says."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """Return the name of the release."""
        return self.folder.name

    @property
    def software(self) -> str:
        """Return the version of this package that built the release."""
        return str(self.manifest.get("software", ""))

    @property
    def arrived(self) -> datetime:
        """Return when the release came to where it is; its content knows no time."""
        return datetime.fromtimestamp((self.folder / MANIFEST).stat().st_mtime, UTC)

    @property
    def store(self) -> Path:
        """Return the folder of the SPARQL store."""
        return self.folder / "store"

    @property
    def matrix(self) -> Path:
        """Return the folder of the inference matrix."""
        return self.folder / "matrix"

    @property
    def evidence(self) -> Path:
        """Return the folder of the annotation rows behind the matrix."""
        return self.folder / "evidence"

    @property
    def population(self) -> Path:
        """Return the folder of what age, sex and duration say."""
        return self.folder / "population"

    @property
    def lexicon(self) -> Path:
        """Return the file of the lexicon."""
        return self.folder / "lexicon"

    @property
    def module(self) -> Path:
        """Return the axioms that presentations are classified with."""
        return self.folder / "module.jsonl"

    def versions(self) -> Mapping[str, str]:
        """Return the version of each graph that has one; of our own mappings, the release."""
        sources = self.manifest.get("sources", ())
        listed = {source["graph"]: source["version"] for source in sources if "version" in source}
        return {MAPPINGS: self.name, **listed}

    def licence_bound(self) -> Mapping[str, str]:
        """Return the licence of each graph whose content those alone may use who hold it."""
        sources = self.manifest.get("sources", ())
        bound = (source for source in sources if source.get("licence_bound"))
        return {source["graph"]: source["licence"] for source in bound}

    def ontology(self) -> bytes | None:
        """Return the ontology in functional syntax; a release of an older version has none."""
        path = self.folder / ONTOLOGY
        return path.read_bytes() if path.is_file() else None


def current_release(home: Path) -> Release:
    """Return the current release of a home."""
    try:
        name = (home / CURRENT).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise NoRelease("no release has been built: run `nosograph build`") from error
    return read_release(home / RELEASES / name)


def kept_releases(home: Path) -> list[Release]:
    """Return the releases that a home keeps, the newest first; one that cannot be read is left."""
    kept = []
    for path in (home / RELEASES).glob(f"*/{MANIFEST}"):
        with suppress(InvalidRelease):
            kept.append(read_release(path.parent))
    return sorted(kept, key=lambda release: (release.arrived, release.name), reverse=True)


def read_release(folder: Path) -> Release:
    """Return the release of a folder."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidRelease([f"{folder.name} has no readable manifest"]) from error
    if not isinstance(manifest, dict):
        raise InvalidRelease([f"{folder.name} has no readable manifest"])
    return Release(folder, manifest)
