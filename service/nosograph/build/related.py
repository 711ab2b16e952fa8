"""Which listed conditions are related: the same, of one gene, of one group."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nosograph.build.orphanet import Correspondences
from nosograph.errors import SourceError
from nosograph.inference.evidence import BROADER

GENE_COLUMNS = ["ncbi_gene_id", "gene_symbol", "hpo_id", "hpo_name", "frequency", "disease_id"]

Related = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Relations:
    """What is known of how conditions belong together, by CURIE.

    ``joined`` are the conditions whose profile joins another's, with their weight in (0, 1];
    ``genes`` and ``groups`` the other conditions of the same genes and groups; ``known_gene``
    those with a known gene.
    """

    joined: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    genes: Related = field(default_factory=dict)
    groups: Related = field(default_factory=dict)
    known_gene: frozenset[str] = frozenset()


def relations(
    conditions: Collection[str], genes: Mapping[str, frozenset[str]], found: Correspondences
) -> Relations:
    """Return how the conditions of a matrix belong together.

    ``genes`` gives the diseases of each gene. Groups are of OMIM diseases to which Orphanet's
    same disease corresponds.
    """
    known = frozenset(conditions)
    joined = {
        omim: tuple((orpha, weight) for orpha, weight in others if orpha in known)
        for omim, others in weighted(found).items()
        if omim in known
    }
    members: dict[str, set[str]] = {}
    for omim, others in joined.items():
        for orpha, _ in others:
            members.setdefault(orpha, set()).add(omim)
    listed = {name for name in known if name.startswith("OMIM:")}
    return Relations(
        joined=joined,
        genes=others_of(diseases & listed for diseases in genes.values()),
        groups=others_of(members.values()),
        known_gene=frozenset(name for diseases in genes.values() for name in diseases & known),
    )


def weighted(found: Correspondences) -> dict[str, list[tuple[str, float]]]:
    """Return what joins each OMIM disease: the same ones in full, broader ones with less."""
    joined: dict[str, list[tuple[str, float]]] = {}
    for broader, weight in ((False, 1.0), (True, BROADER)):
        for omim, others in found.of_omim(broader).items():
            joined.setdefault(omim, []).extend((orpha, weight) for orpha in others)
    return joined


def others_of(groups: Iterable[Collection[str]]) -> dict[str, tuple[str, ...]]:
    """Return, for each member of some groups, the other members of all its groups."""
    found: dict[str, set[str]] = {}
    for group in groups:
        for name in group:
            found.setdefault(name, set()).update(group)
    return {name: tuple(sorted(others - {name})) for name, others in sorted(found.items())}


def same_as(known: Collection[str], found: Correspondences) -> dict[str, str]:
    """Return, for each condition, the one under which it is listed as the same disease.

    An ORPHA disease stands under the one OMIM disease that is the same, and a disease under its
    MONDO class where that is a condition here. Where several are the same, each stays.
    """
    under: dict[str, set[str]] = {}
    for orpha, omim in found.exact:
        under.setdefault(orpha, set()).add(omim)
    for mondo, names in (found.mondo or {}).items():
        if mondo in known:
            for name in names:
                under[name] = {mondo}
    chosen = {name: others & set(known) for name, others in under.items() if name in known}
    return {name: next(iter(others)) for name, others in chosen.items() if len(others) == 1}


def read_genes(path: Path | None) -> dict[str, frozenset[str]]:
    """Read the diseases of each gene from HPO's ``genes_to_phenotype.txt``."""
    if path is None:
        return {}
    found: dict[str, set[str]] = {}
    try:
        with path.open(encoding="utf-8") as file:
            header = next(file, "").rstrip("\n").split("\t")
            if header != GENE_COLUMNS:
                raise SourceError(str(path), 1, "the columns are not those of genes_to_phenotype")
            for line in file:
                cells = line.rstrip("\n").split("\t")
                found.setdefault(cells[0], set()).add(cells[-1])
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(str(path), None, f"cannot be read: {type(error).__name__}") from error
    return {gene: frozenset(diseases) for gene, diseases in found.items()}
