"""SNOMED CT: its identifiers, the concepts that its model is made of, and how graphs say it."""

from __future__ import annotations

from functools import cache

IS_A = "116680003"
CORE_MODULE = "900000000000207008"
FULLY_SPECIFIED, SYNONYM, DEFINITION = (
    "900000000000003001",
    "900000000000013009",
    "900000000000550004",
)
PREFERRED, ACCEPTABLE = "900000000000548007", "900000000000549004"
PRIMITIVE, DEFINED = "900000000000074008", "900000000000073002"
US_ENGLISH, GB_ENGLISH = "900000000000509007", "900000000000508004"
SAME_AS, REPLACED_BY, WAS_A = "900000000000527005", "900000000000526001", "900000000000528000"
PARTIALLY_EQUIVALENT = "1186924009"

# CURIEs of the predicates that graphs of imports use beside those of OBO and SKOS.
FULL_NAME = "nos:fullySpecifiedName"
ROLE_GROUP, SELF_GROUP = "nos:roleGroup", "nos:selfGroup"
MEMBER = "nos:member"
DEFINITION_STATUS, MODULE, EFFECTIVE_TIME = (
    "nos:definitionStatus",
    "nos:moduleId",
    "nos:effectiveTime",
)
OWL_AXIOM = "nos:owlAxiom"


def preferred_in(dialect: str) -> str:
    """Return the predicate of the names that a language reference set prefers."""
    return f"nos:preferredIn.{dialect}"


def acceptable_in(dialect: str) -> str:
    """Return the predicate of the names that a language reference set accepts."""
    return f"nos:acceptableIn.{dialect}"


#: The second to last two digits but one of an identifier say what it is of.
CONCEPT, DESCRIPTION, RELATIONSHIP = ("00", "10"), ("01", "11"), ("02", "12")
SHORTEST, LONGEST = 6, 18

#: The dihedral group of order ten and the permutation of digits of J. Verhoeff (Error Detecting
#: Decimal Codes, 1969), as SNOMED's release file specification gives them (appendix D).
GROUP = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
PERMUTATION = "1576283094"
#: Digits that are looked up at once; the permutations repeat after twice as many.
CHUNK = 4


def is_identifier(text: str, partitions: tuple[str, ...] = CONCEPT) -> bool:
    """Tell whether a text is an identifier of SNOMED CT, its check digit included.

    >>> is_identifier("404684003"), is_identifier("404684004"), is_identifier("404684003x")
    (True, False, False)
    """
    whole = text.isascii() and text.isdecimal() and SHORTEST <= len(text) <= LONGEST
    return whole and text[-3:-1] in partitions and text[0] != "0" and _product(text) == 0


def check_digit(digits: str) -> str:
    """Return the digit that makes an identifier of its first digits.

    >>> check_digit("40468400")
    '3'
    """
    return next(digit for digit in "0123456789" if _product(digits + digit) == 0)


def _product(text: str) -> int:
    """Multiply the digits in the dihedral group, the last one first."""
    times, low, high = _tables()
    product = 0
    for end in range(len(text), 0, -2 * CHUNK):
        middle = max(0, end - CHUNK)
        product = times[product][low[text[middle:end]]]
        product = times[product][high[text[max(0, middle - CHUNK) : middle]]]
    return product


Products = dict[str, int]


@cache
def _tables() -> tuple[tuple[tuple[int, ...], ...], Products, Products]:
    """Return the group, and the products of up to four digits at the two places they may have."""
    times = tuple(tuple(map(int, row)) for row in GROUP)
    permuted = [tuple(range(10))]
    for _ in range(2 * CHUNK - 1):
        permuted.append(tuple(int(PERMUTATION[digit]) for digit in permuted[-1]))
    low, high = ({"": 0}, {"": 0})
    for products, start in ((low, 0), (high, CHUNK)):
        longest = [""]
        for place in range(start, start + CHUNK):
            longest = [f"{digit}{text}" for text in longest for digit in range(10)]
            for text in longest:
                digit = permuted[place][int(text[0])]
                products[text] = times[products[text[1:]]][digit]
    return times, low, high
