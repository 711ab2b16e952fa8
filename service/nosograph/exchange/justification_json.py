"""Justifications as JSON."""

from __future__ import annotations

from typing import Any

from nosograph.domain.knowledge import Justification


def render_justification(release: str, found: Justification) -> dict[str, Any]:
    """Return a justification as a document; that it is minimal was checked axiom by axiom."""
    return {
        "release": release,
        "sub": named(*found.sub),
        "super": named(*found.sup),
        "words": found.words,
        "axioms": [{"manchester": a.manchester, "words": a.words} for a in found.axioms],
        "minimal": True,
        "reasoner": found.reasoner,
    }


def named(identifier: str, label: str) -> dict[str, str]:
    """Return a class as a document."""
    return {"id": identifier, "label": label}
