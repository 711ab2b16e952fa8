"""SERVICE clauses, answered before the engine sees the query.

The engine has no hook for SERVICE and its own client follows redirects to anywhere, so query
processes have no sockets at all. Instead each clause is asked of its host here, and its solutions
take its place as VALUES: the join that SPARQL 1.1 Federated Query defines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pyoxigraph as ox

from nosograph.domain.sparql import mentions_federation, refuse_federation
from nosograph.domain.written_names import (
    SPACE,
    Match,
    Names,
    declared,
    depth_change,
    iri_at,
    is_word,
    pieces,
    refuse_uncertain,
)
from nosograph.errors import InvalidQuery, Overloaded
from nosograph.knowledge.outside import Outside

# What a join in memory bears; a larger answer is refused, never cut.
MOST_ROWS = 100_000
# A clause is a request to another server.
MOST_CLAUSES = 8
HEADERS = {
    "Accept": "application/sparql-results+json",
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": "nosograph",
}
SILENT = re.compile(rf"{SPACE}(?i:silent)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A SERVICE clause: where it stands, whom it asks, and the pattern."""

    start: int
    end: int
    target: str
    pattern: str
    silent: bool


class Federation:
    """Replaces SERVICE clauses by what their hosts answer."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def allowed(self, query: str, base: str) -> tuple[Clause, ...]:
        """Return the SERVICE clauses of a query, or refuse it before anyone is asked.

        Addresses are relative to ``base`` where the query says no other.
        """
        if not mentions_federation(query):
            return ()
        if not self._outside.hosts:
            refuse_federation(query)
            return ()
        found = tuple(clauses(query, base))
        if len(found) > MOST_CLAUSES:
            raise InvalidQuery(f"at most {MOST_CLAUSES} SERVICE clauses")
        for clause in found:
            self._outside.require_listed(clause.target)
        refuse_federation(without(query, found, ["" for _ in found]))
        return found

    def resolved(self, query: str, found: tuple[Clause, ...], left: Callable[[], float]) -> str:
        """Return a query with the solutions of its SERVICE clauses in their places.

        ``left`` tells the seconds that there are for all of them.
        """
        if not found:
            return query
        _, end = declared(query, 0, {"": ""})
        start = query[:end]
        values = [self._solutions(clause, start, left()) for clause in found]
        return without(query, found, values)

    def _solutions(self, clause: Clause, start: str, seconds: float) -> str:
        query = f"{start}\nSELECT * {{ {clause.pattern} }}"
        body = urlencode({"query": query}).encode()
        try:
            return values_of(self._outside(clause.target, body, HEADERS, seconds))
        except Overloaded:
            if clause.silent:
                return ""
            raise


def without(query: str, found: tuple[Clause, ...], instead: list[str]) -> str:
    """Return a query with other patterns in place of its clauses."""
    for clause, pattern in reversed(list(zip(found, instead, strict=True))):
        query = f"{query[: clause.start]} {{ {pattern} }} {query[clause.end :]}"
    return query


def values_of(answer: bytes) -> str:
    """Return the solutions of a SELECT as a VALUES block."""
    try:
        solutions = ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
        if not isinstance(solutions, ox.QuerySolutions):
            raise InvalidQuery("a SERVICE answered with something else than solutions")
        names = [str(variable) for variable in solutions.variables]
        rows = [row_of(solution, names) for solution in solutions]
    except (SyntaxError, ValueError) as error:
        raise Overloaded("a SERVICE gave an answer that cannot be read") from error
    if len(rows) > MOST_ROWS:
        raise InvalidQuery(
            f"a SERVICE answered with more than {MOST_ROWS} rows: narrow its pattern"
        )
    return f"VALUES ({' '.join(names)}) {{ {' '.join(rows)} }}"


def row_of(solution: ox.QuerySolution, names: list[str]) -> str:
    """Return one solution as a row of VALUES."""
    return f"({' '.join(written(solution[name[1:]]) for name in names)})"


def written(term: object) -> str:
    """Return a term as SPARQL writes it; a blank node of elsewhere has no name here."""
    if term is None:
        return "UNDEF"
    if not isinstance(term, ox.NamedNode | ox.Literal):
        raise InvalidQuery("a SERVICE answered with blank nodes, which cannot be joined")
    return str(term)


def clauses(query: str, base: str) -> Iterator[Clause]:
    """Yield the SERVICE clauses of a query; refuse what may be read in two ways."""
    refuse_uncertain(query, "SERVICE")
    names, end = declared(query, 0, {"": base})
    for piece in pieces(query, end):
        if piece.start() >= end and is_word(piece, "service"):
            clause = clause_at(query, piece, names)
            end = clause.end
            yield clause


def clause_at(query: str, service: Match, names: Names) -> Clause:
    """Return the clause that begins with a keyword."""
    silent = SILENT.match(query, service.end())
    start = silent.end() if silent else service.end()
    require_piece(query, start)
    target = iri_at(query, start, names)
    if target is None:
        raise InvalidQuery("SERVICE takes the address of a host, not a variable")
    opening, closing = braces(query, target[1])
    pattern = query[opening.end() : closing.start()]
    if mentions_federation(pattern):
        raise InvalidQuery("a SERVICE inside a SERVICE is refused")
    return Clause(service.start(), closing.end(), target[0], pattern, silent is not None)


def require_piece(query: str, start: int) -> Match:
    """Return the piece at a place, or refuse a query that ends before it."""
    piece = next(pieces(query, start), None)
    if piece is None:
        raise InvalidQuery("a SERVICE clause is not complete")
    return piece


def braces(query: str, start: int) -> tuple[Match, Match]:
    """Return the brace that stands at a place, and the one that closes it."""
    opening = require_piece(query, start)
    if opening.group() != "{":
        raise InvalidQuery("a SERVICE clause takes a pattern in braces")
    depth = 0
    for piece in pieces(query, opening.start()):
        depth += depth_change(piece.group())
        if depth == 0:
            return opening, piece
    raise InvalidQuery("a SERVICE clause is not complete")
