"""SERVICE clauses, answered before the engine sees the query.

The engine has no hook for SERVICE and its own client follows redirects to anywhere, so query
processes have no sockets at all. Instead each clause is asked of its host here, and its solutions
take its place as VALUES: the join that SPARQL 1.1 Federated Query defines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

import pyoxigraph as ox

from nosograph.domain.sparql import (
    FORM,
    TOKEN,
    is_uncertain,
    mentions_federation,
    refuse_federation,
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
Match = re.Match[str]


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

    def allowed(self, query: str) -> tuple[Clause, ...]:
        """Return the SERVICE clauses of a query, or refuse it before anyone is asked."""
        if not mentions_federation(query):
            return ()
        if not self._outside.hosts:
            refuse_federation(query)
            return ()
        found = tuple(clauses(query))
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
        start = prologue(query)
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


def clauses(query: str) -> Iterator[Clause]:
    """Yield the SERVICE clauses of a query; refuse what may be read in two ways."""
    pieces = [piece for piece in TOKEN.finditer(query) if is_piece(piece)]
    if any(is_uncertain(piece.group()) for piece in pieces if piece.lastgroup == "iri"):
        raise InvalidQuery("beside SERVICE, write white space around < in comparisons")
    names = prefixes(pieces)
    index = 0
    while index < len(pieces):
        if is_word(pieces[index], "service"):
            clause, index = clause_at(query, pieces, index, names)
            yield clause
        index += 1


def clause_at(
    query: str, pieces: list[Match], index: int, names: dict[str, str]
) -> tuple[Clause, int]:
    """Return the clause that begins at a piece, and the index of its last piece."""
    silent = is_word(piece_at(pieces, index + 1), "silent")
    at = index + 1 + silent
    target = target_of(piece_at(pieces, at), names)
    last = closing_brace(pieces, at + 1)
    pattern = query[pieces[at + 1].end() : pieces[last].start()]
    if mentions_federation(pattern):
        raise InvalidQuery("a SERVICE inside a SERVICE is refused")
    clause = Clause(pieces[index].start(), pieces[last].end(), target, pattern, silent)
    return clause, last


def piece_at(pieces: list[Match], index: int) -> Match:
    """Return a piece, or refuse a query that ends before it."""
    if index >= len(pieces):
        raise InvalidQuery("a SERVICE clause is not complete")
    return pieces[index]


def target_of(piece: Match, names: dict[str, str]) -> str:
    """Return the address that a clause asks."""
    if piece.lastgroup == "iri":
        return urljoin(names.get("", ""), piece.group()[1:-1])
    prefix, colon, local = piece.group().partition(":")
    if piece.lastgroup != "name" or f"{prefix}{colon}" not in names:
        raise InvalidQuery("SERVICE takes the address of a host, not a variable")
    return names[f"{prefix}{colon}"] + local


def closing_brace(pieces: list[Match], index: int) -> int:
    """Return the index of the brace that closes the one at ``index``."""
    depth = 0
    for at in range(index, len(pieces)):
        depth += {"{": 1, "}": -1}.get(pieces[at].group(), 0)
        if depth == 0:
            break
    else:
        raise InvalidQuery("a SERVICE clause is not complete")
    if pieces[index].group() != "{":
        raise InvalidQuery("a SERVICE clause takes a pattern in braces")
    return at


def prologue(query: str) -> str:
    """Return the declarations of a query."""
    words = (piece for piece in TOKEN.finditer(query) if piece.lastgroup == "word")
    form = next((word for word in words if FORM.fullmatch(word.group())), None)
    if form is None:
        raise InvalidQuery("beside SERVICE, write white space after the form of the query")
    return query[: form.start()]


def prefixes(pieces: list[Match]) -> dict[str, str]:
    """Return what prefixes stand for; the base stands under the empty name."""
    names: dict[str, str] = {}
    for index, piece in enumerate(pieces[:-2]):
        name, address = pieces[index + 1], pieces[index + 2]
        if is_word(piece, "prefix") and address.lastgroup == "iri":
            names[name.group()] = urljoin(names.get("", ""), address.group()[1:-1])
        elif is_word(piece, "base") and name.lastgroup == "iri":
            names[""] = urljoin(names.get("", ""), name.group()[1:-1])
    return names


def is_piece(piece: Match) -> bool:
    """Tell whether a piece of a query means something."""
    return piece.lastgroup != "comment" and not piece.group().isspace()


def is_word(piece: Match, word: str) -> bool:
    """Tell whether a piece is a keyword."""
    return piece.lastgroup == "word" and piece.group().casefold() == word
