"""What translates codes, over a release."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from statistics import median

from nosograph.assembly.consulting import store_of
from nosograph.knowledge.release import Release
from nosograph.settings import Settings
from nosograph.terminology.translator import Translations, Translator

#: Codes that are timed by themselves.
SINGLE = 200


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
    single = median(single_seconds(translator(settings, release), known, to)) * 1000
    return (
        f"{len(codes)} codes to {to or 'every system'}: {found} correspondences, "
        f"{disputed} codes disputed, {wall:.1f} s ({processor:.1f} s of processor time); "
        f"one code by itself: p50 {single:.1f} ms"
    )


def single_seconds(by_itself: Translator, codes: Sequence[str], to: str | None) -> Iterator[float]:
    """Yield how long each of some codes takes by itself, spread over all, the first one apart."""
    by_itself.translate(codes[:1], to)
    for code in codes[:: max(1, len(codes) // SINGLE)]:
        begun = time.perf_counter()
        by_itself.translate([code], to)
        yield time.perf_counter() - begun
