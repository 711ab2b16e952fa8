"""What translates codes, over a release."""

from __future__ import annotations

from collections.abc import Sequence

from nosograph.assembly.consulting import store_of
from nosograph.knowledge.release import Release
from nosograph.settings import Settings
from nosograph.terminology.translator import Translations, Translator


def translator(settings: Settings, release: Release) -> Translator:
    """Open the crosswalk over the mapping sets and code systems of a release."""
    return Translator(store_of(settings, release), release.versions())


def translate_codes(
    settings: Settings,
    release: Release,
    codes: Sequence[str],
    to: str | None = None,
    system: str | None = None,
) -> Translations:
    """Translate codes over a release."""
    return translator(settings, release).translate(codes, to, system)
