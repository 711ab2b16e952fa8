"""Check digits of codes: Verhoeff's for SNOMED CT, modulus 10 for LOINC."""

from __future__ import annotations

from itertools import cycle

#: The multiplication of the dihedral group D5 and the permutation, as the SNOMED CT Release File
#: Specifications (SCTID, check digit) print them.
MULTIPLIED = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
PERMUTED = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 5, 7, 6, 2, 8, 3, 0, 9, 4),
    (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7),
    (9, 4, 5, 3, 1, 2, 6, 8, 7, 0),
    (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5),
    (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)
#: What each digit becomes at each place, by its sign.
EXCHANGED = tuple({str(digit): row[digit] for digit in range(10)} for row in PERMUTED)


def verhoeff_holds(digits: str) -> bool:
    """Whether the last of some ASCII digits is the Verhoeff check digit of the rest.

    >>> verhoeff_holds("32914008"), verhoeff_holds("32914009")
    (True, False)
    """
    check = 0
    for exchanged, digit in zip(cycle(EXCHANGED), reversed(digits), strict=False):
        check = MULTIPLIED[check][exchanged[digit]]
    return check == 0


def verhoeff_digit(digits: str) -> str:
    """Return the Verhoeff check digit of some ASCII digits.

    >>> verhoeff_digit("40468400")
    '3'
    """
    return next(digit for digit in "0123456789" if verhoeff_holds(digits + digit))


def mod10_holds(digits: str) -> bool:
    """Whether the last of some digits is the modulus-10 check digit (Luhn) of the rest.

    >>> mod10_holds("28233"), mod10_holds("28234")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
