"""Text as tokens that know where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from html import unescape
from typing import NamedTuple

TOKEN = re.compile(
    r"<!--[^<>]*-->"
    r"|<(?:script|style)\b[^<>]{0,200}>[^<]*</(?:script|style)>"
    r"|</?[A-Za-z][^<>]{0,200}>"
    r"|&(?:[A-Za-z]{2,8}|#\d{1,6});"
    r"|\([-+–−]\)"
    r"|[-+–−][vV][eE]\b"
    r"|\d{1,2}[pqPQ]\d+(?:\.\d+)?\b"
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W\d_](?:[^\W\d_]|['’\u0300-\u036f])*"
    r"|\n"
    r"|[^\w\s]"
)
PARTING_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|th|table|section|h[1-6])\b", re.I)
"""Tags of HTML that begin or end a line."""
NAME_GOES_ON = re.compile(r"[-–][A-ZÀ-Þ]|['’]s | (?:syndrome|disease|sign|anomaly)\b")
OPENS_SENTENCE = frozenset(".!?;:\n—•([")
ASKED_BEFORE = "¿"
"""The word that stands for a question mark before what it questions, as in "?DVT"."""
LACKS, MINUS = "(-)", "-"
LINE_END = "\n"
LACKING = re.compile(r"(?<=\w )-(?=[,;)]|\.?$)")
"""A minus after a finding ("fever -, cough +")."""
FALLEN = re.compile(r"(?<=[A-Za-z] )[-−](?=\d)")
"""A minus before a figure ("wt -7 kg")."""
WRAPPED_LINE = 60
"""Characters from which a line that goes on in lower case counts as wrapped (judgement)."""

_SIGNS = str.maketrans("–−", "--")
_WIDE_MARKS = dict(zip("。．、，；：！？（）［］", "..,,;:!?()[]", strict=True))


class Token(NamedTuple):
    """A word, number or mark: folded, stemmed, and where it stands in the text."""

    word: str
    stem: str
    start: int
    end: int


def fold(word: str) -> str:
    """Return a word in lower case without accents or a possessive ending.

    >>> fold("Sjögren’s")
    'sjogren'
    """
    folded = word.lower() if word.isascii() else _fold_unicode(word)
    return folded.removesuffix("'s").rstrip("'")


def words_of(phrase: str) -> tuple[str, ...]:
    """Return the words and numbers of a phrase, folded, without marks.

    >>> words_of("Restless legs, at-night")
    ('restless', 'legs', 'at', 'night')
    """
    pieces = (match.group() for match in TOKEN.finditer(phrase))
    return tuple(fold(piece) for piece in pieces if piece[0].isalnum())


def marks_and_words(phrase: str) -> tuple[str, ...]:
    """Return every token of a rule's phrase, as the text's tokens would read.

    >>> marks_and_words("h/o")
    ('h', '/', 'o')
    """
    return tuple(_word(match.group()) for match in TOKEN.finditer(phrase))


def tokenize(
    text: str, stem: Callable[[str], str], stem_of_name: Callable[[str], str] | None = None
) -> list[Token]:
    """Return the tokens of a text in order; mark-up, inner hyphens and soft line ends are left out.

    Names of people ("Bardet-Biedl syndrome") are stemmed by ``stem_of_name`` where it is given.

    >>> [token.word for token in tokenize("Leg-cramps, (-) fever ?DVT", str)]
    ['leg', 'cramps', ',', '(-)', 'fever', '¿', 'dvt']
    """
    return list(_tokens(text, stem, stem_of_name or stem))


def _tokens(
    text: str, stem: Callable[[str], str], stem_of_name: Callable[[str], str]
) -> Iterator[Token]:
    line_start, opens = 0, True
    for match in TOKEN.finditer(text):
        piece, start, end = match.group(), match.start(), match.end()
        if piece[0].isalnum():
            word = fold(piece)
            name = piece.istitle() and (not opens or _goes_on_as_name(text, end))
            yield Token(word, (stem_of_name if name else stem)(word), start, end)
            opens = False
        elif mark := _mark(piece, text, start, end, line_start):
            yield Token(mark, mark, start, end)
            opens = opens or mark in OPENS_SENTENCE
        line_start = end if piece == LINE_END else line_start


def _goes_on_as_name(text: str, end: int) -> bool:
    """Tell whether what follows a capitalised word shows that it is a name, wherever it stands."""
    return NAME_GOES_ON.match(text, end) is not None


def _mark(piece: str, text: str, start: int, end: int, line_start: int) -> str:
    """Return what a mark counts as, or nothing where it is part of the writing only."""
    if piece in _WIDE_MARKS:
        return _WIDE_MARKS[piece]
    if piece == LINE_END:
        return "" if _wraps(text, start, line_start) else LINE_END
    if len(piece) > 1 and piece[0] in "<&":
        return _mark_up(piece)
    if len(piece) > 1:
        return piece.lower().translate(_SIGNS)
    if sign := _minus(text, start):
        return sign
    if piece in "-.":
        return "" if _inside(text, start, end, piece) else piece.replace("-", "—")
    return ASKED_BEFORE if piece == "?" and _asks_before(text, start, end) else piece


def _minus(text: str, start: int) -> str:
    """Return what a minus counts as that stands for a lack or before a figure, else nothing."""
    if LACKING.match(text, start):
        return LACKS
    return MINUS if FALLEN.match(text, start) else ""


def _mark_up(piece: str) -> str:
    """Return a line end for a tag that parts lines, the sign of an entity, else nothing."""
    if piece[0] == "&":
        sign = unescape(piece)
        return sign if len(sign) == 1 and not sign.isspace() and not sign.isalnum() else ""
    return LINE_END if PARTING_TAG.match(piece) else ""


def _inside(text: str, start: int, end: int, piece: str) -> bool:
    """Tell whether a hyphen or point stands inside a word or number, or hyphen at one end of it."""
    before = start > 0 and text[start - 1].isalnum()
    after = end < len(text) and text[end].isalnum()
    return (before or after) if piece == "-" else (before and after)


def _asks_before(text: str, start: int, end: int) -> bool:
    """Tell whether a question mark stands before what it questions."""
    opens = start == 0 or not (text[start - 1].isalnum() or text[start - 1] in "?)")
    return opens and text[end : end + 2].strip()[:1].isalnum()


def _wraps(text: str, start: int, line_start: int) -> bool:
    """Tell whether a line end only wraps a sentence."""
    return start - line_start >= WRAPPED_LINE and text[start + 1 : start + 2].islower()


def _word(piece: str) -> str:
    return fold(piece) if piece[0].isalnum() else piece.lower().translate(_SIGNS)


def _fold_unicode(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.replace("’", "'").casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))
