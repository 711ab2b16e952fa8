"""The embedded reasoner on the W3C's OWL 2 EL cases: right, or it says that it may not be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pyowl_core as owl
import pytest
from pyelk import Reasoner
from pyelk.result import ReasoningResult
from tests.reasoning.owl_tests import OwlCase, Text, el_cases

SYNTAXES = {"functional": owl.DocumentFormat.FUNCTIONAL, "rdfxml": owl.DocumentFormat.RDF_XML}
YES = ("ConsistencyTest", "PositiveEntailmentTest")
#: Of 116; the others are skipped with what lies outside the reasoner's profile.
ANSWERED = 64


def options(syntax: str) -> owl.LoadOptions:
    return owl.LoadOptions(format=SYNTAXES[syntax], imports=owl.ImportPolicy.IGNORE)


def axioms(text: Text) -> Iterator[owl.Axiom]:
    for axiom in owl.load_snapshot(text[0], options=options(text[1])).iter_axioms():
        if not isinstance(axiom, owl.Declaration | owl.AnnotationAssertion):
            yield cast("owl.Axiom", axiom)


def answers(case: OwlCase) -> list[ReasoningResult[bool]]:
    """Return what the reasoner says: of consistency, or of every axiom of the conclusion."""
    syntax = options(case.premise[1])
    address = "http://example.org/document"
    with Reasoner(case.premise[0], load_options=syntax, document_iri=address) as reasoner:
        if case.conclusion is None:
            return [reasoner.is_consistent()]
        return [reasoner.is_entailed(axiom) for axiom in axioms(case.conclusion)]


def unanswered(case: OwlCase) -> str:
    """Return why the reasoner does not answer a case completely, or nothing."""
    if case.imports:
        return "it imports other documents"
    try:
        found = answers(case)
    except owl.PyOWLCoreError as error:
        return str(error).splitlines()[0]
    features = {name for result in found for issue in result.reasons for name in issue.features}
    return "" if all(result.complete for result in found) else ", ".join(sorted(features))


@pytest.mark.shared
def test_what_it_answers_is_right(shared: Path, subtests: pytest.Subtests) -> None:
    answered = 0
    for case in el_cases(shared / "data" / "owl2" / "owl-wg-tests-all.rdf.gz"):
        with subtests.test(case.name, kind=case.kind):
            if reason := unanswered(case):
                pytest.skip(f"{case.kind} {case.name}: {reason}")
            assert all(result.value for result in answers(case)) == (case.kind in YES)
            answered += 1
    assert answered >= ANSWERED
