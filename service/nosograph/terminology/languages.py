"""Languages that a client asks for, in order (RFC 9110, Accept-Language; BCP 47 tags)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

ANY = "*"
#: The form of a language tag, roughly (RFC 5646), or any language.
TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*|\*")


class Depth(IntEnum):
    """How much of two language tags has to be the same."""

    FULL = 3
    REGION = 2
    LANGUAGE = 1


@dataclass(frozen=True, slots=True)
class Language:
    """A language tag and how much it is wanted, from 0 to 1."""

    code: str
    quality: float = 1.0

    @property
    def is_tag(self) -> bool:
        """Whether it has the form of a language tag."""
        return TAG.fullmatch(self.code) is not None

    @property
    def rendered(self) -> str:
        """The language as one writes it."""
        return self.code if self.quality == 1 else f"{self.code}; q={self.quality:g}"

    def fits(self, code: str, depth: Depth) -> bool:
        """Tell whether a name in a language is one in this language.

        >>> Language("de-CH").fits("de", Depth.LANGUAGE)
        True
        """
        if self.code == ANY:
            return self.quality > 0
        mine, other = self.code.lower().split("-"), code.lower().split("-")
        if depth is Depth.FULL:
            return mine == other
        return mine[:depth] == other[:depth]


@dataclass(frozen=True, slots=True)
class Languages:
    """Languages in the order in which they are wanted; ``text`` is how the client wrote them."""

    wanted: tuple[Language, ...]
    text: str

    @property
    def is_strict(self) -> bool:
        """Whether no other language will do: ``*`` is refused with quality 0."""
        return any(language.code == ANY and not language.quality for language in self.wanted)

    @property
    def rendered(self) -> str:
        """The languages as one writes them.

        >>> read_languages("de,*; q=0").rendered
        'de, *; q=0'
        """
        if all(each.quality == 1 for each in self.wanted):
            return ",".join(each.code for each in self.wanted)
        return ", ".join(each.rendered for each in self.wanted)

    def fits(self, code: str, depth: Depth) -> bool:
        """Tell whether a name in a language is wanted."""
        return any(each.fits(code, depth) for each in self.wanted if each.quality > 0)


def read_languages(text: str) -> Languages | None:
    """Read an Accept-Language header; nothing where it names none.

    >>> [(each.code, each.quality) for each in read_languages("de-CH, en;q=0.5").wanted]
    [('de-CH', 1.0), ('en', 0.5)]
    """
    read = [_language(part) for part in text.split(",") if part.strip()]
    wanted = tuple(sorted(read, key=lambda language: -language.quality))
    return Languages(wanted, text.strip()) if wanted else None


def _language(part: str) -> Language:
    code, _, rest = part.partition(";")
    name, _, value = rest.strip().partition("=")
    return Language(code.strip(), _quality(value) if name.strip() == "q" else 1.0)


def _quality(value: str) -> float:
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0
