"""The matrix as statements, so that a differential can be computed in SPARQL."""

from __future__ import annotations

import math

import numpy as np

from nosograph.build.graphs import write_probabilities
from nosograph.build.quads import Graph, node, number
from nosograph.inference.likelihood import (
    BELOW_ANNOTATED,
    BELOW_OTHER,
    CAP,
    FLOOR,
    OWN_FLOOR,
)
from nosograph.inference.matrix import Matrix
from nosograph.inference.rank import BAND_PROBABILITY


def write_weights(weights: Graph, below: Graph, matrix: Matrix) -> None:
    """Write log likelihood ratios: ``condition finding log-ratio`` in the graph of weights.

    The second graph holds what an annotation is worth to the findings below it. Ratios at the
    floor are left out: a condition without a weight for a finding stands at the finding's floor.
    """
    conditions = [node(name) for name in matrix.conditions]
    for term, name in enumerate(matrix.terms):
        floor = OWN_FLOOR if matrix.own[term] else FLOOR
        weights.add(node(name), node("nos:logFloor"), number(math.log(floor)))
        write_term(weights, below, matrix, term, conditions)
        for column in matrix.excluding(term):
            weights.add(conditions[column], node("nos:excludes"), node(name))
    for column, subject in enumerate(conditions):
        prevalence, length = matrix.log_prevalence[column], matrix.length[column]
        weights.add(subject, node("nos:logPrevalence"), number(float(prevalence)))
        weights.add(subject, node("nos:profileLength"), number(float(length)))
        weights.add(subject, node("nos:listedUnder"), conditions[matrix.canonical[column]])
    write_probabilities(
        weights, {band: math.log(share) for band, share in BAND_PROBABILITY.items()}
    )


def write_term(
    weights: Graph, below: Graph, matrix: Matrix, term: int, conditions: list[str]
) -> None:
    """Write the weights of one finding."""
    columns, frequency, direct = matrix.frequencies_of(term)
    predicate = node(matrix.terms[term])
    ratio = frequency / matrix.background[term]
    left = ratio * np.where(direct, BELOW_ANNOTATED, BELOW_OTHER)
    floor = OWN_FLOOR if matrix.own[term] else FLOOR
    at, lower = np.log(np.clip(ratio, floor, CAP)), np.log(np.maximum(left, FLOOR))
    for column, value, worth in zip(columns, at, lower, strict=True):
        weights.add(conditions[column], predicate, number(float(value)))
        if worth > math.log(FLOOR):
            below.add(conditions[column], predicate, number(float(worth)))
