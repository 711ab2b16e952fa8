"""A small world of listed diseases, with rows, publications and relatives."""

from __future__ import annotations

from pathlib import Path

import pytest

from nosograph.build.columns import Related
from nosograph.build.evidence import evidence
from nosograph.build.frequencies import joined, profiles
from nosograph.build.hierarchy import Hierarchy
from nosograph.build.hpoa import AnnotationRow
from nosograph.build.matrix import compute
from nosograph.build.orphanet import Correspondences
from nosograph.build.related import relations
from nosograph.cohort.ranking import Ranker
from nosograph.inference.evidence import pooled
from nosograph.knowledge.terms import Terms

ROOT = frozenset(("nos:Finding", "HP:0000118"))
FINDINGS = tuple(f"HP:000100{number}" for number in range(8))
HIERARCHY = Hierarchy(
    {
        "nos:Finding": frozenset(("nos:Finding",)),
        "HP:0000118": ROOT,
        **{name: ROOT | {name} for name in FINDINGS},
        "HP:0002000": ROOT | {"HP:0001000", "HP:0002000"},
        "HP:0000006": frozenset(("HP:0000006",)),
    }
)
A, B, C, D, E, F, G, H = FINDINGS
#: Condition, finding, reference, frequency.
ROWS = (
    ("OMIM:1", A, "PMID:1", "2/2"),
    ("OMIM:1", B, "PMID:1;PMID:2", "3/4"),
    ("OMIM:1", C, "PMID:2", "0/3"),
    ("OMIM:1", D, "OMIM:1", ""),
    ("OMIM:2", A, "PMID:3", "1/2"),
    ("OMIM:2", E, "PMID:3", "HP:0040281"),
    ("OMIM:3", F, "PMID:4", "5/5"),
    ("OMIM:4", G, "PMID:4", "1/8"),
    ("OMIM:4", "HP:0002000", "PMID:5", "1/1"),
    ("ORPHA:1", H, "ORPHA:1", "HP:0040281"),
    ("ORPHA:7", A, "ORPHA:7", "HP:0040283"),
)


def row(number: int, condition: str, finding: str, reference: str, frequency: str) -> AnnotationRow:
    return AnnotationRow(
        number, condition, condition, False, finding, reference, "", "", frequency, "", "", "P", ""
    )


@pytest.fixture(scope="session")
def ranker() -> Ranker:
    """Return what ranks five listed diseases; ORPHA:1 is OMIM:1, ORPHA:7 is broader than 3, 4."""
    rows = [row(number, *cells) for number, cells in enumerate(ROWS)]
    current = {name: name for name in HIERARCHY.above if name != "HP:0000006"}
    listed = profiles(Path("rows"), rows, current, pooled)
    found = relations(
        listed,
        {"1": frozenset(("OMIM:1", "OMIM:2"))},
        Correspondences(
            frozenset({("ORPHA:1", "OMIM:1")}),
            frozenset({("ORPHA:7", "OMIM:3"), ("ORPHA:7", "OMIM:4")}),
        ),
    )
    priors = dict.fromkeys(listed, -10.0)
    merged = joined(listed, found.joined)
    matrix = compute(merged, HIERARCHY, {}, {"ORPHA:1": "OMIM:1"}, Related(found, priors))
    terms = Terms({"HP:0000006": "Autosomal dominant inheritance"}, {"HP:0009999": A})
    return Ranker(matrix, terms, evidence(Path("rows"), rows, current, found, matrix))
