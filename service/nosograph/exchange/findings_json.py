"""The service's own JSON for what a text was understood to say."""

from __future__ import annotations

from nosograph.domain.presentation import Understanding
from nosograph.exchange.presentation_json import render_presentation, render_span


def render_understanding(understood: Understanding) -> dict[str, object]:
    """Write findings and suggestions as JSON: codes, labels and positions, never the text."""
    labels = dict(understood.labels)
    return {
        "release": understood.release,
        **render_presentation(understood.reading.presentation, labels, dict(understood.nearest)),
        "labels": labels,
        "suggestions": [
            {
                "span": render_span(item.span),
                "candidates": [{"id": code, "label": labels[code]} for code in item.candidates],
            }
            for item in understood.reading.suggestions
        ],
    }
