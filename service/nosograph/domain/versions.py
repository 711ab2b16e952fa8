"""Which of two versions is the newer one."""

from __future__ import annotations

import re

DIGITS = re.compile(r"(\d+)")


def age(version: str) -> tuple[tuple[int, str], ...]:
    """Return what versions are sorted by: numbers as numbers.

    >>> max(("v2.9", "v2.10"), key=age)
    'v2.10'
    """
    parts = DIGITS.split(version)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts if part)
