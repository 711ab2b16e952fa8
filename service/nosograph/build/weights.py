"""The matrix as statements, so that a differential can be computed in SPARQL."""

from __future__ import annotations

import math

import numpy as np

from nosograph.build.graphs import write_probabilities
from nosograph.build.quads import Graph, node, number
from nosograph.inference.likelihood import CAP, FLOOR, OWN_FLOOR, Likelihood
from nosograph.inference.matrix import Matrix
from nosograph.inference.rank import BAND_PROBABILITY


def write_absent_weights(graph: Graph, matrix: Matrix) -> None:
    """Write what a denied finding is worth to the curated conditions that have it."""
    likelihood = Likelihood(matrix)
    for term, name in enumerate(matrix.terms):
        columns, _, _ = matrix.frequencies_of(term)
        ours = columns[matrix.curated[columns]]
        if len(ours):
            for column, value in zip(ours, np.log(likelihood.absent(term)[ours]), strict=True):
                graph.add(node(matrix.conditions[column]), node(name), number(float(value)))


def write_weights(graph: Graph, matrix: Matrix) -> None:
    """Write log likelihood ratios: ``condition finding log-ratio``, with the finding as predicate.

    A condition without a statement for a finding stands at the finding's ``logFloor``, unless an
    ancestor has more.
    """
    conditions = [node(name) for name in matrix.conditions]
    for term, name in enumerate(matrix.terms):
        if "." in name:
            continue
        floor = OWN_FLOOR if matrix.own[term] else FLOOR
        graph.add(node(name), node("nos:logFloor"), number(math.log(floor)))
        columns, _, _ = matrix.frequencies_of(term)
        ratio = np.clip(matrix.expected_of(term) / matrix.background[term], floor, CAP)
        predicate = node(name)
        for column, value in zip(columns, np.log(ratio), strict=True):
            graph.add(conditions[column], predicate, number(float(value)))
        for column in matrix.excluding(term):
            graph.add(conditions[column], node("nos:excludes"), node(name))
    for column, subject in enumerate(conditions):
        prevalence, length = matrix.log_prevalence[column], matrix.length[column]
        graph.add(subject, node("nos:logPrevalence"), number(float(prevalence)))
        graph.add(subject, node("nos:profileLength"), number(float(length)))
        graph.add(subject, node("nos:listedUnder"), conditions[matrix.canonical[column]])
    write_probabilities(graph, {band: math.log(share) for band, share in BAND_PROBABILITY.items()})
