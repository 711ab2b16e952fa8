"""Rules of reading other languages than English: fewer, and each language in one table.

They say what joins, parts, denies and dates; what names a finding comes from a lexicon of
translated names. Words stand in the tables as they are folded: in lower case, without accents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import snowballstemmer

from nosograph.domain.presentation import Sex
from nosograph.errors import InvalidInput
from nosograph.text.context import (
    AgePattern,
    ContextRules,
    Direction,
    Reach,
    Role,
    Said,
    SexWord,
    Trigger,
)
from nosograph.text.durations import DurationRules
from nosograph.text.forms import LONGEST_WORD, WordForms
from nosograph.text.lasting import LastingRules
from nosograph.text.lexicon import EntryKind
from nosograph.text.measurement_rules import MeasurementRules
from nosograph.text.pressures import PressureRules
from nosograph.text.rule_tables import Row, each
from nosograph.text.tokens import marks_and_words

ENGLISH = "en"
ELISION = "'’"
"""Marks that stand between two words ("d'œdème"), where English has them inside one."""
UNITS = ("years", "months")

Stem = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its Snowball algorithm, and whether spaces stand between its words."""

    code: str
    label: str
    stemmer: str
    spaced: bool

    def stem(self) -> Stem:
        """Return what gives the stem of a folded word."""
        return _snowball(self.stemmer) if self.stemmer else str


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """A phrase and what it does in a sentence."""

    words: tuple[str, ...]
    kind: str
    direction: str
    reach: str


def read_languages(folder: Path) -> Mapping[str, Language]:
    """Return the known languages by their codes."""
    return {row.code: row for row in each(folder / "languages.tsv", _language)}


def require_language(languages: Mapping[str, Language], code: str) -> Language:
    """Return a language; raises InvalidInput for one that is not known."""
    if code not in languages:
        raise InvalidInput(f"no such language; known are {', '.join(sorted(languages))}")
    return languages[code]


def language_rules(english: ContextRules, folder: Path, language: Language) -> ContextRules:
    """Return the rules of a language; one without a table has marks and names only."""
    path = folder / "languages" / f"{language.code}.tsv"
    rows = tuple(each(path, _row)) if path.exists() else ()
    return replace(
        english,
        forms=WordForms(),
        roles=_roles(english, rows),
        triggers=tuple(_triggers(rows)),
        laterality={},
        locatable=frozenset(),
        stop_words={kind: frozenset() for kind in EntryKind},
        ages=tuple(_ages(rows)),
        numbers={},
        sexes=dict(_sexes(rows)),
        durations=DurationRules((), {}, {}, frozenset()),
        measurements=MeasurementRules.none(),
        pressures=PressureRules({}),
        normal={},
        lasting=LastingRules({}),
        language=frozenset(),
        expansions={},
        stem=language.stem(),
        spaced=language.spaced,
        parting=ELISION,
    )


def _snowball(algorithm: str) -> Stem:
    """Return a stemmer that stems twice, which levels "muscular" and "musculares"."""
    stemmer = snowballstemmer.stemmer(algorithm)

    def stem(word: str) -> str:
        if len(word) > LONGEST_WORD:
            return word
        found: str = stemmer.stemWord(stemmer.stemWord(word))
        return found

    return stem


def _language(row: Row) -> Language:
    if row["spaced"] not in ("yes", "no"):
        raise ValueError("spaced is yes or no")
    return Language(row["language"], row["label"], row["stemmer"], row["spaced"] == "yes")


def _row(row: Row) -> LanguageRow:
    words = marks_and_words(row["phrase"])
    if not words or row["kind"] not in {*Said, *Role, *Sex, *UNITS}:
        raise ValueError("the kind is a status, a role, a sex or a unit of age")
    return LanguageRow(words, row["kind"], row["direction"], row["reach"])


def _roles(english: ContextRules, rows: tuple[LanguageRow, ...]) -> dict[Role, frozenset[str]]:
    """Return the words of each role, and the marks that have it in English."""
    return {
        role: frozenset(
            {word for word in english.roles[role] if not word[0].isalnum()}
            | {row.words[0] for row in rows if row.kind == role and len(row.words) == 1}
        )
        for role in Role
    }


def _triggers(rows: tuple[LanguageRow, ...]) -> Iterator[Trigger]:
    for row in rows:
        if row.kind in set(Said):
            direction, reach = Direction(row.direction), Reach(row.reach)
            yield Trigger(row.words, Said(row.kind), direction, reach, opens=False)


def _ages(rows: tuple[LanguageRow, ...]) -> Iterator[AgePattern]:
    for row in rows:
        if row.kind in UNITS:
            yield AgePattern(("#", *row.words), row.kind, None)


def _sexes(rows: tuple[LanguageRow, ...]) -> Iterator[tuple[str, SexWord]]:
    for row in rows:
        if row.kind in set(Sex) and len(row.words) == 1:
            yield row.words[0], SexWord(Sex(row.kind), stated=True)
