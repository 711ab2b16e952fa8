"""What stands around a condition, as nodes and edges to be drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from nosograph.web.linked_pages import FREQUENCIES, Row, ask, code_of, label_of, path_of, worded
from nosograph.web.linked_sections import PAGES
from nosograph.web.service import Service

#: Nodes of each kind, with the condition 60 in all: what stays fluid on a slow machine.
MOST = {"finding": 27, "complication": 8, "outcome": 6, "complaint": 10, "code": 8}
#: How strongly the edge to a finding is drawn, by HPO's frequency classes; as occasional without.
WEIGHTS = {
    "HP:0040280": 5,
    "HP:0040281": 5,
    "HP:0040282": 4,
    "HP:0040283": 2,
    "HP:0040284": 1,
}
USUAL_WEIGHT = 2
#: HPOA's aspect of findings, beside those of inheritance and onset.
PHENOTYPE = "P"
#: Codes that mean the condition itself.
SAME = ("skos:exactMatch", "owl:equivalentClass")


@dataclass(frozen=True, slots=True)
class Node:
    """A term, its kind, and where its page is."""

    id: str
    label: str
    kind: str
    page: str


@dataclass(frozen=True, slots=True)
class Edge:
    """How the target belongs to the source; from 1 to 5, how strongly."""

    source: str
    target: str
    label: str
    weight: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A node beside the condition, and how it belongs to it."""

    node: Node
    label: str
    weight: int


def written_graph(service: Service, iri: str) -> str:
    """Return the surroundings of a condition as a document."""
    code = code_of(iri)
    once = {neighbour.node.id: neighbour for neighbour in neighbours(service, iri)}
    once.pop(code, None)
    shown, omitted = bounded(list(once.values()))
    label = label_of(ask(service, "ontology/term", {"term": [iri]})) or code
    root = Node(code, label, "condition", path_of("condition", iri))
    document = {
        "root": code,
        "nodes": [asdict(root), *(asdict(neighbour.node) for neighbour in shown)],
        "edges": [asdict(Edge(code, each.node.id, each.label, each.weight)) for each in shown],
        "omitted": omitted,
    }
    return json.dumps(document, ensure_ascii=False)


def bounded(found: Sequence[Neighbour]) -> tuple[list[Neighbour], dict[str, int]]:
    """Return the strongest neighbours of each kind, and how many are left out."""
    shown: list[Neighbour] = []
    omitted: dict[str, int] = {}
    for kind, most in MOST.items():
        of_kind = [each for each in found if each.node.kind == kind]
        of_kind.sort(key=lambda each: (-each.weight, each.node.label.casefold()))
        shown += of_kind[:most]
        if len(of_kind) > most:
            omitted[kind] = len(of_kind) - most
    return shown, omitted


def neighbours(service: Service, iri: str) -> Iterator[Neighbour]:
    """Yield what stands around a condition; of two on one term the last counts."""
    asked = {"condition": [iri]}
    outcomes = {row["outcome"] for row in ask(service, "risk/outcomes", {})}
    for row in reversed(ask(service, "conditions/annotated-findings", asked)):
        if row.get("aspect", PHENOTYPE) == PHENOTYPE:
            yield finding(row)
    for row in ask(service, "risk/complications", asked):
        kind = "outcome" if row["consequence"] in outcomes else "complication"
        yield neighbour(kind, row["consequence"], row["label"], "can lead to", 3)
    for row in ask(service, "conditions/complaints", asked):
        band = worded(service, row["band"])
        yield neighbour("complaint", row["complaint"], row["label"], band, 3)
    for row in ask(service, "mappings/codes-of-condition", asked):
        if code_of(row["relation"]) in SAME:
            yield Neighbour(Node(row["code"], row["code"], "code", row["target"]), "means", 1)


def finding(row: Row) -> Neighbour:
    """Return a finding with how often it is met."""
    frequency = row.get("frequency", "")
    said = FREQUENCIES.get(frequency, frequency) or "annotated"
    weight = WEIGHTS.get(frequency, USUAL_WEIGHT)
    label = row.get("label", code_of(row["finding"]))
    return neighbour("finding", row["finding"], label, said, weight)


def neighbour(kind: str, iri: str, label: str, said: str, weight: int) -> Neighbour:
    """Return a term of this release beside the condition."""
    place = kind if kind in PAGES else "condition" if kind == "complication" else "term"
    return Neighbour(Node(code_of(iri), label, kind, path_of(place, iri)), said, weight)
