"""Versions of code systems and value sets: which one is meant, which is newer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest

from nosograph.domain.versions import age

WILDCARDS = ("x", "X", "*")
#: How FHIR writes an edition of SNOMED CT, and its date; imported ones are known by their date.
EDITION = re.compile(r"http://snomed\.info/sct/\d{6,18}(?:/version/(\d{8}))?")


def matches(asked: str, version: str) -> bool:
    """Tell whether a version is the one asked for; ``x`` or ``*`` stands for any part.

    >>> matches("1.0.x", "1.0.3"), matches("1", "1.0.0"), matches("1.x", "1.0.3")
    (True, False, True)
    >>> matches("http://snomed.info/sct/900000000000207008/version/20180731", "2018-07-31")
    True
    """
    if asked == version or asked in WILDCARDS:
        return True
    if edition := EDITION.fullmatch(asked):
        return edition[1] in (None, version.replace("-", ""))
    parts = asked.split(".")
    if not any(part in WILDCARDS for part in parts):
        return False
    given = version.split(".")
    pairs = zip_longest(parts, given[: len(parts)])
    fits = all(want in WILDCARDS or want == have for want, have in pairs if have is not None)
    return fits and (len(given) >= len(parts) or parts[-1] in WILDCARDS)


def refines(asked: str, version: str) -> bool:
    """Tell whether a version says more exactly what is asked for.

    A version of SNOMED CT is an edition, or an edition at a date.

    >>> refines("1.x", "1.0.3"), refines("http://a/sct/1", "http://a/sct/1/version/20250101")
    (True, True)
    """
    return matches(asked, version) or version.startswith(f"{asked}/")


def newest(versions: Iterable[str]) -> str:
    """Return the newest of some versions."""
    return max(versions, key=age, default="")


def listed(versions: Iterable[str]) -> str:
    """Name versions in a sentence.

    >>> listed(["1.0.0", "1.2.0"])
    '1.0.0 or 1.2.0'
    """
    names = sorted(set(versions))
    if len(names) < 3:
        return " or ".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
