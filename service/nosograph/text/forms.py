"""Word forms: one stem for every inflection and spelling of a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from snowballstemmer.english_stemmer import EnglishStemmer

LONGEST_WORD = 40
"""Characters up to which a word is stemmed; longer ones are no English words."""
SHORTEST_RESPELT = 5
"""Characters from which spellings are levelled, so that "toe" stays a toe (judgement)."""
INFLAMMATION = "itis"
"""The ending that the regular stem drops, so that "cervicitis" would be read in "cervical"."""

NOTHING = re.compile(r"(?!)")
"""A pattern that never matches."""


class Form(NamedTuple):
    """A row of the table of forms.

    An irregular ``word``, a spelling ``part`` or ``ending``, or a word whose base is its ``own``
    because the regular stem is that of another word ("several" and "severe").
    """

    form: str
    kind: str
    base: str


def regular_stem(word: str) -> str:
    """Return the Porter2 stem of a folded word; an inflammation keeps its name.

    >>> regular_stem("cramping"), regular_stem("cramps"), regular_stem("cervicitis")
    ('cramp', 'cramp', 'cervicitis')
    """
    if len(word) > LONGEST_WORD or word.endswith(INFLAMMATION):
        return word
    stem: str = EnglishStemmer().stemWord(word)
    return stem


@dataclass(frozen=True, slots=True)
class WordForms:
    """What the regular stem does not level: irregular words, UK and US spellings."""

    words: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    spelling: re.Pattern[str] = NOTHING
    own: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_rows(cls, rows: Iterable[Form]) -> WordForms:
        """Build the forms; words are kept by their stems.

        >>> forms = WordForms.from_rows([Form("calves", "word", "calf"), Form("oe", "part", "e")])
        >>> forms.level(regular_stem("calves")), forms.level("oedema")
        ('calf', 'edema')
        """
        table = list(rows)
        words = {regular_stem(r.form): regular_stem(r.base) for r in table if r.kind == "word"}
        parts = {r.form: r.base for r in table if r.kind == "part"}
        endings = {r.form: r.base for r in table if r.kind == "ending"}
        alternatives = [re.escape(part) for part in parts]
        alternatives += [f"{re.escape(ending)}$" for ending in endings]
        spelling = re.compile("|".join(alternatives)) if alternatives else NOTHING
        own = {r.form: r.base for r in table if r.kind == "own"}
        return cls(words, parts | endings, spelling, own)

    def level(self, stem: str) -> str:
        """Return the one stem that stands for every form and spelling of a stem's word."""
        if len(stem) >= SHORTEST_RESPELT:
            stem = self.spelling.sub(lambda match: self.spellings[match.group()], stem)
        return self.words.get(stem, stem)
