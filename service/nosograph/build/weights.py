"""The matrix as statements, so that a differential can be computed in SPARQL."""

from __future__ import annotations

import math

import numpy as np

from nosograph.build.graphs import write_probabilities
from nosograph.build.matrix import ROOT
from nosograph.build.quads import Graph, node, number
from nosograph.inference.arrays import Floats
from nosograph.inference.likelihood import CAP, EXCLUDED, FLOOR, OWN_FLOOR, Likelihood
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


def write_present_weights(graph: Graph, matrix: Matrix) -> None:
    """Write what a finding is worth to the curated conditions: few, so that a query is quick.

    As in ``write_weights``, but what a condition excludes stands at a tenth, below every floor, and
    all of them have a statement about the root, so that a query of any finding meets each.
    """
    ours = matrix.curated
    for term, name in enumerate(matrix.terms):
        if "." in name:
            continue
        columns, _, _ = matrix.frequencies_of(term)
        known, excluding = ours[columns], matrix.excluding(term)
        worth = dict.fromkeys(np.flatnonzero(ours), floor_of(matrix, term)) if name == ROOT else {}
        worth |= zip(columns[known], log_ratios(matrix, term)[known], strict=True)
        worth |= dict.fromkeys(excluding[ours[excluding]], math.log(EXCLUDED))
        for column, value in worth.items():
            graph.add(node(matrix.conditions[column]), node(name), number(float(value)))


def write_weights(graph: Graph, matrix: Matrix) -> None:
    """Write log likelihood ratios: ``condition finding log-ratio``, with the finding as predicate.

    A condition without a statement for a finding stands at the finding's ``logFloor``, unless an
    ancestor has more; so ratios at the floor are not written, such as those of the root, which
    every query would pass over.
    """
    conditions = [node(name) for name in matrix.conditions]
    for term, name in enumerate(matrix.terms):
        if "." in name:
            continue
        floor = number(floor_of(matrix, term))
        graph.add(node(name), node("nos:logFloor"), floor)
        columns, _, _ = matrix.frequencies_of(term)
        predicate = node(name)
        for column, value in zip(columns, log_ratios(matrix, term), strict=True):
            if (worth := number(float(value))) != floor:
                graph.add(conditions[column], predicate, worth)
        for column in matrix.excluding(term):
            graph.add(conditions[column], node("nos:excludes"), node(name))
    for column, subject in enumerate(conditions):
        prevalence, length = matrix.log_prevalence[column], matrix.length[column]
        graph.add(subject, node("nos:logPrevalence"), number(float(prevalence)))
        graph.add(subject, node("nos:profileLength"), number(float(length)))
        graph.add(subject, node("nos:listedUnder"), conditions[matrix.canonical[column]])
    write_probabilities(graph, {band: math.log(share) for band, share in BAND_PROBABILITY.items()})


def log_ratios(matrix: Matrix, term: int) -> Floats:
    """Return the log likelihood ratios of a finding, in the order of ``frequencies_of``."""
    floor = OWN_FLOOR if matrix.own[term] else FLOOR
    ratios: Floats = np.clip(matrix.expected_of(term) / matrix.background[term], floor, CAP)
    logs: Floats = np.log(ratios)
    return logs


def floor_of(matrix: Matrix, term: int) -> float:
    """Return what a finding is worth to a condition without any statement about it, in nats."""
    return math.log(OWN_FLOOR if matrix.own[term] else FLOOR)
