"""The terminology operations, opened over a release."""

from __future__ import annotations

from nosograph.exchange.fhir.operations import Terminology
from nosograph.knowledge.release import Release
from nosograph.knowledge.store import Store
from nosograph.terminology.release_library import ReleaseLibrary, Stated


def terminology(store: Store, release: Release) -> Terminology:
    """Return what FHIR's terminology operations answer from."""
    stated = Stated.of(release.name, release.manifest)
    return Terminology(library=ReleaseLibrary(store, stated))
