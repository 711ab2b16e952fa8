"""The query catalogue: one question per file, described by its ``#+`` header.

A parameter ``x`` is the block ``VALUES ?x { … }`` of a query, which holds its example: the file
runs as it is in any SPARQL client, and binding puts other terms between the braces. One of
type row is a table named after its first column; its value is a row, with spaces between cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from pathlib import Path

import pyoxigraph as ox

from nosograph.domain.identifiers import PREFIXES, converter
from nosograph.domain.sparql import QueryForm, query_form
from nosograph.errors import InvalidInput, SourceError, UnknownQuery

PARAMETER = re.compile(r"#\+ {2}- (\w+): (\w+), (.+?)(?:; example (.+))?")
TAG = re.compile(r"#\+ (\w+): (.+)")
PREFIX = re.compile(r"^PREFIX (\w*): <([^>]*)>", re.MULTILINE)
BLOCK = re.compile(r"VALUES (\?\w+|\((?:\?\w+ ?)+\)) \{[^{}]*\}")
LIMIT = re.compile(r"\nLIMIT (\d+)\s*\Z")
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
#: The value of a parameter that is left open.
OPEN = "UNDEF"
#: The type of a parameter that is a table.
ROW = "row"
#: A presentation rarely has more findings than this, and a list of codes need not be longer.
MOST_VALUES = 100
#: Rows of an answer where the query itself names no limit.
ROWS = 1000
#: Longer numbers than any age, share or count there is.
LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Parameter:
    """What the caller may set: its type (iri, string, integer, decimal, row), meaning and example.

    Several examples, and several values, are separated by spaces.
    """

    name: str
    type: str
    meaning: str
    example: str = ""

    @property
    def examples(self) -> list[str]:
        """Return the examples one by one; a string or a row is one, whatever its spaces."""
        one = [self.example] if self.example else []
        return one if self.type in ("string", ROW) else self.example.split()


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """One question: its name is its path below ``queries/`` without ending."""

    name: str
    summary: str
    question: str
    parameters: tuple[Parameter, ...]
    returns: str
    text: str

    @property
    def form(self) -> QueryForm:
        """Return what kind of answer the query asks for."""
        return query_form(self.text) or QueryForm.SELECT

    @property
    def limit(self) -> int:
        """Return how many rows the query gives at most."""
        found = LIMIT.search(self.text)
        return int(found[1]) if found else ROWS

    @property
    def prefixes(self) -> dict[str, str]:
        """Return the namespaces that the query declares, by prefix."""
        return {match[1]: match[2] for match in PREFIX.finditer(self.text)}

    def bind(self, values: Mapping[str, Sequence[str]]) -> str:
        """Return the query with other values of its parameters; unknown names are refused."""
        known = {parameter.name: parameter for parameter in self.parameters}
        if values.keys() - known.keys():
            raise InvalidInput(f"{self.name} takes {', '.join(known) or 'no parameters'}")
        given = {name: (known[name], values[name]) for name in values}

        def filled(match: re.Match[str]) -> str:
            """Put terms between the braces, in one pass: a value may look like a block itself."""
            columns = match[1].strip("()").replace("?", "").split()
            if columns[0] not in given:
                return match[0]
            return f"VALUES {match[1]} {{ {written(*given[columns[0]], len(columns))} }}"

        return BLOCK.sub(filled, self.text)

    def page(self, text: str, limit: int, offset: int) -> str:
        """Return a bound text that gives so many rows after so many others."""
        return f"{LIMIT.sub('', text)}\nLIMIT {limit} OFFSET {offset}\n"


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
    """Read one query; one without summary, or with a parameter that is nowhere, is an error."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(str(path), None, "this file cannot be read as UTF-8 text") from error
    header = [line for line in text.split("\n") if line.startswith("#+")]
    tags = {match[1]: match[2] for match in map(TAG.fullmatch, header) if match}
    if "summary" not in tags:
        raise SourceError(str(path), 1, "a query without `#+ summary:`")
    declared = tuple(parameters(header))
    blocks = {columns.strip("()").replace("?", "").split()[0] for columns in BLOCK.findall(text)}
    for lacking in {parameter.name for parameter in declared} - blocks:
        reason = f"parameter {lacking} needs a block `VALUES ?{lacking} {{ … }}`"
        raise SourceError(str(path), None, reason)
    return CatalogueQuery(
        name=path.relative_to(folder).with_suffix("").as_posix(),
        summary=tags["summary"],
        question=tags.get("question", ""),
        parameters=declared,
        returns=tags.get("returns", ""),
        text=text,
    )


def parameters(header: list[str]) -> Iterator[Parameter]:
    """Yield the parameters that a header declares."""
    for match in map(PARAMETER.fullmatch, header):
        if match:
            name, type_, meaning, example = match.groups(default="")
            yield Parameter(name, type_, meaning, example)


def written(parameter: Parameter, values: Sequence[str], columns: int) -> str:
    """Return the values of a parameter as a query has them; one may be left open as it was."""
    if list(values) == [OPEN] == [parameter.example]:
        return OPEN
    if parameter.type == ROW:
        given = bounded(parameter, values)
        rows = (row(parameter, value, columns) for value in given if value.strip())
        return " ".join(f"({' '.join(map(str, cells))})" for cells in rows)
    return " ".join(map(str, terms_of(parameter, values)))


def terms_of(parameter: Parameter, values: Sequence[str]) -> list[ox.NamedNode | ox.Literal]:
    """Return the values of a parameter as RDF terms."""
    return [term(parameter, value) for value in bounded(parameter, values)]


def bounded(parameter: Parameter, values: Sequence[str]) -> Sequence[str]:
    """Return the values if there are some and not too many."""
    if not 0 < len(values) <= MOST_VALUES:
        raise InvalidInput(f"{parameter.name} takes 1 to {MOST_VALUES} values")
    return values


def term(parameter: Parameter, value: str) -> ox.NamedNode | ox.Literal:
    """Return a value as an RDF term of its parameter's type; a CURIE is an IRI."""
    try:
        if parameter.type == "iri":
            return ox.NamedNode(whole_iri(value))
        if parameter.type == "integer":
            return ox.Literal(str(int(short(value))), datatype=ox.NamedNode(INTEGER))
        if parameter.type == "decimal":
            return ox.Literal(decimal(short(value)), datatype=ox.NamedNode(DECIMAL))
        return ox.Literal(value)
    except ValueError as error:
        raise InvalidInput(f"{parameter.name} is not of type {parameter.type}") from error


def row(parameter: Parameter, value: str, columns: int) -> list[ox.NamedNode | ox.Literal]:
    """Return the cells of a row as RDF terms: numbers and IRIs."""
    cells = value.split()
    if len(cells) != columns:
        raise InvalidInput(f"{parameter.name} is a row of {columns} cells")
    types = ["integer" if cell.isdecimal() else "iri" for cell in cells]
    return [
        term(Parameter(parameter.name, type_, parameter.meaning), cell)
        for type_, cell in zip(types, cells, strict=True)
    ]


def whole_iri(value: str) -> str:
    """Return the IRI of a CURIE with a known prefix; anything else stays as it is.

    Nothing is remembered here: the values come from outside.
    """
    known = value.partition(":")[0] in PREFIXES
    return converter().expand(value) or value if known else value


def short(value: str) -> str:
    """Return a number's text, unless it is too long to be one that is meant."""
    if len(value) > LONGEST_NUMBER:
        raise ValueError("a number of many digits")
    return value


def decimal(value: str) -> str:
    """Write a number as xsd:decimal does: no exponent, nothing infinite.

    >>> decimal("1e-7")
    '0.0000001'
    """
    number = float(value)
    if not isfinite(number):
        raise ValueError("a decimal is finite")
    return format(Decimal(str(number)), "f")
