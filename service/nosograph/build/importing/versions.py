"""Finding the version of a source in what its files say of themselves."""

from __future__ import annotations

import re

from nosograph.errors import InvalidInput

DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
ALLOWED = re.compile(r"[^A-Za-z0-9._-]+")


def version_in(said: str) -> str:
    """Return the date in a version or version IRI, else its last part; nothing if there is none.

    >>> version_in("http://purl.obolibrary.org/obo/mondo/releases/2026-08-04/mondo.owl")
    '2026-08-04'
    >>> version_in("hp/releases/v2.1")
    'v2.1'
    """
    found = DATE.search(said)
    if found:
        return found[0]
    return ALLOWED.sub("-", said.rstrip("/").rpartition("/")[2]).strip("-._")[:64]


def require_version(found: str, given: str | None) -> str:
    """Return the version a user gives, else the one that was found; one is needed."""
    if not (given or found):
        raise InvalidInput("the files do not say their version: give --version")
    return given or found
