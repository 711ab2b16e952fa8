"""SNOMED CT: its identifiers, the concepts that its model is made of, and how graphs say it."""

from __future__ import annotations

from nosograph.domain.check_digits import verhoeff_holds

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


#: The two digits before the check digit say what an identifier is of (SNOMED CT Release File
#: Specifications, partition identifier).
CONCEPT, DESCRIPTION, RELATIONSHIP = ("00", "10"), ("01", "11"), ("02", "12")
SHORTEST, LONGEST = 6, 18


def is_identifier(text: str, partitions: tuple[str, ...] = CONCEPT) -> bool:
    """Tell whether a text is an identifier of SNOMED CT, its check digit included.

    >>> is_identifier("404684003"), is_identifier("404684004"), is_identifier("404684003x")
    (True, False, False)
    """
    whole = text.isascii() and text.isdecimal() and SHORTEST <= len(text) <= LONGEST
    return whole and text[-3:-1] in partitions and text[0] != "0" and verhoeff_holds(text)
