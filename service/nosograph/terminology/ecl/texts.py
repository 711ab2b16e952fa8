"""From search terms to conditions on strings."""

from __future__ import annotations

import re

from nosograph.terminology.ecl.scope import literal
from nosograph.terminology.ecl.values import (
    Match,
    SearchTerm,
    Texts,
)

#: What means something in the regular expressions of XPath.
SPECIAL = re.compile(r"([\\.^$*+?()\[\]{}|\-])")
WILDCARDS = {"*": ".*", "?": "."}


def matches(string: str, texts: Texts) -> str:
    """Return the condition that a string meets one of several search terms."""
    return " || ".join(f"({match(string, term)})" for term in texts.terms)


def match(string: str, term: SearchTerm) -> str:
    """Return the condition that a string meets a search term, in small or capital letters."""
    if term.match is Match.EXACT:
        return f"{string} = {literal(term.text)}"
    if term.match is Match.WILD:
        wild = "".join(WILDCARDS.get(sign) or escaped(sign) for sign in term.text)
        return f'REGEX({string}, {literal(f"^{wild}$")}, "is")'
    return " && ".join(begins(string, word) for word in term.text.split())


def begins(string: str, word: str) -> str:
    """Return the condition that a word of a string begins like this.

    The plain search before the expression is much faster, and mostly says no.
    """
    contained = f"CONTAINS(LCASE({string}), {literal(word.lower())})"
    if not word[0].isalnum():
        return contained
    beginning = literal(r"(^|\W)" + escaped(word))
    return f'{contained} && REGEX({string}, {beginning}, "i")'


def escaped(text: str) -> str:
    r"""Return a regular expression that means a text.

    >>> print(escaped("a.b-c"))
    a\.b\-c
    """
    return SPECIAL.sub(r"\\\1", text)
