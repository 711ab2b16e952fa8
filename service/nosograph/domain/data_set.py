"""The data set of a query: the graphs that FROM and FROM NAMED name, read as the engine reads them.

Keywords may run together with what follows (``FROM<x>``, ``FROMNAMED<x>``), and names may hold dots
and escapes. Where the engine would read a keyword out of a name, the query is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from nosograph.domain.sparql import TOKEN, QueryForm, query_form, unescaped
from nosograph.errors import InvalidQuery

# SPARQL 1.1, grammar rules 139 to 141, 168 and 169; characters past ASCII are not told apart.
# Sets of what is left out: one that names characters past ASCII takes 3 ms to compile.
SPACE = r"(?:[ \t\r\n]|\#[^\r\n]*(?:[\r\n]|\Z))*"
CHARACTER = r"[^\x00-,./:-@\[-^`{-\x7f]"
PREFIX = rf"(?:[^\x00-@\[-`{{-\x7f](?:(?:{CHARACTER}|\.)*{CHARACTER})?)?:"
ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
LETTER = rf"(?:{CHARACTER}|:|{ESCAPED})"
LOCAL = rf"(?:{LETTER}(?:(?:{LETTER}|\.)*{LETTER})?)?"
REFERENCE = r"<([^<>\"{}|^`\x00-\x20]*)>"
DECLARATION = re.compile(
    rf"{SPACE}(?:(?i:prefix){SPACE}(?P<prefix>{PREFIX}){SPACE}{REFERENCE}"
    rf"|(?i:base){SPACE}{REFERENCE}"
    r"|(?i:version)" + SPACE + r"(?:\"[^\"\n\r]*\"|'[^'\n\r]*'))"
)
GRAPH_NAME = re.compile(rf"{SPACE}(?:{REFERENCE}|(?P<prefix>{PREFIX})(?P<local>{LOCAL}))")
NAMED = re.compile(rf"{SPACE}(?i:named)")
BACKSLASH = re.compile(r"\\(.)")


def dataset_graphs(query: str, base: str = "") -> tuple[str, ...]:
    """Return the graphs that FROM and FROM NAMED name, as IRIs.

    >>> dataset_graphs("PREFIX x: <http://x/> SELECT * FROM x:a.b FROM NAMED <http://x/b> {}")
    ('http://x/a.b', 'http://x/b')
    """
    if "from" not in query.lower():
        return ()
    names = {"": base}
    start = 0
    while declared := DECLARATION.match(query, start):
        start = declared.end()
        reference = declared[2] if declared["prefix"] else declared[3]
        if reference is not None:
            names[declared["prefix"] or ""] = resolved(names[""], reference)
    return tuple(_clauses(query, start, names))


def _clauses(query: str, start: int, names: dict[str, str]) -> Iterator[str]:
    """Yield the graphs that are named between the form of a query and its pattern."""
    form = query_form(query)
    templates = form is QueryForm.CONSTRUCT
    depth = 0
    while piece := TOKEN.match(query, start):
        start, text = piece.end(), piece.group()
        word = text.lower() if piece.lastgroup == "word" and not depth else ""
        if word.endswith("where") or (text == "{" and not depth and not templates):
            return
        templates = templates and text != "{"
        depth += (text in "{(") - (text in "})")
        if piece.lastgroup == "name" and not depth:
            _refuse_fused(text, form, names)
        elif word.endswith(("from", "fromnamed")):
            graph, start = _graph_at(query, start, names)
            yield graph
        elif "from" in word:
            raise InvalidQuery("write a space after FROM")


def _graph_at(query: str, start: int, names: dict[str, str]) -> tuple[str, int]:
    """Return the graph that is named after FROM, and where its name ends."""
    named = NAMED.match(query, start)
    for at in (start, named.end() if named else start):
        found = GRAPH_NAME.match(query, at)
        if found and found["prefix"] is None:
            return resolved(names[""], found[1]), found.end()
        if found and found["prefix"] in names:
            return names[found["prefix"]] + BACKSLASH.sub(r"\1", found["local"]), found.end()
    raise InvalidQuery("FROM takes the name of a graph, and a space before it")


def _refuse_fused(name: str, form: QueryForm | None, names: dict[str, str]) -> None:
    prefix = name.partition(":")[0] + ":"
    if "from" in prefix.lower() and (prefix not in names or form is not QueryForm.DESCRIBE):
        raise InvalidQuery("write a space after FROM")


def resolved(base: str, reference: str) -> str:
    """Return an IRI that is written relative to another."""
    try:
        return urljoin(base, unescaped(reference))
    except ValueError:
        raise InvalidQuery("an IRI cannot be resolved") from None
