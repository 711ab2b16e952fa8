"""Code systems and value sets that an operation needs and nobody knows."""

from __future__ import annotations

from nosograph.errors import TerminologyError
from nosograph.terminology.finder import Finder
from nosograph.terminology.issues import failure
from nosograph.terminology.value_set import parted


def unknown_for_expansion(finder: Finder, url: str, version: str) -> TerminologyError:
    """Return the error that says that a value set cannot be expanded for want of a system."""
    wanted = finder.version(url, version)
    known = finder.known_versions(url)
    if not wanted:
        return failure("not-found", "not-found", "UNKNOWN_CODESYSTEM_EXP", url)
    if not known:
        name = "UNKNOWN_CODESYSTEM_VERSION_EXP_NONE"
        return failure("not-found", "not-found", name, url, wanted)
    name = "UNKNOWN_CODESYSTEM_VERSION_EXP"
    return failure("not-found", "not-found", name, url, wanted, known)


def unknown_for_validation(finder: Finder, url: str, version: str, place: str) -> TerminologyError:
    """Return the error that says that a code cannot be looked up for want of a system."""
    known = finder.known_versions(url)
    if not version:
        return failure("not-found", "not-found", "UNKNOWN_CODESYSTEM", url, location=place)
    if not known:
        name = "UNKNOWN_CODESYSTEM_VERSION_NONE"
        return failure("not-found", "not-found", name, url, version, location=place)
    name = "UNKNOWN_CODESYSTEM_VERSION"
    return failure("not-found", "not-found", name, url, version, known, location=place)


def missing_import(reference: str) -> TerminologyError:
    """Return the error that says that an included value set is not known."""
    url, version = parted(reference)
    if version:
        return failure("not-found", "not-found", "VS_EXP_IMPORT_UNK_PINNED", url, version)
    return failure("not-found", "not-found", "VS_EXP_IMPORT_UNK", url)
