"""Words in, coded findings out, with nothing ranked."""

from __future__ import annotations

from nosograph.domain.presentation import Understanding
from nosograph.knowledge.terms import Terms
from nosograph.text.reader import TextReader


def understand(release: str, reader: TextReader, terms: Terms, text: str) -> Understanding:
    """Return what a text was understood to say, with the label of every code."""
    reading = reader.read(text)
    codes = {code for item in reading.presentation.observations for code in item.codes}
    codes.update(code for item in reading.suggestions for code in item.candidates)
    return Understanding(release, reading, tuple((c, terms.label(c)) for c in sorted(codes)))
