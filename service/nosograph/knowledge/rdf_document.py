"""RDF documents as other servers give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from nosograph.errors import InvalidDocument

# A parser's message can quote what it read.
MESSAGE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Document:
    """What a server answered, and the media type that it gives."""

    body: bytes
    media_type: str


def statements(document: Document, source: str) -> Iterator[ox.Quad]:
    """Yield what a document says, in the default graph; its blank nodes are its own.

    Raises InvalidDocument for what is not RDF, cannot be parsed, or names graphs.
    """
    format_ = ox.RdfFormat.from_media_type(document.media_type)
    if format_ is None:
        raise InvalidDocument(f"{source} is {document.media_type[:80]}, which is no RDF")
    try:
        yield from ox.parse(
            document.body,
            format=format_,
            base_iri=source,
            without_named_graphs=True,
            rename_blank_nodes=True,
        )
    except (SyntaxError, ValueError) as error:
        reason = str(error)[:MESSAGE_CHARACTERS]
        raise InvalidDocument(f"{source} cannot be parsed: {reason}") from error
