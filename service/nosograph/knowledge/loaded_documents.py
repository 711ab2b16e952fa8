"""What documents say in place of the LOAD operations that name them, in the order of an update."""

from __future__ import annotations

from collections.abc import Sequence

from nosograph.domain.loads import Load, loads
from nosograph.errors import InvalidDocument
from nosograph.knowledge.rdf_document import Document, statements


def with_documents(text: str, base: str, documents: Sequence[Document | None]) -> str:
    """Return an update with INSERT DATA for each LOAD, of which each has a document or None.

    Raises InvalidDocument for what cannot be read, unless its LOAD is SILENT.
    """
    parts, end = [], 0
    for load, document in zip(loads(text, base), documents, strict=True):
        parts += [text[end : load.start], insertion(load, document)]
        end = load.end
    return "".join((*parts, text[end:]))


def insertion(load: Load, document: Document | None) -> str:
    """Return the operation that inserts a document; one without effect where there is none."""
    said = said_by(load, document)
    if load.graph is None:
        return f"INSERT DATA {{ {said} }}"
    return f"INSERT DATA {{ GRAPH <{load.graph}> {{ {said} }} }}"


def said_by(load: Load, document: Document | None) -> str:
    """Return the statements of a document as SPARQL writes them."""
    if document is None:
        return ""
    try:
        return " ".join(
            f"{quad.subject} {quad.predicate} {quad.object} ."
            for quad in statements(document, load.source)
        )
    except InvalidDocument:
        if load.silent:
            return ""
        raise
