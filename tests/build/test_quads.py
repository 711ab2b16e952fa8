"""What is written as N-Quads is read back as it was meant."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.build.ids import is_id
from nosograph.build.quads import TRUE, Graph, integer, node, number, text
from nosograph.reasoning.axioms import Named, SubClassOf, document
from nosograph.reasoning.owl_file import to_ntriples

NAME = "https://w3id.org/nosograph/graph/test"


def read_back(write: Callable[[Graph], None]) -> list[ox.Quad]:
    """Return the quads of a graph; each must be one line, and be counted."""
    written: list[str] = []
    graph = Graph(written.append, NAME)
    write(graph)
    assert graph.count == len(written) == "".join(written).count("\n")
    quads = list(ox.parse("".join(written), format=ox.RdfFormat.N_QUADS))
    assert {quad.graph_name for quad in quads} <= {ox.NamedNode(NAME)}
    return quads


@given(value=st.text(), language=st.sampled_from(["", "en"]))
def test_any_text_is_read_back(value: str, language: str) -> None:
    literal = text(value, language)
    (quad,) = read_back(lambda graph: graph.add(node("nos:A"), node("rdfs:label"), literal))
    assert quad.object == ox.Literal(value, language=language or None)


@given(value=st.floats(-20, 20))
def test_a_number_is_read_back_to_four_digits(value: float) -> None:
    (quad,) = read_back(lambda graph: graph.add(node("nos:A"), node("nos:log"), number(value)))
    assert isinstance(quad.object, ox.Literal)
    assert float(quad.object.value) == pytest.approx(value, abs=5.1e-5)
    assert quad.object.datatype.value.endswith("#decimal")


def test_several_statements_are_about_one_subject() -> None:
    said = [("nos:alternative", integer(3)), ("owl:deprecated", TRUE)]
    quads = read_back(lambda graph: graph.describe(node("HP:0003394"), said))
    assert {str(quad.subject) for quad in quads} == {node("HP:0003394")}
    assert [str(quad.object) for quad in quads] == [integer(3), TRUE]


@given(
    name=st.from_regex(r"\A(HP|MONDO|OMIM|nos|icd11\.foundation):[A-Za-z0-9_.\-]{1,9}\Z")
    | st.text(max_size=8)
    | st.text(max_size=8).map(lambda local: f"HP:{local}")
)
def test_any_id_that_is_let_through_can_be_written(name: str) -> None:
    if is_id(name):
        (quad,) = read_back(lambda graph: graph.add(node(name), node("rdfs:seeAlso"), node(name)))
        assert quad.subject == quad.object


def test_a_document_is_copied_into_a_graph() -> None:
    labelled = b"""Ontology(<https://example.org/o>
        AnnotationAssertion(<http://www.w3.org/2000/01/rdf-schema#label> <https://example.org/a>
        "a \\"line\\" \xc2\x85 and \xe2\x80\xa8 another."@en))"""
    plain = document([SubClassOf(Named("nos:A"), Named("nos:B"))])
    for functional in (labelled, plain):
        ntriples = to_ntriples(functional)
        copied = read_back(partial(copy, ntriples))
        original = ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES)
        assert [quad.triple for quad in copied] == [quad.triple for quad in original]


def copy(ntriples: bytes, graph: Graph) -> None:
    graph.copy(ntriples)
