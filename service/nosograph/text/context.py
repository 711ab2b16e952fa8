"""The rules of reading, as data: what denies, dates, joins, separates and counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from nosograph.domain.presentation import Sex, require_curie
from nosograph.errors import SourceError
from nosograph.text.forms import Form, WordForms
from nosograph.text.lexicon import EntryKind
from nosograph.text.tokens import marks_and_words

Row = Mapping[str, str]
T = TypeVar("T")


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
    """How far a trigger reaches: its item, a list of items, or only what touches it."""

    ITEM = "item"
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
    ASSERTION = "assertion"
    SUBJECT = "subject"
    HEAD = "head"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Trigger:
    """A phrase that changes the status of what it reaches; one that ``opens`` starts a segment."""

    words: tuple[str, ...]
    said: Said
    direction: Direction
    reach: Reach
    opens: bool


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
    of a word before a site; ``stop_words`` never name something of a kind all by themselves.
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

    @classmethod
    def load(cls, folder: Path) -> ContextRules:
        """Read the tables of a folder; raises SourceError with the line of a broken row."""
        return cls(
            forms=WordForms.from_rows(_each(folder / "forms.tsv", _form)),
            roles=_grouped(_each(folder / "words.tsv", _role), Role),
            triggers=tuple(_each(folder / "triggers.tsv", _trigger)),
            laterality=dict(_each(folder / "laterality.tsv", _laterality)),
            locatable=frozenset(_each(folder / "locatable.tsv", _code)),
            unsaid=frozenset(_each(folder / "unsaid.tsv", _code)),
            stop_words=_grouped(_each(folder / "stop_words.tsv", _stop_word), EntryKind),
            ages=tuple(_each(folder / "ages.tsv", _age)),
            numbers=dict(_each(folder / "numbers.tsv", _number)),
            sexes=dict(_each(folder / "sexes.tsv", _sex)),
        )


def _each(path: Path, parse: Callable[[Row], T]) -> Iterator[T]:
    """Parse every row of a table."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(path.name, None, "cannot be read") from error
    header = lines[0].split("\t") if lines else []
    for number, line in enumerate(lines[1:], start=2):
        try:
            yield parse(dict(zip(header, line.split("\t"), strict=True)))
        except (KeyError, ValueError) as error:
            reason = f"{error}; columns are {', '.join(header)}"
            raise SourceError(path.name, number, reason) from error


E = TypeVar("E", bound=StrEnum)


def _grouped(pairs: Iterator[tuple[E, str]], kinds: type[E]) -> dict[E, frozenset[str]]:
    members: dict[E, set[str]] = {kind: set() for kind in kinds}
    for kind, word in pairs:
        members[kind].add(word)
    return {kind: frozenset(words) for kind, words in members.items()}


def _form(row: Row) -> Form:
    if row["kind"] not in ("word", "part", "ending"):
        raise ValueError("kind is word, part or ending")
    return Form(row["form"], row["kind"], row["base"])


def _role(row: Row) -> tuple[Role, str]:
    return Role(row["role"]), row["word"]


def _trigger(row: Row) -> Trigger:
    if row["opens"] not in ("yes", "no"):
        raise ValueError("opens is yes or no")
    return Trigger(
        marks_and_words(row["phrase"]),
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
