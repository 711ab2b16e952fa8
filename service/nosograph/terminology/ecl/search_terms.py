"""Reading search terms: "word beginnings", wild:"with * and ?", exact:"the whole"."""

from __future__ import annotations

from nosograph.terminology.ecl.tokens import Reader
from nosograph.terminology.ecl.values import (
    Match,
    SearchTerm,
    Texts,
)

MATCHES = tuple(Match)
#: Search terms of one filter: more is refused.
MOST_TERMS = 100


def starts_texts(reader: Reader) -> bool:
    """Tell whether search terms come next."""
    inner = reader.after(1) if reader.is_sign("(") else reader.next
    return inner.kind == "string" or (inner.kind == "word" and inner.text.lower() in MATCHES)


def read_texts(reader: Reader) -> Texts:
    """Read a search term, or several in brackets, of which one has to be met."""
    if not reader.skip("("):
        return Texts((read_term(reader),))
    terms = [read_term(reader)]
    while not reader.skip(")"):
        terms.append(read_term(reader))
        if len(terms) > MOST_TERMS:
            reader.refuse(f"no more than {MOST_TERMS} terms")
    return Texts(tuple(terms))


def read_term(reader: Reader) -> SearchTerm:
    """Read one search term."""
    match = Match.WORDS
    if reader.is_word(*MATCHES):
        match = Match(reader.take().text.lower())
        reader.require(":")
    if reader.next.kind != "string":
        reader.refuse('a term in "quotes"')
    if not reader.next.text.strip():
        reader.refuse("a term that is not empty")
    return SearchTerm(match, reader.take().text.strip())
