"""Which of two versions is the newer one."""

from __future__ import annotations

import re

DIGITS = re.compile(r"(\d+)")


def age(version: str) -> tuple[tuple[int, str], ...]:
    """Return what versions are sorted by: numbers as numbers, however long.

    >>> max(("v2.9", "v2.10"), key=age)
    'v2.10'
    """
    parts = DIGITS.split(version)
    return tuple(_rank(part) for part in parts if part)


def _rank(part: str) -> tuple[int, str]:
    """Return what a part is sorted by; numbers of as many digits stand as their digits do."""
    digits = part.lstrip("0") or "0"
    return (len(digits), digits) if part.isdecimal() else (0, part)
