"""The many ways in which people write a code, and the one CURIE for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from nosograph.domain import snomed
from nosograph.domain.check_digits import mod10_holds, verhoeff_holds
from nosograph.domain.code_systems import by_prefix, by_url
from nosograph.domain.identifiers import PREFIXES, converter
from nosograph.errors import InvalidCode

#: Other names of prefixes, in lower case without separators.
ALIASES = {
    "sctid": "SNOMEDCT",
    "sct": "SNOMEDCT",
    "snomed": "SNOMEDCT",
    "snomedctus": "SNOMEDCT",
    "icd10": "ICD10WHO",
    "icd11": "ICD11MMS",
    "mim": "OMIM",
    "orphanet": "ORPHA",
    "ordo": "ORPHA",
    "umlscui": "UMLS",
    "cui": "UMLS",
    "msh": "MESH",
    "nci": "NCIT",
    "lnc": "LOINC",
    "hpo": "HP",
}
LONGEST_CODE = 200
EDITION = re.compile(r"(http://snomed\.info/sct)/\d+(?:/version/\d+)?")
#: The version in the prefix of a cross-reference, as the Disease Ontology writes it.
DATED = re.compile(r"(?:us)?\d{8}$")
SCTID = re.compile(r"[1-9]\d{5,17}")
OTHER_KINDS = {
    **dict.fromkeys(snomed.DESCRIPTION, "description"),
    **dict.fromkeys(snomed.RELATIONSHIP, "relationship"),
}
#: A category is a letter, a digit and either of them; ICD-10-CM's QA0 has its digit last.
CATEGORY = r"[A-Z](?:\d[0-9A-Z]|[A-Z]\d)"
ICD10 = re.compile(rf"({CATEGORY})\.?([0-9A-Z]{{0,4}})")
FORMS = {
    "ICD11MMS": re.compile(r"[0-9A-HJ-NP-Z]{2}\d[0-9A-HJ-NP-Z](?:\.[0-9A-HJ-NP-Z]{1,2})?"),
    "icd11.foundation": re.compile(r"\d{6,11}"),
    "OMIM": re.compile(r"(?:PS)?\d{6}"),
    "ORPHA": re.compile(r"\d{1,7}"),
    "UMLS": re.compile(r"C\d{7}"),
    "MESH": re.compile(r"[A-Z]\d{6,9}"),
    "NCIT": re.compile(r"C\d{1,7}"),
    "HP": re.compile(r"\d{7}"),
    "MONDO": re.compile(r"\d{7}"),
    "DOID": re.compile(r"\d{1,7}"),
}
LOCAL = re.compile(r"[A-Za-z0-9_.\-]{1,80}")
LOINC = re.compile(r"(\d{1,7})-(\d)")
LOINC_OTHER = re.compile(r"(?:LP|LA|LL|LG)\d{1,7}-\d")
BLOCK = re.compile(rf"{CATEGORY}-{CATEGORY}")


def normalised(code: str, system: str | None = None) -> str:
    """Return the CURIE of a code as somebody writes it; ``system`` is that of a bare code.

    Raises InvalidCode, saying why.

    >>> normalised("http://snomed.info/sct|32914008"), normalised("ICD-10-CM:G2581")
    ('SNOMEDCT:32914008', 'ICD10CM:G25.81')
    >>> normalised("MIM:102300"), normalised("Orphanet:558"), normalised("G25.81", "ICD10CM")
    ('OMIM:102300', 'ORPHA:558', 'ICD10CM:G25.81')
    """
    text = code.strip()
    if not text.isascii() or not 0 < len(text) <= LONGEST_CODE:
        raise InvalidCode(code, "not a code")
    prefix, local = _parts(code, text, system)
    return f"{prefix}:{_local(code, prefix, local)}"


def prefix_of(system: str) -> str:
    """Return the prefix of a code system given by prefix, another name of it, or its URL.

    >>> prefix_of("snomed"), prefix_of("http://loinc.org"), prefix_of("ICD-10-CM")
    ('SNOMEDCT', 'LOINC', 'ICD10CM')
    """
    known = _known(system)
    if known is None:
        raise InvalidCode(system, f"no code system; known are {', '.join(by_prefix())}")
    return known


def _parts(code: str, text: str, system: str | None) -> tuple[str, str]:
    url, bar, local = text.rpartition("|")
    if bar:
        return prefix_of(url), local.rpartition(":")[2]
    if text.startswith(("http://", "https://")):
        found = converter().compress(text)
        if found is None:
            raise InvalidCode(code, "an address of no known code system")
        text = found
    name, colon, local = text.partition(":")
    if colon:
        return prefix_of(name), local.rpartition(":")[2]
    if system is None:
        raise InvalidCode(code, "without its system: write it as SYSTEM:CODE")
    return prefix_of(system), text


@cache
def _names() -> Mapping[str, str]:
    own = {_plain(name): name for name in PREFIXES}
    return {**own, **ALIASES, **{url: item.prefix for url, item in by_url().items()}}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _known(system: str) -> str | None:
    names = _names()
    plain = _plain(system)
    return (
        names.get(EDITION.sub(r"\1", system)) or names.get(plain) or names.get(DATED.sub("", plain))
    )


def _local(code: str, prefix: str, local: str) -> str:
    if prefix in ("HP", "MONDO", "DOID"):
        local = local.removeprefix(f"{prefix}_")
    check = CHECKS.get(prefix)
    if check is not None:
        return check(code, local.strip())
    if prefix in FORMS and not FORMS[prefix].fullmatch(local):
        raise InvalidCode(code, f"not of the form of a code of {title(prefix)}")
    if not LOCAL.fullmatch(local):
        raise InvalidCode(code, "not a code")
    return local


def title(prefix: str) -> str:
    """Return the title of a code system, or its prefix."""
    system = by_prefix().get(prefix)
    return system.title if system else prefix


def _sctid(code: str, local: str) -> str:
    if not SCTID.fullmatch(local):
        raise InvalidCode(code, "an SCTID has 6 to 18 digits")
    if not verhoeff_holds(local):
        raise InvalidCode(code, "the check digit is wrong: a digit was mistyped")
    if not snomed.is_identifier(local):
        kind = OTHER_KINDS.get(local[-3:-1])
        raise InvalidCode(code, f"the identifier of a {kind}" if kind else "no SCTID of a concept")
    return local


def _loinc(code: str, local: str) -> str:
    if LOINC_OTHER.fullmatch(local.upper()):
        return local.upper()
    match = LOINC.fullmatch(local)
    if match is None:
        raise InvalidCode(code, "a LOINC code is digits, a hyphen and a check digit")
    if not mod10_holds(match[1] + match[2]):
        raise InvalidCode(code, "the check digit is wrong: a digit was mistyped")
    return local


def _icd10(code: str, local: str) -> str:
    text = local.upper()
    if BLOCK.fullmatch(text):
        return text
    match = ICD10.fullmatch(text)
    if match is None:
        raise InvalidCode(code, "an ICD-10 code is a letter, a digit and more, as in G25.81")
    return f"{match[1]}.{match[2]}" if match[2] else match[1]


CHECKS: Mapping[str, Callable[[str, str], str]] = {
    "SNOMEDCT": _sctid,
    "LOINC": _loinc,
    "ICD10CM": _icd10,
    "ICD10WHO": _icd10,
}
