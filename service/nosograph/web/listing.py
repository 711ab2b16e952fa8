"""A long list in pages: by letter, a hundred at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

#: Judgement: a page that can be read through, and weighs little.
PER_PAGE = 100
#: What begins with no letter of the alphabet stands under this.
OTHER = "#"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Digits of a page's number; no list is longer.
LONGEST_NUMBER = 4
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list: its rows, how many there are in all, and where in the list it is."""

    rows: tuple[Row, ...]
    found: int
    page: int
    pages: int
    letters: Mapping[str, int]
    letter: str

    @property
    def first(self) -> int:
        """Return which of all rows is the first on this page, counted from one."""
        return (self.page - 1) * PER_PAGE + 1

    @property
    def near(self) -> list[int]:
        """Return the pages to offer: the first, the last and those around, 0 for a gap."""
        around = {1, self.pages, *range(self.page - 2, self.page + 3)}
        numbers = sorted(number for number in around if 1 <= number <= self.pages)
        following = zip(numbers, [*numbers[1:], numbers[-1] + 1], strict=True)
        return [
            each
            for here, then in following
            for each in ((here,) if then == here + 1 else (here, 0))
        ]


def listed(rows: Sequence[Row], key: str = "label") -> Listing:
    """Return the page of a list that the URL asks for; the letters are those of the whole list."""
    letters = dict.fromkeys((*ALPHABET, OTHER), 0)
    for row in rows:
        letters[initial(row[key])] += 1
    letter = request.args.get("letter", "").upper()
    return paged([row for row in rows if letter in ("", initial(row[key]))], letters, letter)


def paged(
    rows: Sequence[Row], letters: Mapping[str, int] | None = None, letter: str = ""
) -> Listing:
    """Return the page of rows that the URL asks for, the last where it asks for one after."""
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(asked_page(), pages)
    shown = tuple(rows[(page - 1) * PER_PAGE : page * PER_PAGE])
    return Listing(shown, len(rows), page, pages, letters or {}, letter)


def asked_page() -> int:
    """Return the number of the page in the URL, the first where it is no number."""
    asked = request.args.get("page", "")
    usable = asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER
    return max(1, int(asked)) if usable else 1


def initial(label: str) -> str:
    """Return the letter that a name stands under.

    >>> initial("abdominal pain"), initial("3-methylglutaconic aciduria")
    ('A', '#')
    """
    letter = label[:1].upper()
    return letter if letter in ALPHABET else OTHER


def address_with(**changes: object) -> str:
    """Return the address of this page with other parameters; None takes one away."""
    args = {**request.args.to_dict(), **changes}
    kept = {name: value for name, value in args.items() if value not in (None, "")}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
