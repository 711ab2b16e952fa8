"""The W3C's OWL 2 test cases, as its working group exported them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph, Literal, Namespace, Node, URIRef

TEST = Namespace("http://www.w3.org/2007/OWL/testOntology#")
#: How a case gives an ontology: the property, and the syntax of what it holds.
GIVEN = {"fs{}Ontology": "functional", "rdfXml{}Ontology": "rdfxml"}
Text = tuple[bytes, str]


@dataclass(frozen=True, slots=True)
class OwlCase:
    """A question: does a premise entail a conclusion, or is it consistent, and the right answer."""

    name: str
    kind: str
    premise: Text
    conclusion: Text | None
    imports: bool


def el_cases(path: Path) -> Iterator[OwlCase]:
    """Yield the cases in EL under the direct semantics, one for each kind that a case is of."""
    graph = Graph()
    graph.parse(data=gzip.decompress(path.read_bytes()), format="xml")
    for case in sorted(graph.subjects(TEST.profile, TEST.EL), key=str):
        if (case, TEST.semantics, TEST.DIRECT) in graph:
            yield from of_kinds(graph, case)


def of_kinds(graph: Graph, case: Node) -> Iterator[OwlCase]:
    name = str(graph.value(case, TEST.identifier))
    imports = (case, TEST.importedOntology, None) in graph
    premise = given(graph, case, "Premise")
    wanted = {
        "ConsistencyTest": None,
        "InconsistencyTest": None,
        "PositiveEntailmentTest": given(graph, case, "Conclusion"),
        "NegativeEntailmentTest": given(graph, case, "NonConclusion"),
    }
    for kind, conclusion in wanted.items():
        if (case, RDF.type, TEST[kind]) in graph and premise:
            yield OwlCase(name, kind, premise, conclusion, imports)


def given(graph: Graph, case: Node, part: str) -> Text | None:
    for name, syntax in GIVEN.items():
        predicate = URIRef(str(TEST) + name.format(part))
        found = graph.value(case, predicate)
        if isinstance(found, Literal):
            return str(found).encode(), syntax
    return None
