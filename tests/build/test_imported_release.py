"""A release with imported correspondences lists one disease once, under what it knows of both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nosograph.build.contents import evidence_of, matrix_of, terms_of
from nosograph.build.hierarchy import Hierarchy, taxonomy
from nosograph.build.sources import Sources, read_sources
from nosograph.inference.matrix import Matrix

XREFS = "orpha\tsource\treference\trelation\nORPHA:900004\tOMIM\t900001\tE (Exact)\n"


@pytest.fixture
def imported(mini_sources: Sources, tmp_path: Path) -> Matrix:
    (tmp_path / "xrefs.tsv").write_text(XREFS, encoding="utf-8")
    sources = replace(mini_sources, imported=(tmp_path / "xrefs.tsv",))
    read = read_sources(sources)
    closed = taxonomy(read.hpo.terms)
    hierarchy = Hierarchy({name: above | {"nos:Finding"} for name, above in closed.items()})
    own = {row["id"]: frozenset((row["id"], "nos:Finding")) for row in read.curated.findings}
    terms = terms_of(read)
    return matrix_of(read, sources, replace(hierarchy, above={**own, **hierarchy.above}), terms)


def test_the_same_disease_is_one_answer_with_both_profiles(imported: Matrix) -> None:
    place = imported.condition_position
    assert imported.canonical[place["ORPHA:900004"]] == place["OMIM:900001"]
    terms, _ = imported.annotated(place["OMIM:900001"])
    orphan, _ = imported.annotated(place["ORPHA:900004"])
    assert set(orphan.tolist()) < set(terms.tolist())
    now_it_has_it = imported.excluding(imported.term_position["HP:0012452"])
    assert place["OMIM:900001"] not in now_it_has_it


def test_a_curated_condition_stays_as_its_curators_wrote_it(imported: Matrix) -> None:
    for term in range(len(imported.terms)):
        conditions, own, _ = imported.frequencies_of(term)
        ours = imported.curated[conditions]
        assert (own[ours] == imported.expected_of(term)[ours]).all()


def test_evidence_says_what_the_profiles_say(mini_sources: Sources) -> None:
    read = read_sources(mini_sources)
    closed = taxonomy(read.hpo.terms)
    above = {name: found | {"nos:Finding"} for name, found in closed.items()}
    own = {row["id"]: frozenset((row["id"], "nos:Finding")) for row in read.curated.findings}
    hierarchy, terms = Hierarchy({**own, **above}), terms_of(read)
    matrix = matrix_of(read, mini_sources, hierarchy, terms)
    evidence = evidence_of(read, mini_sources, hierarchy, terms, matrix)
    for name in ("OMIM:900001", "OMIM:900002", "ORPHA:900004"):
        place = matrix.condition_position[name]
        profile, excluded = evidence.profile(place)
        found, frequency = matrix.annotated(place)
        assert profile == pytest.approx(dict(zip(found.tolist(), frequency.tolist(), strict=True)))
        denied = [t for t in range(len(matrix.terms)) if place in matrix.excluding(t)]
        assert sorted(excluded) == denied
