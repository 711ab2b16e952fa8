"""Writing N-Quads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from nosograph.domain.identifiers import iri

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
XSD = "http://www.w3.org/2001/XMLSchema#"
ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def node(curie: str) -> str:
    """Return a CURIE as an IRI in N-Quads syntax."""
    return f"<{iri(curie)}>"


def text(value: str, language: str = "") -> str:
    r"""Return a string literal, with a language where given.

    >>> print(text('a "b"', "en"))
    "a \"b\""@en
    """
    quoted = f'"{value.translate(ESCAPES)}"'
    return f"{quoted}@{language}" if language else quoted


def number(value: float) -> str:
    """Return a number as a decimal of four digits.

    >>> number(0.5)
    '"0.5000"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    return f'"{value:.4f}"^^<{XSD}decimal>'


def integer(value: int) -> str:
    """Return an integer."""
    return f'"{value}"^^<{XSD}integer>'


TRUE = f'"true"^^<{XSD}boolean>'


class Graph:
    """A named graph that is being written; counts its lines."""

    def __init__(self, write: Callable[[str], object], name: str) -> None:
        self._write = write
        self._end = f" <{name}> .\n"
        self.name = name
        self.count = 0

    def add(self, subject: str, predicate: str, object_: str) -> None:
        """Write one statement; its parts are in N-Quads syntax."""
        self._write(f"{subject} {predicate} {object_}{self._end}")
        self.count += 1

    def relate(self, subject: str, predicate: str, objects: Sequence[str]) -> None:
        """Write that one subject has one relation to several objects."""
        begin = f"{subject} {predicate} "
        self._write("".join([f"{begin}{object_}{self._end}" for object_ in objects]))
        self.count += len(objects)

    def describe(self, subject: str, statements: Iterable[tuple[str, str]]) -> None:
        """Write several statements about one subject; predicates are CURIEs."""
        for predicate, object_ in statements:
            self.add(subject, node(predicate), object_)

    def copy(self, ntriples: bytes) -> None:
        """Write the statements of an N-Triples document."""
        for line in ntriples.decode().rstrip("\n").split("\n"):
            self._write(f"{line.removesuffix('.').rstrip()}{self._end}")
            self.count += 1
