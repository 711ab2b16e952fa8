"""The rules of reading, as data: what denies, dates, joins, separates and counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, product
from pathlib import Path

from nosograph.domain.presentation import Sex, require_curie
from nosograph.text.durations import DurationRules
from nosograph.text.forms import Form, WordForms, regular_stem
from nosograph.text.lasting import LastingRules
from nosograph.text.lexicon import EntryKind
from nosograph.text.measurement_rules import MeasurementRules
from nosograph.text.pressures import PressureRules
from nosograph.text.rule_tables import Row, each, grouped
from nosograph.text.tokens import marks_and_words


class Said(StrEnum):
    """What a trigger makes of what it reaches; NONE only looks like a trigger."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"
    HISTORICAL = "historical"
    FAMILY = "family"
    DROPPED = "dropped"
    NONE = "none"


class Direction(StrEnum):
    """Where a trigger stands: before what it reaches, after it, or as the writer uses it."""

    BEFORE = "before"
    AFTER = "after"
    EITHER = "either"


class Reach(StrEnum):
    """How far a trigger reaches: its item, a list, the next finding, or only what touches it.

    A phrase is an item that belongs to a finding before it, where one is.
    """

    ITEM = "item"
    PHRASE = "phrase"
    NEXT = "next"
    LIST = "list"
    ADJACENT = "adjacent"


class Role(StrEnum):
    """What a word does in a sentence, apart from naming something."""

    FUNCTION = "function"
    LOCATIVE = "locative"
    JOIN = "join"
    BREAK = "break"
    CLOSING = "closing"
    ALTERNATIVE = "alternative"
    ANAPHOR = "anaphor"
    QUESTION = "question"
    ANSWER = "answer"
    ASSERTION = "assertion"
    SUBJECT = "subject"
    HEAD = "head"
    OPENING = "opening"
    DETERMINER = "determiner"
    CONNECTING = "connecting"
    QUIET = "quiet"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Trigger:
    """A phrase that changes the status of what it reaches; one that ``opens`` starts a segment."""

    words: tuple[str, ...]
    said: Said
    direction: Direction
    reach: Reach
    opens: bool

    @property
    def general(self) -> bool:
        """Whether it has a class of words instead of a word."""
        return any(word.startswith("{") for word in self.words)


@dataclass(frozen=True, slots=True)
class AgePattern:
    """Words around a number (``#``) that make it an age, in a unit, of a sex where they say so."""

    words: tuple[str, ...]
    unit: str
    sex: Sex | None


@dataclass(frozen=True, slots=True)
class SexWord:
    """A word that states the sex, or only implies it."""

    sex: Sex
    stated: bool


@dataclass(frozen=True, slots=True)
class ContextRules:
    """Every rule of reading.

    ``locatable`` are the findings that may be said of a site, ``unsaid`` the codes too general to
    be meant by a word ("worse" is no "Aggravated by"); ``laterality`` gives the modifiers
    of a word before a site; ``stop_words`` never name something of a kind all by themselves;
    ``normal`` are the findings that words of health deny ("afebrile"); ``lasting`` is what
    findings become with time; ``histories`` are of what is known for long where
    somebody has it; ``language`` are words that look like misspelt words of a lexicon
    and are none ("roughing"); ``expansions`` are what short forms and idioms are read as ("n/v");
    ``stem`` gives the regular stem of a word, and ``spaced`` says whether spaces stand between
    words; ``parting`` marks part words as spaces do.
    """

    forms: WordForms
    roles: Mapping[Role, frozenset[str]]
    triggers: tuple[Trigger, ...]
    laterality: Mapping[str, frozenset[str]]
    locatable: frozenset[str]
    unsaid: frozenset[str]
    stop_words: Mapping[EntryKind, frozenset[str]]
    ages: tuple[AgePattern, ...]
    numbers: Mapping[str, int]
    sexes: Mapping[str, SexWord]
    durations: DurationRules
    measurements: MeasurementRules
    pressures: PressureRules
    normal: Mapping[tuple[str, ...], tuple[str, ...]]
    lasting: LastingRules
    histories: Mapping[str, str]
    language: frozenset[str]
    expansions: Mapping[tuple[str, ...], tuple[str, ...]]
    stem: Callable[[str], str] = regular_stem
    spaced: bool = True
    parting: str = ""

    @classmethod
    def load(cls, folder: Path) -> ContextRules:
        """Read the tables of a folder; raises SourceError with the line of a broken row."""
        roles = grouped(each(folder / "words.tsv", _role), Role)
        durations = DurationRules.load(folder, roles[Role.OPENING])
        return cls(
            forms=WordForms.from_rows(each(folder / "forms.tsv", _form)),
            roles=roles,
            triggers=tuple(_triggers(folder)),
            laterality=dict(each(folder / "laterality.tsv", _laterality)),
            locatable=frozenset(each(folder / "locatable.tsv", _code)),
            unsaid=frozenset(each(folder / "unsaid.tsv", _code)),
            stop_words=grouped(each(folder / "stop_words.tsv", _stop_word), EntryKind),
            ages=tuple(each(folder / "ages.tsv", _age)),
            numbers=dict(each(folder / "numbers.tsv", _number)),
            sexes=dict(each(folder / "sexes.tsv", _sex)),
            durations=durations,
            measurements=MeasurementRules.load(folder, roles[Role.CONNECTING], durations.units),
            pressures=PressureRules.load(folder),
            normal=_normals(folder),
            lasting=LastingRules.load(folder),
            histories=dict(each(folder / "histories.tsv", _history)),
            language=frozenset(each(folder / "language.tsv", _word)),
            expansions=dict(each(folder / "expansions.tsv", _expansion)),
        )


def _form(row: Row) -> Form:
    if row["kind"] not in ("word", "part", "ending", "own"):
        raise ValueError("kind is word, part, ending or own")
    return Form(row["form"], row["kind"], row["base"])


def _role(row: Row) -> tuple[Role, str]:
    return Role(row["role"]), row["word"]


def _triggers(folder: Path) -> Iterator[Trigger]:
    """Yield every trigger; a phrase with a class of words ("{relative}") once for each of them."""
    classes = _classes(folder)
    said: dict[tuple[str, ...], Trigger] = {}
    for written in each(folder / "triggers.tsv", _trigger):
        for words in _written_out(written.words, classes):
            if words not in said or not written.general:
                said[words] = replace(written, words=words)
    yield from said.values()


def _normals(folder: Path) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return what every phrase of health denies; one with a class of words gives way to others."""
    classes = _classes(folder)
    said: dict[tuple[str, ...], tuple[str, ...]] = {}
    for phrase, ids in each(folder / "normal.tsv", _normal):
        general = any(word[0] == "{" for word in phrase)
        for words in _written_out(phrase, classes):
            said[words] = said.get(words, ids) if general else ids
    return said


def _classes(folder: Path) -> dict[str, list[str]]:
    classes: dict[str, list[str]] = {}
    for name, phrase in each(folder / "word_classes.tsv", _member):
        classes.setdefault(name, []).append(phrase)
    return classes


def _written_out(
    phrase: tuple[str, ...], classes: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, ...]]:
    """Yield a phrase once with each choice from its classes of words ("{relative}")."""
    parts = [classes[word[1:-1]] if word[0] == "{" else [word] for word in phrase]
    for choice in product(*parts):
        yield tuple(chain.from_iterable(map(marks_and_words, choice)))


def _member(row: Row) -> tuple[str, str]:
    return row["class"], row["phrase"]


def _trigger(row: Row) -> Trigger:
    if row["opens"] not in ("yes", "no"):
        raise ValueError("opens is yes or no")
    return Trigger(
        tuple(row["phrase"].split()),
        Said(row["status"]),
        Direction(row["direction"]),
        Reach(row["reach"]),
        row["opens"] == "yes",
    )


def _laterality(row: Row) -> tuple[str, frozenset[str]]:
    return row["word"], frozenset(require_curie(code) for code in row["modifiers"].split("|"))


def _code(row: Row) -> str:
    return require_curie(row["id"])


def _stop_word(row: Row) -> tuple[EntryKind, str]:
    return EntryKind(row["kind"]), row["word"]


def _age(row: Row) -> AgePattern:
    return AgePattern(
        tuple(row["pattern"].split()), row["unit"], Sex(row["sex"]) if row["sex"] else None
    )


def _number(row: Row) -> tuple[str, int]:
    return row["word"], int(row["value"])


def _sex(row: Row) -> tuple[str, SexWord]:
    return row["word"], SexWord(Sex(row["sex"]), row["strength"] == "stated")


def _expansion(row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return marks_and_words(row["phrase"]), marks_and_words(row["words"])


def _history(row: Row) -> tuple[str, str]:
    return require_curie(row["id"]), require_curie(row["history_id"])


def _word(row: Row) -> str:
    return row["word"]


def _normal(row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(row["phrase"].split()), tuple(map(require_curie, row["ids"].split("|")))
