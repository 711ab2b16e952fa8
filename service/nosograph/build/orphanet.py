"""Which diseases of Orphanet, OMIM and MONDO are the same, from files that users import.

Orphanet's cross-references are its table ``xrefs.tsv``, MONDO's mappings are SSSOM.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nosograph.build.importing.lines import SourceFile
from nosograph.build.importing.orphanet_disorders import XREFS, Disorder, read_table, table_of
from nosograph.build.importing.sssom import is_mapping_set, read_header, read_rows

#: Orphanet's codes for its relations: the same disease, and Orphanet's being the broader one.
EXACT, BROADER = "E", "BTNT"
SAME = "skos:exactMatch"


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


def read_correspondences(files: Iterable[SourceFile]) -> Correspondences:
    """Read every table of cross-references and every mapping set among some files."""
    exact, broader, mondo = set[tuple[str, str]](), set[tuple[str, str]](), dict[str, set[str]]()
    for file in files:
        if is_mapping_set(file.name):
            for row in read_rows(file, read_header(file)):
                if row.predicate == SAME:
                    mondo.setdefault(row.subject, set()).add(row.object)
        elif table_of(file.name) == XREFS:
            for orpha, omim, relation in omim_references(read_table(file, XREFS)):
                {EXACT: exact, BROADER: broader}.get(relation, set()).add((orpha, omim))
    exact |= {pair for same in mondo.values() for pair in pairs(same)}
    named = {name: frozenset(same) for name, same in mondo.items()}
    return Correspondences(frozenset(exact), frozenset(broader - exact), named)


def omim_references(disorders: Iterable[Disorder]) -> Iterator[tuple[str, str, str]]:
    """Yield ORPHA id, OMIM id and the code of the relation of every reference to OMIM."""
    for disorder in disorders:
        for source, reference, relation in disorder.references:
            if source == "OMIM":
                yield f"ORPHA:{disorder.code}", f"OMIM:{reference}", relation.partition(" ")[0]


def pairs(same: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield every pair of an ORPHA and an OMIM id among ids of one disease."""
    names = sorted(same)
    for orpha in names:
        for omim in names:
            if orpha.startswith("ORPHA:") and omim.startswith("OMIM:"):
                yield orpha, omim
