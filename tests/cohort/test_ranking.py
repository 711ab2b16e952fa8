"""Cases are ranked over OMIM's diseases, and publications can be left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nosograph.cohort.figures import in_words, report
from nosograph.cohort.phenopackets import Broken, Case
from nosograph.cohort.ranking import Protocol, Ranker, mean_rank
from nosograph.domain.presentation import Age, Presentation
from nosograph.inference.calibration import probabilities, tempering, tier_probabilities
from nosograph.inference.evidence import Evidence
from nosograph.inference.likelihood import EXCLUDED, FLOOR
from nosograph.inference.population import ONSET_AGAINST, Population
from nosograph.inference.rank import LENGTH_WEIGHT

A, B, _, D, E, F, G, H = (f"HP:000100{number}" for number in range(8))


def case(*present: str, disease: str | None = "OMIM:1", publication: str = "PMID:9") -> Case:
    return Case("case", present, disease, frozenset((publication,)))


@pytest.mark.parametrize("condition", ["OMIM:1", "OMIM:2", "OMIM:3", "OMIM:4"])
def test_a_disease_computed_anew_stands_as_in_the_matrix(ranker: Ranker, condition: str) -> None:
    """Nothing is left out, so every ratio, the length and the prior are those of the release."""
    place = ranker.matrix.condition_position[condition]
    column = ranker.leave_out.column(place, frozenset())
    assert column is not None
    for term in range(len(ranker.matrix.terms)):
        whole = np.log(ranker.likelihood.present(term).ratio[place])
        assert column.log_ratio(ranker.matrix, term) == pytest.approx(whole, abs=1e-5)
    assert column.length == pytest.approx(float(ranker.matrix.length[place]))
    assert column.log_prior == pytest.approx(float(ranker.matrix.log_prevalence[place]))


def test_a_publication_takes_every_row_that_cites_it(ranker: Ranker) -> None:
    evidence, position = ranker.evidence, ranker.matrix.term_position
    place = ranker.matrix.condition_position["OMIM:1"]
    first = evidence.publications.index("PMID:1")
    whole, excluded = evidence.profile(place)
    assert {ranker.matrix.terms[t] for t in whole} == {A, B, D}
    assert len(excluded) == 1
    left, _ = evidence.profile(place, frozenset((first,)))
    assert set(left) == {position[D]}
    both = frozenset(evidence.publications.index(name) for name in ("PMID:1", "PMID:2"))
    assert evidence.profile(place, both)[1] == frozenset()


def test_a_disease_that_a_publication_is_all_of_is_not_known_without_it(ranker: Ranker) -> None:
    known = case(F, disease="OMIM:2", publication="PMID:3")
    (full,) = ranker.evaluate([known], Protocol.FULL)
    (left,) = ranker.evaluate([known], Protocol.LOPO)
    assert full.rank is not None
    assert left.rank is None
    joined = case(A, disease="OMIM:3", publication="PMID:4")
    (still,) = ranker.evaluate([joined], Protocol.LOPO)
    assert still.rank is not None, "what Orphanet says of it is left"


def test_native_takes_only_cases_whose_publication_is_not_cited(ranker: Ranker) -> None:
    cases = [case(A, publication="PMID:2"), case(A), case(A, disease="OMIM:77")]
    assert len(list(ranker.evaluate(cases, Protocol.NATIVE))) == 2


def test_leaving_a_publication_out_lowers_the_true_disease_alone(ranker: Ranker) -> None:
    own = case(A, B, publication="PMID:1")
    (full,), (left,) = (list(ranker.evaluate([own], p)) for p in (Protocol.FULL, Protocol.LOPO))
    assert full.rank == 1
    assert left.rank is not None
    assert left.rank > full.rank
    assert left.group_rank == 1, "OMIM:2 has the same gene"
    (other,) = ranker.evaluate([case(A, B)], Protocol.LOPO)
    assert other.rank == 1, "the publication is not cited, so nothing is left out"


def test_what_orphanet_says_joins_the_same_disease(ranker: Ranker) -> None:
    joined, _, direct = ranker.matrix.frequencies_of(ranker.matrix.term_position[H])
    assert direct[list(joined).index(ranker.matrix.condition_position["OMIM:1"])]


def test_a_finding_of_another_branch_is_refused_by_name(ranker: Ranker) -> None:
    (found,) = ranker.evaluate([case(A, "HP:0000006", "HP:7777777")], Protocol.FULL)
    (plain,) = ranker.evaluate([case(A)], Protocol.FULL)
    inherited, unknown = found.refused
    assert inherited == "HP:0000006 Autosomal dominant inheritance"
    assert unknown == "HP:7777777 is unknown"
    assert found.rank == plain.rank


def test_age_and_sex_count_where_the_disease_says_so(ranker: Ranker) -> None:
    nothing = np.full(len(ranker.matrix.conditions), np.nan, np.float32)
    onset = nothing.copy()
    onset[ranker.matrix.condition_position["OMIM:2"]] = 40
    aged = replace(ranker, population=Population(nothing, nothing, onset, *[nothing] * 3))
    child = replace(case(A, E), presentation=Presentation((), Age(3)))
    (plain,), (young,) = (list(r.evaluate([child], Protocol.FULL)) for r in (ranker, aged))
    (old,) = aged.evaluate([replace(child, presentation=Presentation((), Age(50)))], Protocol.FULL)
    assert plain.rank == old.rank
    assert aged.who(child).min() == pytest.approx(np.log(ONSET_AGAINST))
    assert young.top != plain.top


def test_a_finding_outside_the_profile_never_sinks_a_disease(ranker: Ranker) -> None:
    """Each costs at most the floor of a ratio, whatever it is and however many know it."""
    place = ranker.place["OMIM:1"]
    for name in ranker.matrix.term_position:
        others, _ = ranker.findings(case(A, B, D, name))
        told, _ = ranker.findings(case(A, B, D))
        lost = ranker.scores(told)[place] - ranker.scores(others)[place]
        assert lost <= -np.log(min(FLOOR, EXCLUDED)) + LENGTH_WEIGHT * ranker.length[place] + 1e-6
    (found,) = ranker.evaluate([case(A, B, D, G)], Protocol.FULL)
    assert found.rank == 1


def test_a_replaced_finding_and_one_given_twice_count_once(ranker: Ranker) -> None:
    terms, refused = ranker.findings(case(A, "HP:0009999"))
    assert (len(terms), refused) == (1, ())


def test_an_unknown_disease_is_counted_as_such(ranker: Ranker) -> None:
    cases = [case(A), case(A, disease="OMIM:99"), case(A, disease="ORPHA:1"), case(A, disease=None)]
    found = report(list(ranker.evaluate(cases, Protocol.FULL)), [Broken("x.json", "not JSON")])
    assert (found["cases"], found["known"], found["broken_files"]) == (4, 1, 1)
    assert found["broken"] == ["x.json: not JSON"]


def test_ties_share_the_mean_of_their_ranks() -> None:
    scores = np.array([1.0, 2.0, 2.0, 2.0, 3.0])
    assert [mean_rank(scores, place) for place in range(5)] == [5, 3, 3, 3, 1]


def test_figures_are_shares_and_the_same_every_time(ranker: Ranker) -> None:
    cases = [case(A, B), case(A, B, D), case(F, disease="OMIM:3"), case(F, disease="OMIM:2")]
    first, second = (report(list(ranker.evaluate(cases, Protocol.FULL)), ()) for _ in range(2))
    first.pop("ms_per_case")
    second.pop("ms_per_case")
    assert first == second
    assert first["top_1"] <= first["top_3"] <= first["top_10"] <= 1
    assert 0 < first["mrr"] <= 1
    assert first["macro"]["diseases"] == 3
    assert first["group"]["top_1"] >= first["top_1"]
    assert sum(row["cases"] for row in first["calibration"]["reliability"]) == first["known"]
    assert isinstance(in_words(first)["calibration"], list)


def test_figures_of_nothing_are_zero() -> None:
    found = report([], ())
    assert (found["cases"], found["top_1"], found["median_rank"]) == (0, 0.0, None)


def test_probabilities_add_up_and_keep_the_order() -> None:
    scores = np.array([3.0, -1.0, 5.0, 5.0])
    for findings in (0, 1, 30):
        chances = probabilities(scores, findings)
        assert chances.sum() == pytest.approx(1)
        assert (np.argsort(chances, kind="stable") == np.argsort(scores, kind="stable")).all()


def test_probabilities_of_the_tiers_are_never_surer_than_the_product() -> None:
    totals = np.array([0.0, -2.0, -1.0, 5.0], np.float32)
    considered = np.array([True, True, True, False])
    for findings in (0, 1, 4, 30):
        chances = tier_probabilities(totals, considered, findings)
        assert chances.sum() == pytest.approx(1)
        assert chances[3] == 0
        assert chances[0] > chances[2] > chances[1]
        assert chances[0] / chances[1] <= np.exp(2) * 1.001
    assert tempering(30) < tempering(4) < tempering(1) == 1


def test_evidence_is_the_same_when_read_again(ranker: Ranker, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    ranker.evidence.save(folder)
    again = Evidence.load(folder)
    for condition in range(len(ranker.matrix.conditions)):
        assert again.profile(condition) == ranker.evidence.profile(condition)
        assert again.cites(condition) == ranker.evidence.cites(condition)
