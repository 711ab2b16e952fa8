"""The languages that presentations are read and answered in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from nosograph.knowledge.terms import Terms
from nosograph.knowledge.translations import Translations
from nosograph.text.languages import ENGLISH
from nosograph.text.reader import TextReader


@dataclass(frozen=True)
class Spoken:
    """What reads and names findings in one language."""

    reader: TextReader
    terms: Terms


class Languages:
    """Opens a language when it is first asked for, and keeps it."""

    def __init__(
        self, english: Spoken, translations: Translations, open_reader: Callable[[str], TextReader]
    ) -> None:
        self._english = english
        self._translations = translations
        self._open_reader = open_reader
        self._opened = cache(self._open)

    def spoken(self, language: str | None) -> Spoken:
        """Return a language, English where none is asked for.

        Raises InvalidInput, saying what to import, for one that was not imported.
        """
        code = primary(language or ENGLISH)
        return self._english if code == ENGLISH else self._opened(code)

    def preferred(self, languages: tuple[str, ...]) -> str:
        """Return the first of the languages that can be spoken, else English."""
        known = (ENGLISH, *self._translations.languages())
        return next((code for code in map(primary, languages) if code in known), ENGLISH)

    def _open(self, code: str) -> Spoken:
        reader = self._open_reader(code)
        labels = {**self._english.terms.labels, **self._translations.labels(code)}
        return Spoken(reader, replace(self._english.terms, labels=labels))


def primary(tag: str) -> str:
    """Return the language of a language tag.

    >>> primary("es-MX"), primary("zh_TW")
    ('es', 'zh')
    """
    return tag.strip().lower().replace("_", "-").split("-")[0]
