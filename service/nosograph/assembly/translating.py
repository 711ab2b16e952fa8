"""What translates codes, over a release."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from nosograph.assembly.consulting import store_of
from nosograph.knowledge.release import Release
from nosograph.settings import Settings
from nosograph.terminology.translator import Translations, Translator


def translator(settings: Settings, release: Release) -> Translator:
    """Open the crosswalk over the mapping sets and code systems of a release."""
    return Translator(store_of(settings, release), release.versions())


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep the collector from looking for cycles among hundreds of thousands of rows.

    There are none, and the looking took two seconds of five for 380,000 correspondences.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def translate_codes(
    settings: Settings,
    release: Release,
    codes: Sequence[str],
    to: str | None = None,
    system: str | None = None,
) -> Translations:
    """Translate codes over a release."""
    with undisturbed():
        return translator(settings, release).translate(codes, to, system)


def time_translation(settings: Settings, release: Release, count: int, to: str | None) -> str:
    """Translate so many codes of the mapping sets, and say how long it took."""
    known = translator(settings, release).crosswalk.codes()
    codes = list(islice(known, count))
    begun = time.perf_counter(), time.process_time()
    with undisturbed():
        answer = translator(settings, release).translate(codes, to)
    wall, processor = time.perf_counter() - begun[0], time.process_time() - begun[1]
    found = sum(len(item.found) for item in answer.items)
    disputed = sum(bool(item.disputes) for item in answer.items)
    return (
        f"{len(codes)} codes to {to or 'every system'}: {found} correspondences, "
        f"{disputed} codes disputed, {wall:.1f} s ({processor:.1f} s of processor time)"
    )
