"""What the engine alone does with a test, in this process: the measure of what can be asked."""

from __future__ import annotations

import pyoxigraph as ox
from tests.conformance.evaluation import Evaluation

from nosograph.domain.sparql import refuse_federation
from nosograph.errors import InvalidQuery
from nosograph.knowledge.store import serialised


def passes(evaluation: Evaluation) -> bool:
    """Tell whether the engine does what a test expects; what needs another endpoint, it cannot."""
    if "Syntax" in evaluation.case.kind:
        return parses(evaluation) is evaluation.case.kind.startswith("Positive")
    try:
        refuse_federation(evaluation.text)
        return evaluates(evaluation)
    except (SyntaxError, ValueError, RuntimeError, OSError, InvalidQuery):
        return False


def evaluates(evaluation: Evaluation) -> bool:
    store = ox.Store()
    store.extend(evaluation.data)
    for graph in evaluation.graphs:
        store.add_graph(ox.NamedNode(graph))
    if evaluation.is_update:
        store.update(evaluation.text, base_iri=evaluation.base)
        return evaluation.is_done(store)
    results = store.query(evaluation.text, base_iri=evaluation.base)
    return evaluation.is_right(serialised(results, evaluation.format))


def parses(evaluation: Evaluation) -> bool:
    """Tell whether a text is SPARQL; failing later, it is."""
    store = ox.Store()
    run = store.update if evaluation.is_update else store.query
    if not evaluation.is_update and "service" in evaluation.text.lower():
        return True
    try:
        run(evaluation.text, base_iri=evaluation.base)
    except SyntaxError:
        return False
    except (RuntimeError, OSError):
        return True
    return True
