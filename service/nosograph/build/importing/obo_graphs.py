"""Concepts of an OBO Graphs JSON document."""

from __future__ import annotations

from collections.abc import Iterator

from nosograph.build.importing.concepts import Concept
from nosograph.build.importing.documents import Document, read_as, read_json
from nosograph.build.importing.lines import SourceFile
from nosograph.build.importing.references import dated_references, match
from nosograph.domain.identifiers import curie
from nosograph.errors import SourceError

SCOPES = {
    "hasExactSynonym": "exact",
    "hasBroadSynonym": "broad",
    "hasNarrowSynonym": "narrow",
    "hasRelatedSynonym": "related",
}
REPLACED_BY = "http://purl.obolibrary.org/obo/IAO_0100001"
ALTERNATIVE = "http://www.geneontology.org/formats/oboInOwl#hasAlternativeId"
KIND = "OBO Graphs document"


def load(file: SourceFile) -> Document:
    """Return the first graph of a document."""
    document = read_json(file)
    with read_as(file.name, KIND):
        found: Document = document["graphs"][0]
        found["nodes"], found["edges"]
    return found


def graphs_version(graph: Document) -> str:
    """Return what a graph says of its version."""
    meta = graph.get("meta")
    return str(meta.get("version", "")) if isinstance(meta, dict) else ""


def read_obo_graphs(file: SourceFile, graph: Document, prefix: str) -> Iterator[Concept]:
    """Yield the classes of a graph whose ids have a prefix."""
    with read_as(file.name, KIND):
        parents = _parents(graph, prefix)
        for item in graph["nodes"]:
            name = curie(str(item.get("id", "")))
            if not name.startswith(f"{prefix}:") or item.get("type", "CLASS") != "CLASS":
                continue
            if "lbl" not in item:
                raise SourceError(file.name, None, f"{name} has no label")
            yield _concept(name, item, parents.get(name, ()), prefix)


def _parents(graph: Document, prefix: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for edge in graph["edges"]:
        above = curie(edge["obj"])
        if edge["pred"] == "is_a" and above.startswith(f"{prefix}:"):
            name = curie(edge["sub"])
            found[name] = (*found.get(name, ()), above)
    return found


def _concept(name: str, item: Document, parents: tuple[str, ...], prefix: str) -> Concept:
    meta: Document = item.get("meta", {})
    references = tuple(sorted(str(xref["val"]) for xref in meta.get("xrefs", ())))
    values = [
        (str(value["pred"]), str(value["val"])) for value in meta.get("basicPropertyValues", ())
    ]
    matches = (match(name, property_, value) for property_, value in values)
    successors = (curie(value) for property_, value in values if property_ == REPLACED_BY)
    return Concept(
        id=name,
        label=str(item["lbl"]),
        notation=name,
        definition=str(meta.get("definition", {}).get("val", "")),
        synonyms=tuple(_synonyms(meta)),
        xrefs=references,
        parents=parents,
        alternative_ids=tuple(value for property_, value in values if property_ == ALTERNATIVE),
        obsolete=bool(meta.get("deprecated", False)),
        replaced_by=tuple(found for found in successors if found.startswith(f"{prefix}:")),
        matches=(
            *dated_references(name, references),
            *(found for found in matches if found is not None),
        ),
    )


def _synonyms(meta: Document) -> Iterator[tuple[str, str]]:
    for synonym in meta.get("synonyms", ()):
        if synonym["pred"] in SCOPES:
            yield SCOPES[synonym["pred"]], str(synonym["val"])
