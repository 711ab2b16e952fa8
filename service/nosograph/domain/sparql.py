"""A SPARQL query and its answer, and what can be told from a query without evaluating it.

The grammar lets keywords run together (``trueSERVICE<x>{}``) and a ``<`` may open an IRI or
compare two values, so nothing here is a parser: what cannot be told safely is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nosograph.errors import InvalidQuery


class QueryForm(StrEnum):
    """What kind of answer a query asks for."""

    SELECT = "select"
    ASK = "ask"
    CONSTRUCT = "construct"
    DESCRIBE = "describe"


# SPARQL 1.1 results in JSON, XML, CSV and TSV (W3C, 2013), then the names that clients also use.
RESULT_MEDIA_TYPES = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
    "application/json",
    "application/xml",
)
GRAPH_MEDIA_TYPES = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/n-quads",
    "application/trig",
)


def never() -> bool:
    """Say that nobody has hung up."""
    return False


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """A query, the media type wanted, the data set of the protocol, and a limit in seconds.

    ``client`` is who asks, as far as places are shared out; ``id`` is the name to stop it by, or
    empty; ``abandoned`` tells whether the one who asked has hung up.
    ``union`` tells whether the default graph is every graph, where no data set is given; relative
    IRIs are resolved against ``base``.
    """

    query: str
    accept: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None
    client: str = ""
    id: str = ""
    abandoned: Callable[[], bool] = field(default=never, compare=False, repr=False)
    union: bool = True
    base: str = ""


@dataclass(frozen=True, slots=True)
class SparqlAnswer:
    """A result as it is being serialised.

    An error while ``chunks`` are read means that what came before is no answer. Where ``chunks``
    has a ``close``, it is called by whoever stops reading early. ``length`` is in bytes, where the
    whole answer is there already.
    """

    chunks: Iterator[bytes]
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None

    def read(self) -> bytes:
        """Return the whole result, or raise what broke it off."""
        return b"".join(self.chunks)


#: A header of answers that hold what other servers said, which may say something else next time.
UNKEPT: Mapping[str, str] = {"Cache-Control": "no-store"}
# A prefix has a longest length: without, each letter of a long word is read to the word's end anew.
TOKEN = re.compile(
    r"""
      (?P<string>'''(?s:(?!''')(?:\\.|[^\\]))*'''|\"{3}(?s:(?!\"{3})(?:\\.|[^\\]))*\"{3}
                |'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
    | (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<variable>[?$][A-Za-z0-9_\u0080-\U0010ffff]+)
    | (?P<name>(?:[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_\-\u0080-\U0010ffff]{0,255}+)?:
               (?:[A-Za-z0-9_][A-Za-z0-9_\-]*)?)
    | (?P<word>[A-Za-z]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
FORM = re.compile("|".join(QueryForm), re.IGNORECASE)
UPDATE = re.compile("insert|delete|load|clear|create|drop|copy|move|add|with", re.IGNORECASE)
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# Two slashes never meet outside an IRI, so such a `<` cannot be a comparison.
CERTAIN_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://[^\\]*>")
# Read as a comparison, these would open a string or a comment, or end the expression.
OPENS_MORE = re.compile(r"[#'()\\]")
FEDERATION = "service"
# NOW, RAND, UUID and STRUUID, wherever they stand. A comment behind them is not read: each word in
# a long one would have it read anew.
CHANGING = re.compile(r"(?:now|rand|uuid)(?:\s{0,64}+[(\#]|\s{64})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: what it looks like, and its text."""

    kind: str
    text: str


def tokens(query: str) -> Iterator[Token]:
    """Split a query into pieces, without comments and white space."""
    for match in TOKEN.finditer(query):
        kind, text = str(match.lastgroup), match.group()
        if kind != "comment" and not text.isspace():
            yield Token(kind, text)


def query_form(query: str) -> QueryForm | None:
    """Return the form of a query, or None where no form is named.

    >>> query_form("PREFIX ask: <http://example.org/> SELECT*{}").value
    'select'
    """
    for token in tokens(query):
        if token.kind == "word" and (match := FORM.match(token.text)):
            return QueryForm(match.group().lower())
    return None


def is_update(query: str) -> bool:
    """Tell whether a text without a query form reads as an update.

    >>> is_update("INSERT DATA { <a:a> <a:b> <a:c> }")
    True
    """
    words = (token.text for token in tokens(query) if token.kind == "word")
    return query_form(query) is None and any(UPDATE.match(word) for word in words)


def refuse_federation(query: str) -> None:
    """Refuse a query that may hold a SERVICE clause, whatever its spelling.

    >>> refuse_federation("SELECT * { ?s ?p 'customer service' }")
    >>> refuse_federation(
    ...     "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"
    ... )  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    nosograph.errors.InvalidQuery: SERVICE is refused: NOSOGRAPH_FEDERATION_HOSTS lists who may...
    """
    if not mentions_federation(query):
        return
    for token in tokens(query):
        if _may_federate(token):
            raise InvalidQuery(
                "SERVICE is refused: NOSOGRAPH_FEDERATION_HOSTS lists who may be asked"
            )


def mentions_federation(query: str) -> bool:
    """Tell whether the word occurs at all, escapes resolved."""
    return mentions(query, FEDERATION)


def mentions(text: str, *words: str) -> bool:
    r"""Tell whether any of the words occurs at all, escapes resolved.

    >>> mentions(r"L\u004fAD <http://x/>", "load")
    True
    """
    folded = unescaped(text).casefold()
    return any(word in folded for word in words)


def is_changing(query: str) -> bool:
    """Tell whether a query may be answered otherwise each time over the same graphs.

    Of one that cannot be told easily, yes is said.

    >>> is_changing("SELECT (NOW() AS ?then) {}"), is_changing("ASK { ?s <x:knows> ?o }")
    (True, False)
    """
    return CHANGING.search(unescaped(query)) is not None


def unescaped(text: str) -> str:
    """Return a text whose characters stand for themselves."""
    return ESCAPE.sub(_unescape, text) if "\\" in text else text


def _unescape(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else ""


def _may_federate(token: Token) -> bool:
    named = FEDERATION in token.text.casefold()
    match token.kind:
        case "string" | "variable":
            return False
        case "iri":
            uncertain = CERTAIN_IRI.fullmatch(token.text) is None
            return is_uncertain(token.text) or (uncertain and named)
        case "name":
            return FEDERATION in token.text.split(":")[0].casefold()
        case "other":
            return token.text in "'\"\\"
        case _:
            return named


def is_uncertain(iri: str) -> bool:
    """Tell whether what looks like an IRI may be a comparison that opens something else."""
    return CERTAIN_IRI.fullmatch(iri) is None and OPENS_MORE.search(iri) is not None
