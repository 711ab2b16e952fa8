"""Justifications: the smallest sets of axioms from which an inference follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nosograph.errors import ReasonerError
from nosograph.reasoning.axioms import Axiom, Named, module_of
from nosograph.reasoning.engine import ElkEngine, Engine

Build = Callable[[Sequence[Axiom]], Engine]


def justification(
    axioms: Sequence[Axiom], sub: str, sup: str, build: Build = ElkEngine
) -> tuple[Axiom, ...]:
    """Return a minimal set of axioms from which ``sub ⊑ sup`` follows.

    Minimal: without any one of them it no longer follows. Found by deletion from the ⊥-module
    of ``sub``, so every axiom in the answer was tested by the reasoner (Horridge, 2011).
    """
    needed = list(module_of(axioms, [sub]))
    if not follows(needed, sub, sup, build):
        raise ReasonerError(f"{sub} is not subsumed by {sup}")
    for axiom in tuple(needed):
        rest = [other for other in needed if other != axiom]
        if follows(rest, sub, sup, build):
            needed = rest
    return tuple(needed)


def follows(axioms: Sequence[Axiom], sub: str, sup: str, build: Build) -> bool:
    """Whether ``sub ⊑ sup`` follows from ``axioms``."""
    engine = build(axioms)
    try:
        return sup in engine.superclasses(Named(sub))
    finally:
        engine.close()
