"""What is given away of a release: the ontology, and mapping sets."""

from __future__ import annotations

import json
from functools import cache, partial

from nosograph.assembly.consulting import store_of
from nosograph.build import exporting
from nosograph.build.ontology import LICENCE
from nosograph.exchange.sssom import MappingSet, sssom_document
from nosograph.knowledge.release import Release
from nosograph.settings import Settings
from nosograph.terminology.crosswalk import Crosswalk
from nosograph.terminology.published_sets import PublishedSets

ONTOLOGY_FORMATS = tuple(exporting.FORMATS)
ADDRESS = "https://w3id.org/nosograph/mappings"


def published_sets(settings: Settings, release: Release) -> PublishedSets:
    """Open the mapping sets of a release."""
    store = store_of(settings, release)
    sources = list(release.manifest.get("sources", ()))
    return PublishedSets(store, Crosswalk(store, release.versions()), release.name, sources)


def export_mappings(settings: Settings, release: Release, name: str) -> bytes:
    """Return a mapping set as SSSOM."""
    found = published_sets(settings, release).get(name, LICENCE)
    about = MappingSet(
        id=f"{ADDRESS}/{name}.sssom.tsv",
        title=found.title,
        version=found.version,
        licence=found.licence,
    )
    return "".join(sssom_document(about, found.rows)).encode()


def export_ontology(release: Release, format_: str) -> bytes:
    """Return the ontology in a format."""
    return exporting.export(release, format_)


class Exports:
    """What a service gives away of its release; each document is made once."""

    def __init__(self, settings: Settings, release: Release) -> None:
        self._release = release
        self._sets = published_sets(settings, release)
        self.mappings = cache(partial(export_mappings, settings, release))
        self.ontology = cache(partial(export_ontology, release))

    def names(self) -> list[str]:
        """Return the names of the mapping sets."""
        return self._sets.names()

    def manifest(self) -> bytes:
        """Return what the release is made of, as JSON."""
        return json.dumps(self._release.manifest, indent=2, sort_keys=True).encode()
