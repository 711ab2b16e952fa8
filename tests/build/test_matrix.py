"""The matrix, worked out by hand over a tiny world, and as statements."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pyoxigraph as ox
import pytest

from nosograph.build.frequencies import UNSTATED, Profile, stated
from nosograph.build.hierarchy import Hierarchy
from nosograph.build.kinds import Lineage
from nosograph.build.matrix import CURATED_LENGTH, IMAGINED_CONDITIONS, compute
from nosograph.build.priors import LISTED_RARE
from nosograph.build.quads import Graph
from nosograph.build.weights import write_absent_weights, write_present_weights, write_weights
from nosograph.domain.identifiers import iri
from nosograph.inference.evidence import (
    PSEUDO_COUNTED,
    PSEUDO_HAVING,
    UNKNOWN_FREQUENCY,
    pooled,
    propagated,
)
from nosograph.inference.likelihood import Likelihood
from nosograph.inference.matrix import Matrix

ROOT = frozenset(("nos:Finding",))
HIERARCHY = Hierarchy(
    {
        "nos:Finding": ROOT,
        "HP:0000001": ROOT | {"HP:0000001"},
        "HP:0000002": ROOT | {"HP:0000001", "HP:0000002"},
        "HP:0000003": ROOT | {"HP:0000001", "HP:0000003"},
        "nos:Own": ROOT | {"HP:0000001", "HP:0000002", "nos:Own"},
        "MONDO:1": frozenset(("MONDO:1",)),
    }
)
PROFILES = {
    "MONDO:0000001": Profile("ours", {"HP:0000002": 0.5, "HP:0000003": 0.4, "nos:Own": 0.8}),
    "OMIM:000001": Profile("first", {"HP:0000003": 0.9}, {"HP:0000002"}),
    "OMIM:000002": Profile("second", {"HP:0000002": 0.5}),
    "ORPHA:3": Profile("twin of the second"),
}


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    """Return the matrix of the tiny world."""
    return compute(
        PROFILES, HIERARCHY, {"MONDO:0000001": math.log(0.003)}, {"ORPHA:3": "OMIM:000002"}
    )


def frequency(matrix: Matrix, term: str, condition: str) -> float:
    conditions, values, _ = matrix.frequencies_of(matrix.term_position[term])
    found = dict(zip(conditions.tolist(), values.tolist(), strict=True))
    return float(found.get(matrix.condition_position[condition], 0.0))


def test_what_people_have_been_exposed_to_is_never_thought_rare() -> None:
    above = {**HIERARCHY.above, "HP:0032443": frozenset(("HP:0032443", "nos:Finding"))}
    above["HP:9999999"] = above["HP:0032443"] | {"HP:9999999"}
    profiles = {"MONDO:1": Profile("ours", {"HP:9999999": 0.3}), "OMIM:1": Profile("other", {})}
    crowd = {f"OMIM:{number}": Profile("other", {}) for number in range(2, 400)}
    made = compute({**profiles, **crowd}, Hierarchy(above), {"MONDO:1": math.log(0.003)}, {})
    assert made.background[made.term_position["HP:9999999"]] == pytest.approx(0.01)


def test_only_findings_are_terms(matrix: Matrix) -> None:
    assert matrix.terms == ("HP:0000001", "HP:0000002", "HP:0000003", "nos:Finding", "nos:Own")


def test_a_frequency_propagates_as_half_the_highest_and_half_the_union(matrix: Matrix) -> None:
    assert frequency(matrix, "HP:0000003", "MONDO:0000001") == pytest.approx(0.4)
    assert frequency(matrix, "HP:0000002", "MONDO:0000001") == pytest.approx((0.8 + 0.9) / 2)
    union = 1 - 0.5 * 0.6 * 0.2
    assert frequency(matrix, "HP:0000001", "MONDO:0000001") == pytest.approx((0.8 + union) / 2)
    assert frequency(matrix, "nos:Own", "OMIM:000002") == 0


def test_background_is_over_all_conditions_and_for_own_findings_over_ours(matrix: Matrix) -> None:
    position = matrix.term_position
    assert matrix.background[position["HP:0000003"]] == pytest.approx((0.4 + 0.9) / 4)
    own = 0.8 / (1 + IMAGINED_CONDITIONS)
    assert matrix.background[position["nos:Own"]] == pytest.approx(own)


def test_priors_lengths_exclusions_and_groups(matrix: Matrix) -> None:
    place = matrix.condition_position
    assert matrix.log_prevalence[place["MONDO:0000001"]] == pytest.approx(math.log(0.003))
    assert matrix.log_prevalence[place["OMIM:000001"]] == pytest.approx(LISTED_RARE)
    assert matrix.length[place["MONDO:0000001"]] == pytest.approx(CURATED_LENGTH * math.log1p(1.7))
    assert matrix.length[place["ORPHA:3"]] == 0
    assert matrix.excluding(matrix.term_position["HP:0000002"]).tolist() == [place["OMIM:000001"]]
    assert matrix.canonical[place["ORPHA:3"]] == place["OMIM:000002"]
    assert matrix.canonical[place["OMIM:000001"]] == place["OMIM:000001"]
    assert [matrix.conditions[i] for i in np.flatnonzero(matrix.curated)] == ["MONDO:0000001"]


def test_every_condition_knows_what_it_is_a_kind_of() -> None:
    kinds = {"OMIM:000001": ["MONDO:0000001", "OMIM:000002"]}
    matrix = compute(PROFILES, HIERARCHY, {}, {}, lineage=Lineage(kinds, ["OMIM:000002"]))
    kind = matrix.condition_position["OMIM:000001"]
    assert [matrix.conditions[p] for p in np.flatnonzero(matrix.category)] == ["OMIM:000002"]
    assert [matrix.conditions[p] for p in matrix.broader_than(kind)] == kinds["OMIM:000001"]
    assert [found.tolist() for found in matrix.kinships] == [
        [kind, kind],
        matrix.broader_than(kind).tolist(),
    ]


def test_counts_are_pooled_with_pseudo_counts_and_stated_shares_are_meant() -> None:
    assert pooled([(2, 2), (1, 2)]) == pytest.approx((3 + PSEUDO_HAVING) / (4 + PSEUDO_COUNTED))
    assert (pooled([]), stated([])) == (UNKNOWN_FREQUENCY, UNSTATED)
    assert stated([(2.5, 10)]) == pytest.approx(0.25)
    assert pooled([(1000, 1000)]) == stated([(10, 10)]) == 0.98


def test_propagation_never_lowers_a_frequency() -> None:
    found = propagated({"HP:0000002": 0.3, "HP:0000003": 0.2}, HIERARCHY.above.__getitem__)
    assert found["HP:0000001"] >= found["HP:0000002"] >= found["HP:0000003"]


@pytest.mark.parametrize("others", [0, 1000])
def test_a_query_over_the_statements_finds_the_ratios_of_the_matrix(others: int) -> None:
    """Among a thousand others a finding is so rare that its ratio is capped."""
    crowd = {f"ORPHA:{1000 + number}": Profile() for number in range(others)}
    matrix = compute({**PROFILES, **crowd}, HIERARCHY, {"MONDO:0000001": math.log(0.003)}, {})
    lines: list[str] = []
    write_weights(Graph(lines.append, "https://example.org/weights"), matrix)
    store = ox.Store()
    store.load("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    likelihood = Likelihood(matrix)
    for position, name in enumerate(matrix.terms):
        expected = np.log(likelihood.present(position).ratio)
        for condition in PROFILES:
            column = matrix.condition_position[condition]
            found = queried(store, matrix, position, condition)
            assert found == pytest.approx(expected[column], abs=2e-4), (name, condition)


def queried(store: ox.Store, matrix: Matrix, term: int, condition: str) -> float:
    """Combine the statements as queries/differential do."""

    def value(subject: str, predicate: str) -> float | None:
        quads = store.quads_for_pattern(
            ox.NamedNode(iri(subject)), ox.NamedNode(iri(predicate)), None
        )
        numbers = [float(q.object.value) for q in quads if isinstance(q.object, ox.Literal)]
        return numbers[0] if numbers else None

    name = matrix.terms[term]
    above = [matrix.terms[position] for position in matrix.ancestors_of(term)]
    weights = [(other, value(condition, other)) for other in above]
    floor = value(name, "nos:logFloor")
    assert floor is not None
    worth = [w - (0 if other == name else 2.1203) for other, w in weights if w is not None]
    excludes = ox.NamedNode(iri("nos:excludes"))
    excluded = {
        quad.object
        for quad in store.quads_for_pattern(ox.NamedNode(iri(condition)), excludes, None)
    }
    best = max((floor, *worth))
    return min(best, -2.3026) if excluded & {ox.NamedNode(iri(n)) for n in above} else best


@pytest.mark.parametrize("absent", [False, True])
def test_the_statements_say_what_the_matrix_says(matrix: Matrix, absent: bool) -> None:
    lines: list[str] = []
    graph = Graph(lines.append, "https://example.org/weights")
    write = write_absent_weights if absent else write_weights
    write(graph, matrix)
    store = ox.Store()
    store.load("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    assert len(store) == graph.count
    likelihood = Likelihood(matrix)
    for position, name in enumerate(matrix.terms):
        ratios = likelihood.absent(position) if absent else likelihood.present(position).ratio
        for quad in store.quads_for_pattern(None, ox.NamedNode(iri(name)), None):
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, ox.Literal)
            column = next(
                i for i, c in enumerate(matrix.conditions) if iri(c) == quad.subject.value
            )
            excluded = not absent and column in matrix.excluding(position)
            if not excluded:
                assert float(quad.object.value) == pytest.approx(math.log(ratios[column]), abs=1e-4)


def test_present_findings_of_curated_conditions_have_a_graph_of_their_own(matrix: Matrix) -> None:
    """It says of them what all weights say, and more: every one stands somewhere at the root."""
    every, ours = numbers(write_weights, matrix), numbers(write_present_weights, matrix)
    curated = {iri(matrix.conditions[at]) for at in np.flatnonzero(matrix.curated)}
    assert {condition for condition, _ in ours} == curated
    assert {condition for condition, finding in ours if finding == iri("nos:Finding")} == curated
    findings = {iri(name) for name in matrix.terms}
    told = {key for key in every if key[0] in curated and key[1] in findings}
    excluding = {key for key, worth in ours.items() if worth == -2.3026}
    assert told <= ours.keys()
    assert all(ours[key] == every[key] for key in told - excluding)


def numbers(write: Callable[[Graph, Matrix], None], matrix: Matrix) -> dict[tuple[str, str], float]:
    """Return the numbers that are written, by subject and predicate."""
    lines: list[str] = []
    write(Graph(lines.append, "https://example.org/weights"), matrix)
    store = ox.Store()
    store.load("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    return {
        (str(quad.subject.value), quad.predicate.value): float(quad.object.value)
        for quad in store
        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode)
    }
