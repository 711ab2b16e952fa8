"""What translates codes, over a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nosograph.assembly.consulting import store_of
from nosograph.knowledge.graphs import MAPPINGS
from nosograph.knowledge.release import Release
from nosograph.settings import Settings
from nosograph.terminology.translator import Translations, Translator


def translator(settings: Settings, release: Release) -> Translator:
    """Open the crosswalk over the mapping sets and code systems of a release."""
    return Translator(store_of(settings, release), versions(release))


def versions(release: Release) -> Mapping[str, str]:
    """Return the version of each graph; that of our own mappings is the release."""
    sources = release.manifest.get("sources", ())
    listed = {source["graph"]: source["version"] for source in sources if "version" in source}
    return {MAPPINGS: release.name, **listed}


def translate_codes(
    settings: Settings,
    release: Release,
    codes: Sequence[str],
    to: str | None = None,
    system: str | None = None,
) -> Translations:
    """Translate codes over a release."""
    return translator(settings, release).translate(codes, to, system)
