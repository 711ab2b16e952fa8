"""The query catalogue: one question per file, described by its ``#+`` header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from pathlib import Path

import pyoxigraph as ox

from nosograph.domain.identifiers import PREFIXES, iri
from nosograph.errors import InvalidInput, SourceError, UnknownQuery

PARAMETER = re.compile(r"#\+ {2}- (\w+): (\w+), (.+)")
TAG = re.compile(r"#\+ (\w+): (.+)")
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the caller binds: its type (iri, string, integer, decimal) and meaning."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """One question: its name is its path below ``queries/`` without ending."""

    name: str
    summary: str
    question: str
    parameters: tuple[Parameter, ...]
    text: str

    def bind(self, values: Mapping[str, str]) -> dict[ox.Variable, ox.NamedNode | ox.Literal]:
        """Return the terms that parameters are bound to; unknown names are refused."""
        known = {parameter.name: parameter for parameter in self.parameters}
        if unknown := sorted(values.keys() - known.keys()):
            raise InvalidInput(f"{self.name} has no parameter {unknown[0]}")
        return {ox.Variable(name): term(known[name], value) for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All shipped queries by name."""

    queries: Mapping[str, CatalogueQuery]

    def get(self, name: str) -> CatalogueQuery:
        """Return a query by its name."""
        try:
            return self.queries[name]
        except KeyError:
            raise UnknownQuery(name) from None


def read_catalogue(folder: Path) -> Catalogue:
    """Read every query of a folder."""
    paths = sorted(folder.rglob("*.rq"))
    return Catalogue({q.name: q for q in (read_query(folder, path) for path in paths)})


def read_query(folder: Path, path: Path) -> CatalogueQuery:
    """Read one query; a header without summary is an error."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(str(path), None, "this file cannot be read as UTF-8 text") from error
    header = [line for line in text.split("\n") if line.startswith("#+")]
    tags = {match[1]: match[2] for match in map(TAG.fullmatch, header) if match}
    if "summary" not in tags:
        raise SourceError(str(path), 1, "a query without `#+ summary:`")
    return CatalogueQuery(
        name=path.relative_to(folder).with_suffix("").as_posix(),
        summary=tags["summary"],
        question=tags.get("question", ""),
        parameters=tuple(parameters(header)),
        text=text,
    )


def parameters(header: list[str]) -> Iterator[Parameter]:
    """Yield the parameters that a header declares."""
    return (Parameter(*match.groups()) for match in map(PARAMETER.fullmatch, header) if match)


def term(parameter: Parameter, value: str) -> ox.NamedNode | ox.Literal:
    """Return a value as an RDF term of its parameter's type; a CURIE is an IRI."""
    try:
        if parameter.type == "iri":
            known = value.partition(":")[0] in PREFIXES
            return ox.NamedNode(iri(value) if known else value)
        if parameter.type == "integer":
            return ox.Literal(str(int(value)), datatype=ox.NamedNode(INTEGER))
        if parameter.type == "decimal":
            return ox.Literal(decimal(value), datatype=ox.NamedNode(DECIMAL))
    except ValueError as error:
        raise InvalidInput(f"{parameter.name} is not of type {parameter.type}") from error
    return ox.Literal(value)


def decimal(value: str) -> str:
    """Write a number as xsd:decimal does: no exponent, nothing infinite.

    >>> decimal("1e-7")
    '0.0000001'
    """
    number = float(value)
    if not isfinite(number):
        raise ValueError("a decimal is finite")
    return format(Decimal(str(number)), "f")
