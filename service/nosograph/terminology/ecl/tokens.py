"""The words of an expression, each with the column where it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from nosograph.domain.identifiers import PREFIXES
from nosograph.domain.snomed import is_identifier
from nosograph.errors import ExpressionSyntax

#: A longer expression is refused; those of published value sets have some hundred characters.
LONGEST = 20_000
TOKEN = re.compile(
    r"""
      (?P<space>\s+|/\*(?s:.*?)\*/)
    | (?P<label>\|[^|]*\|)
    | (?P<string>"(?s:[^"\\]|\\.)*")
    | (?P<code>[A-Za-z][A-Za-z0-9.]*:(?=[A-Za-z0-9])[A-Za-z0-9._-]*[A-Za-z0-9]
              |[A-Za-z][A-Za-z0-9.]*\#[A-Za-z0-9._-]*[A-Za-z0-9])
    | (?P<number>\#[+-]?[0-9]+(?:\.[0-9]+)?)
    | (?P<digits>[0-9]+)
    | (?P<word>[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*)
    | (?P<sign><<!|<<|<!|<=|<>|<|>>!|>>|>!|>=|>|!!>|!!<|!=|=|\^|\{\{|\}\}|\.\.|[{}()\[\].:,*+])
    """,
    re.VERBOSE,
)
#: The long syntax, word for sign.
LONG = {
    "descendantof": "<",
    "descendantorselfof": "<<",
    "childof": "<!",
    "childorselfof": "<<!",
    "ancestorof": ">",
    "ancestororselfof": ">>",
    "parentof": ">!",
    "parentorselfof": ">>!",
    "top": "!!>",
    "bottom": "!!<",
    "memberof": "^",
    "any": "*",
}
SNOMED = "SNOMEDCT"
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
#: What JSON can write and no query can hold.
HALF = re.compile("[\ud800-\udfff]")
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an expression: its kind, its text, and the column, counted from 1."""

    kind: str
    text: str
    column: int


END = "end"


def tokens(text: str) -> list[Token]:
    """Split an expression into words, without spaces, comments and labels; it ends in an END."""
    if len(text) > LONGEST:
        raise ExpressionSyntax(LONGEST, f"an expression has at most {LONGEST} characters")
    if half := HALF.search(text):
        raise ExpressionSyntax(half.start() + 1, "half a surrogate pair does not belong here")
    return [*_tokens(text), Token(END, "", len(text) + 1)]


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise ExpressionSyntax(place + 1, f"{text[place]!r} does not belong here")
        if match.lastgroup not in ("space", "label"):
            yield token(str(match.lastgroup), match.group(), place + 1)
        place = match.end()


def token(kind: str, text: str, column: int) -> Token:
    """Return a word; codes are brought into one form, the long syntax into the short one."""
    if kind == "digits" and len(text) >= 6:
        if not is_identifier(text):
            return Token("digits", text, column)
        return Token("code", f"{SNOMED}:{text}", column)
    if kind == "code":
        return Token("code", curie(text, column), column)
    if kind == "word" and text.lower() in LONG:
        return Token("sign", LONG[text.lower()], column)
    if kind == "sign" and text == "<>":
        return Token("sign", "!=", column)
    if kind == "string":
        return Token("string", ESCAPED.sub(r"\1", text[1:-1]), column)
    return Token(kind, text, column)


def curie(text: str, column: int) -> str:
    """Return a code of another system, which is a CURIE or has # for the colon."""
    prefix, code = re.split("[:#]", text, maxsplit=1)
    known = {name.lower(): name for name in PREFIXES}
    if prefix.lower() not in known:
        raise ExpressionSyntax(column, f"unknown code system {prefix[:SHOWN]}")
    return f"{known[prefix.lower()]}:{code}"


class Reader:
    """Gives the words of an expression one after the other."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._place = 0

    @property
    def next(self) -> Token:
        """The word that comes next."""
        return self._tokens[self._place]

    def after(self, count: int) -> Token:
        """Return a word further on, or the end."""
        return self._tokens[min(self._place + count, len(self._tokens) - 1)]

    def take(self) -> Token:
        """Return the next word and go on."""
        found = self.next
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return found

    def is_sign(self, *signs: str) -> bool:
        """Tell whether the next word is one of some signs."""
        return self.next.kind == "sign" and self.next.text in signs

    def is_word(self, *words: str) -> bool:
        """Tell whether the next word is one of some keywords."""
        return self.next.kind == "word" and self.next.text.lower() in words

    def skip(self, *signs: str) -> bool:
        """Go on where the next word is one of some signs; tell whether it was."""
        found = self.is_sign(*signs)
        if found:
            self.take()
        return found

    def require(self, *signs: str) -> Token:
        """Return one of some signs and go on, or refuse."""
        if not self.is_sign(*signs):
            self.refuse(" or ".join(signs))
        return self.take()

    def refuse(self, expected: str, at: Token | None = None) -> NoReturn:
        """Say what was expected and what is there instead."""
        found = at or self.next
        there = "the expression ends" if found.kind == END else f"found {found.text[:SHOWN]!r}"
        raise ExpressionSyntax(found.column, f"{expected} expected, {there}")

    def closing(self) -> int:
        """Return how far on the bracket is closed that comes next; past the end if it is not."""
        depth = 0
        for count in range(len(self._tokens) - self._place):
            found = self.after(count)
            depth += (found.text == "(") - (found.text == ")") if found.kind == "sign" else 0
            if not depth:
                return count
        return len(self._tokens)
