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
    nearest = {code: terms.nearest[code] for code in codes if code in terms.nearest}
    labels = tuple((code, terms.label(code)) for code in sorted(codes.union(nearest.values())))
    return Understanding(release, reading, labels, tuple(sorted(nearest.items())))
