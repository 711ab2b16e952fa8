"""Reading a user's XML and JSON files as a whole, with errors that say where."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser

from nosograph.build.importing.lines import SourceFile
from nosograph.errors import SourceError

Document = Mapping[str, Any]


def read_xml(file: SourceFile) -> Element:
    """Return the root of an XML document; a broken one is an error with its line."""
    parser = XMLParser()  # noqa: S314 - a file of the user's own, read on the user's machine
    with file.opened() as stream:
        try:
            while block := stream.read(1 << 20):
                parser.feed(block)
            root: Element = parser.close()
        except ParseError as error:
            raise SourceError(file.name, error.position[0], "no XML, or cut short") from error
        except (LookupError, ValueError) as error:
            raise SourceError(file.name, 1, "in an encoding that is not known") from error
    return root


def read_json(file: SourceFile) -> Document:
    """Return the object that a file holds."""
    with file.opened() as stream:
        try:
            document = json.load(stream)
        except json.JSONDecodeError as error:
            raise SourceError(file.name, error.lineno, "no JSON, or cut short") from error
        except (UnicodeDecodeError, RecursionError) as error:
            raise SourceError(file.name, None, "no JSON that can be read") from error
    if not isinstance(document, dict):
        raise SourceError(file.name, 1, "no JSON object")
    return document


@contextmanager
def read_as(file: str, kind: str) -> Iterator[None]:
    """Refuse a JSON document in which something is not what such a document has there."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise SourceError(file, None, f"no {kind}, or damaged: {error}") from error
