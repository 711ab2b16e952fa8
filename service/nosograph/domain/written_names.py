"""Names and pieces of SPARQL, read as the engine reads them.

Keywords may run together with what follows (``FROM<x>``, ``LOAD<x>``), names may hold dots and
escapes, and a prefix or base stands for something from its declaration to the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin

from nosograph.domain.sparql import TOKEN, is_uncertain, unescaped
from nosograph.errors import InvalidQuery

# SPARQL 1.1, grammar rules 139 to 141, 168 and 169; characters past ASCII are not told apart.
# Sets of what is left out: one that names characters past ASCII takes 3 ms to compile.
SPACE = r"(?:[ \t\r\n]|\#[^\r\n]*(?:[\r\n]|\Z))*"
CHARACTER = r"[^\x00-,./:-@\[-^`{-\x7f]"
INITIAL = r"[^\x00-@\[-`{-\x7f]"
PREFIX = rf"(?:{INITIAL}(?:(?:{CHARACTER}|\.)*{CHARACTER})?)?:"
ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
LETTER = rf"(?:{CHARACTER}|:|{ESCAPED})"
LOCAL = rf"(?:{LETTER}(?:(?:{LETTER}|\.)*{LETTER})?)?"
REFERENCE = r"<([^<>\"{}|^`\x00-\x20]*)>"
DECLARATION = re.compile(
    rf"{SPACE}(?:(?i:prefix){SPACE}(?P<prefix>{PREFIX}){SPACE}{REFERENCE}"
    rf"|(?i:base){SPACE}{REFERENCE}"
    r"|(?i:version)" + SPACE + r"(?:\"[^\"\n\r]*\"|'[^'\n\r]*'))"
)
IRI = re.compile(rf"{SPACE}(?:{REFERENCE}|(?P<prefix>{PREFIX})(?P<local>{LOCAL}))")
WHOLE_NAME = re.compile(rf"(?P<name>(?:_:|{PREFIX}){LOCAL})")
# Where no name begins at its first character, none begins inside it.
RUN = re.compile(rf"{INITIAL}(?:{CHARACTER}|\.)*")
BACKSLASH = re.compile(r"\\(.)")
#: What prefixes stand for at one place of a text; the base stands under the empty name.
Names = dict[str, str]
Match = re.Match[str]


class Operation(NamedTuple):
    """Where an operation of an update begins and ends, and what names stand for in it."""

    start: int
    end: int
    names: Names


def declared(text: str, start: int, names: Names) -> tuple[Names, int]:
    """Return the names after the declarations that stand at a place, and where those end.

    >>> declared("PREFIX x: <y> ASK {}", 0, {"": "http://z/"})
    ({'': 'http://z/', 'x:': 'http://z/y'}, 13)
    """
    if DECLARATION.match(text, start):
        names = dict(names)
    while found := DECLARATION.match(text, start):
        start = found.end()
        reference = found[2] if found["prefix"] else found[3]
        if reference is not None:
            names[found["prefix"] or ""] = resolved(names[""], reference)
    return names, start


def operations(text: str, base: str) -> Iterator[Operation]:
    """Yield the operations of an update, each without the declarations before it.

    >>> [text[start:end] for text in ("BASE <b> CLEAR ALL; DROP DEFAULT",)
    ...  for start, end, _ in operations(text, "http://x/")]
    [' CLEAR ALL', ' DROP DEFAULT']
    """
    names: Names = {"": base}
    start = depth = 0
    for piece in pieces(text):
        depth += depth_change(piece.group())
        if piece.group() == ";" and not depth:
            names, start = declared(text, start, names)
            yield Operation(start, piece.start(), names)
            start = piece.end()
    names, start = declared(text, start, names)
    yield Operation(start, len(text), names)


def iri_at(text: str, start: int, names: Names) -> tuple[str, int] | None:
    r"""Return the IRI that stands at a place, and where it ends; None where none stands.

    >>> iri_at(r"x:a.b\-c.", 0, {"": "", "x:": "http://x/"})
    ('http://x/a.b-c', 8)
    """
    found = IRI.match(text, start)
    if found and found["prefix"] is None:
        return resolved(names[""], found[1]), found.end()
    if found and found["prefix"] in names:
        return names[found["prefix"]] + BACKSLASH.sub(r"\1", found["local"]), found.end()
    return None


def resolved(base: str, reference: str) -> str:
    """Return an IRI that is written relative to another."""
    try:
        return urljoin(base, unescaped(reference))
    except ValueError:
        raise InvalidQuery("an IRI cannot be resolved") from None


def pieces(text: str, start: int = 0) -> Iterator[Match]:
    """Yield the pieces that mean something from a place on, each name whole."""
    nameless = start
    while piece := TOKEN.match(text, start):
        if start >= nameless and piece.lastgroup in ("name", "word", "other"):
            run, piece = RUN.match(text, start), WHOLE_NAME.match(text, start) or piece
            nameless = run.end() if run else start
        start = piece.end()
        if piece.lastgroup != "comment" and not piece.group().isspace():
            yield piece


def depth_change(piece: str) -> int:
    """Return by how much a piece goes deeper into braces."""
    return {"{": 1, "}": -1}.get(piece, 0)


def is_word(piece: Match, word: str) -> bool:
    """Tell whether a piece is a keyword."""
    return piece.lastgroup == "word" and piece.group().casefold() == word


def refuse_uncertain(text: str, word: str) -> None:
    """Refuse a text in which a ``<`` may open an IRI or compare; ``word`` is why it matters."""
    iris = (piece.group() for piece in pieces(text) if piece.lastgroup == "iri")
    if any(map(is_uncertain, iris)):
        raise InvalidQuery(f"beside {word}, write white space around < in comparisons")
