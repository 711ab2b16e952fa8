"""Where a query cannot be read, told from what the engine says.

The engine names the furthest place that it looked at. A keyword of n letters is compared with the
next n characters whatever they are, so that place may lie behind white space, comments and other
pieces: the keywords that it names tell where the comparison began.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from nosograph.domain.sparql import TOKEN
from nosograph.errors import InvalidQuery, QuerySyntax

SYNTAX_ERROR = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
# A sentence, a literal, a set of characters or a keyword; the engine parts them by commas.
ALTERNATIVE = re.compile(
    r"""
      (?P<literal>"(?:\\.|[^"\\])+")
    | (?P<any>\[_\]|<unreported>)
    | (?P<characters>\['.*?'\](?=,[ ]|\Z))
    | (?P<sentence>[A-Z][A-Za-z]*(?:[ ][A-Za-z]+)+)
    | (?P<keyword>[A-Za-z][A-Za-z_]+)
    """,
    re.VERBOSE | re.DOTALL,
)
NO_PREFIX = "Prefix not found"
# More of them do not help to see what is missing.
MOST_EXPECTED = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a query, and where it starts and ends."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Expected:
    """What the engine would have taken: at the place it names, and by which keywords before it."""

    literals: tuple[str, ...]
    characters: bool
    keywords: tuple[str, ...]
    sentence: str

    @classmethod
    def read(cls, said: str) -> Expected:
        """Read the list of an error."""
        found = [(str(match.lastgroup), match.group()) for match in ALTERNATIVE.finditer(said)]
        return cls(
            literals=tuple(text for kind, text in found if kind == "literal"),
            characters=any(kind == "characters" for kind, _ in found),
            keywords=tuple(text for kind, text in found if kind == "keyword"),
            sentence=next((text for kind, text in found if kind == "sentence"), ""),
        )

    @property
    def exact(self) -> bool:
        """Whether the place that the engine names is where it could not go on."""
        return bool(self.literals or self.characters or self.sentence)

    @property
    def keyword(self) -> str:
        """The keyword whose comparison began last, or nothing."""
        return min(self.keywords, key=len, default="")


def located(refusal: InvalidQuery, query: str) -> InvalidQuery:
    """Return a refusal with line and column of what cannot be read, if the engine said a place.

    >>> str(located(InvalidQuery("error at 1:10: expected CONSTRUCT"), "SELEC * { ?s ?p ?o }"))
    'line 1, column 1: what begins here cannot be read; CONSTRUCT, among others, could stand here'
    """
    found = SYNTAX_ERROR.search(str(refusal))
    if found is None:
        return refusal
    reached = _offset(query, int(found[1]), int(found[2]))
    start, reason = explained(query, reached, Expected.read(found[3]))
    return QuerySyntax(query.count("\n", 0, start) + 1, start - query.rfind("\n", 0, start), reason)


def explained(query: str, reached: int, expected: Expected) -> tuple[int, str]:
    """Return where a query cannot be read, and why; the engine went as far as ``reached``."""
    pieces = _pieces(query)
    if not pieces:
        return 0, "there is no query"
    begun = [piece for piece in pieces if piece.start < reached] or pieces[:1]
    if (quote := _unclosed(begun)) is not None:
        return quote, "the string that begins here does not end"
    if expected.sentence and expected.sentence != NO_PREFIX:
        return begun[-1].start, expected.sentence[0].lower() + expected.sentence[1:]
    if expected.exact:
        return _exactly(query, pieces, reached, expected)
    return _from(pieces, reached, expected)


def _exactly(query: str, pieces: list[Piece], reached: int, expected: Expected) -> tuple[int, str]:
    """Explain a place that the engine could not pass."""
    names = [piece for piece in pieces if piece.kind == "name" and piece.start < reached]
    if expected.sentence and names:
        return names[-1].start, _undeclared(names[-1])
    few = 0 < len(expected.literals) <= MOST_EXPECTED
    could = f"; {' or '.join(expected.literals)} could" if few else ""
    piece = _piece_at(pieces, reached)
    if piece is None:
        return len(query), f"something is missing at the end{could}"
    return piece.start, f"this cannot stand here{could}"


def _from(pieces: list[Piece], reached: int, expected: Expected) -> tuple[int, str]:
    """Explain a failure between the place where keywords were looked for and the one reached."""
    if not expected.keyword:
        return pieces[-1].start, "this cannot stand here, or something is missing behind it"
    piece = _piece_at(pieces, reached - len(expected.keyword)) or pieces[-1]
    declared = _declared(pieces)
    for other in pieces:
        if piece.start <= other.start < reached and _lacks_prefix(other, declared):
            return other.start, _undeclared(other)
    could = f"{expected.keyword}, among others, could stand here"
    return piece.start, f"what begins here cannot be read; {could}"


def _unclosed(pieces: list[Piece]) -> int | None:
    """Return where a string begins that does not end; of a long one, two quotes look closed."""
    for n, piece in enumerate(pieces):
        if piece.kind == "other" and piece.text in "'\"":
            long = n > 0 and pieces[n - 1].text == piece.text * 2
            return pieces[n - 1].start if long else piece.start
    return None


def _pieces(query: str) -> list[Piece]:
    """Split a query into pieces, without comments and white space."""
    found = (Piece(str(m.lastgroup), m.group(), *m.span()) for m in TOKEN.finditer(query))
    return [piece for piece in found if piece.kind != "comment" and not piece.text.isspace()]


def _piece_at(pieces: list[Piece], place: int) -> Piece | None:
    """Return the piece at a place, which may be one that breaks off there, or the next."""
    following = (n for n, piece in enumerate(pieces) if piece.end > place)
    index = next(following, None)
    if index is None:
        return None
    broken_off = index and pieces[index].start > place == pieces[index - 1].end
    return pieces[index - 1] if broken_off else pieces[index]


def _declared(pieces: list[Piece]) -> frozenset[str]:
    """Return the prefixes that are declared, each with its colon."""
    pairs = pairwise(pieces)
    return frozenset(named.text for word, named in pairs if word.text.lower() == "prefix")


def _lacks_prefix(piece: Piece, declared: frozenset[str]) -> bool:
    return piece.kind == "name" and _prefix(piece) not in {*declared, "_:"}


def _undeclared(piece: Piece) -> str:
    return f"the prefix {_prefix(piece)} is not declared"


def _prefix(piece: Piece) -> str:
    return piece.text.split(":")[0] + ":"


def _offset(query: str, line: int, column: int) -> int:
    """Return how many characters stand before a line and column."""
    before = query.split("\n")[: line - 1]
    return min(sum(len(text) + 1 for text in before) + column - 1, len(query))
