"""A SPARQL query and its answer, and what can be told from a query without evaluating it.

The grammar lets keywords run together (``trueSERVICE<x>{}``) and a ``<`` may open an IRI or
compare two values, so nothing here is a parser: what cannot be told safely is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin

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
)


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """A query, the media type wanted, the data set of the protocol, and a limit in seconds."""

    query: str
    accept: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class SparqlAnswer:
    """A complete result, serialised."""

    body: bytes
    media_type: str

    def read(self) -> bytes:
        """Return the whole result."""
        return self.body


TOKEN = re.compile(
    r"""
      (?P<string>'''(?s:(?!''')(?:\\.|[^\\]))*'''|\"{3}(?s:(?!\"{3})(?:\\.|[^\\]))*\"{3}
                |'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
    | (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<variable>[?$][A-Za-z0-9_\u0080-\U0010ffff]+)
    | (?P<name>(?:[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_\-\u0080-\U0010ffff]*)?:
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
    >>> refuse_federation("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    nosograph.errors.InvalidQuery: SERVICE is refused: queries see this service's graphs only
    """
    if not mentions_federation(query):
        return
    for token in tokens(query):
        if _may_federate(token):
            raise InvalidQuery("SERVICE is refused: queries see this service's graphs only")


def mentions_federation(query: str) -> bool:
    """Tell whether the word occurs at all, escapes resolved."""
    return FEDERATION in ESCAPE.sub(_unescape, query).casefold()


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
            return uncertain and (named or OPENS_MORE.search(token.text) is not None)
        case "name":
            return FEDERATION in token.text.split(":")[0].casefold()
        case "other":
            return token.text in "'\"\\"
        case _:
            return named


def dataset_graphs(query: str) -> tuple[str, ...]:
    """Return the graphs that FROM and FROM NAMED name, as IRIs.

    >>> dataset_graphs("PREFIX x: <http://x/> SELECT * FROM x:a FROM NAMED <http://x/b> {}")
    ('http://x/a', 'http://x/b')
    """
    if "from" not in query.lower():
        return ()
    found = [token for token in tokens(query) if token.kind in ("iri", "name", "word")]
    prefixes: dict[str, str] = {}
    base, graphs = "", []
    for before, token, after in zip([None, *found], found, [*found[1:], None], strict=False):
        if token.kind == "name" and after and _declares(before, token):
            prefixes[token.text] = urljoin(base, after.text[1:-1])
        elif _ends(before, "base") and token.kind == "iri":
            base = token.text[1:-1]
        elif _ends(before, "from", "named") and token.kind != "word":
            graphs.append(_expand(token, prefixes, base))
        _refuse_fused_from(token, prefixes)
    return tuple(graphs)


def _ends(before: Token | None, *words: str) -> bool:
    return before is not None and before.kind == "word" and before.text.lower().endswith(words)


def _declares(before: Token | None, token: Token) -> bool:
    return _ends(before, "prefix") and token.text.endswith(":")


def _expand(token: Token, prefixes: dict[str, str], base: str) -> str:
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1])
    prefix, local = token.text.split(":", 1)
    return prefixes.get(f"{prefix}:", "") + local


def _refuse_fused_from(token: Token, prefixes: dict[str, str]) -> None:
    prefix = token.text.split(":")[0] + ":"
    if token.kind == "name" and "from" in prefix.lower() and prefix not in prefixes:
        raise InvalidQuery("write a space after FROM")
