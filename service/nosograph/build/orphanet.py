"""Reading which diseases of Orphanet, OMIM and MONDO are the same, from files that users import.

Orphanet's cross-references are a table of ``orpha``, ``source``, ``reference`` and ``relation``;
MONDO's mappings are SSSOM. Both may be compressed (``.gz``).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nosograph.errors import SourceError

XREF_COLUMNS = ["orpha", "source", "reference", "relation"]
SSSOM_COLUMNS = ("subject_id", "predicate_id", "object_id")
#: Orphanet's codes for its relations: the same disease, and Orphanet's being the broader one.
EXACT, BROADER = "E", "BTNT"
SAME = "skos:exactMatch"
#: How the prefixes of mapping files are written here.
PREFIXES = {"Orphanet": "ORPHA", "orphanet": "ORPHA", "ordo": "ORPHA"}


@dataclass(frozen=True, slots=True)
class Correspondences:
    """Which diseases are the same, and which of Orphanet's are broader.

    ``exact`` and ``broader`` are pairs of an ORPHA and an OMIM id; ``mondo`` gives the diseases
    that are the same as a MONDO class.
    """

    exact: frozenset[tuple[str, str]] = frozenset()
    broader: frozenset[tuple[str, str]] = frozenset()
    mondo: Mapping[str, frozenset[str]] | None = None

    def of_omim(self, broader: bool) -> dict[str, list[str]]:
        """Return Orphanet's diseases for each OMIM disease: the same ones, or the broader ones."""
        found: dict[str, list[str]] = {}
        for orpha, omim in sorted(self.broader if broader else self.exact):
            found.setdefault(omim, []).append(orpha)
        return found


def read_correspondences(files: Iterable[Path]) -> Correspondences:
    """Read every table of cross-references and mappings among some files."""
    exact, broader, mondo = set[tuple[str, str]](), set[tuple[str, str]](), dict[str, set[str]]()
    for path in files:
        if is_sssom(path):
            for subject, other in read_sssom(path):
                mondo.setdefault(subject, set()).add(other)
        elif path.name.startswith("xrefs.tsv"):
            for orpha, omim, relation in read_xrefs(path):
                {EXACT: exact, BROADER: broader}.get(relation, set()).add((orpha, omim))
    exact |= {pair for same in mondo.values() for pair in pairs(same)}
    named = {name: frozenset(same) for name, same in mondo.items()}
    return Correspondences(frozenset(exact), frozenset(broader - exact), named)


def pairs(same: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield every pair of an ORPHA and an OMIM id among ids of one disease."""
    names = sorted(same)
    for orpha in names:
        for omim in names:
            if orpha.startswith("ORPHA:") and omim.startswith("OMIM:"):
                yield orpha, omim


def is_sssom(path: Path) -> bool:
    """Whether a file is an SSSOM table, by its name."""
    return path.name.removesuffix(".gz").endswith(".sssom.tsv")


def read_xrefs(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield ORPHA id, OMIM id and the code of the relation from Orphanet's cross-references."""
    lines = numbered(path)
    _, header = next(lines, (1, []))
    if header != XREF_COLUMNS:
        raise SourceError(path.name, 1, f"the columns are not {', '.join(XREF_COLUMNS)}")
    for number, cells in lines:
        if len(cells) != len(XREF_COLUMNS):
            raise SourceError(path.name, number, f"{len(cells)} columns instead of 4")
        orpha, source, reference, relation = cells
        if source == "OMIM" and relation:
            yield orpha, f"OMIM:{reference}", relation.split()[0]


def read_sssom(path: Path) -> Iterator[tuple[str, str]]:
    """Yield subject and object of every exact mapping of an SSSOM table."""
    lines = ((number, cells) for number, cells in numbered(path) if not cells[0].startswith("#"))
    number, header = next(lines, (1, []))
    if missing := [name for name in SSSOM_COLUMNS if name not in header]:
        raise SourceError(path.name, number, f"no column {', '.join(missing)}: not SSSOM")
    subject, predicate, other = (header.index(name) for name in SSSOM_COLUMNS)
    for number, cells in lines:
        if len(cells) <= max(subject, predicate, other):
            raise SourceError(path.name, number, f"only {len(cells)} columns")
        if cells[predicate] == SAME:
            yield renamed(cells[subject]), renamed(cells[other])


def renamed(identifier: str) -> str:
    """Return an id with the prefix that is used here.

    >>> renamed("Orphanet:558")
    'ORPHA:558'
    """
    prefix, separator, local = identifier.partition(":")
    return f"{PREFIXES.get(prefix, prefix)}{separator}{local}"


def numbered(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of every line, with the line's number."""
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise SourceError(path.name, None, f"cannot be read: {type(error).__name__}") from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, line.split("\t")
