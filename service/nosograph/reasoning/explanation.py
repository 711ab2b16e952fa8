"""Why a class is under another: a minimal set of axioms, within a bounded time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic

from nosograph.errors import NotSubsumed, ReasoningTimeout
from nosograph.reasoning.axioms import Axiom, Named
from nosograph.reasoning.index import engine_over
from nosograph.reasoning.justify import in_order, leading_to, shortest
from nosograph.reasoning.modules import Modules

#: Seconds: a justification over a whole release takes some milliseconds.
DEADLINE = 10.0
Holds = Callable[[Sequence[Axiom]], bool]


class Explainer:
    """Justifies subsumptions over axioms that are kept, and others that come with a question."""

    def __init__(self, axioms: Sequence[Axiom], deadline: float = DEADLINE) -> None:
        self._modules = Modules(axioms)
        self._deadline = deadline

    def __contains__(self, name: str) -> bool:
        return name in self._modules

    def justification(
        self, sub: str, sup: str, others: Sequence[Axiom] = ()
    ) -> tuple[tuple[Axiom, ...], str]:
        """Return axioms from which ``sub ⊑ sup`` follows, all needed, and which reasoner says so.

        What does not follow raises NotSubsumed; past the deadline ReasoningTimeout. Between two
        questions to the reasoner, each over the axioms that can bear on it, time is checked.
        """
        asked = Asked(sub, sup, monotonic() + self._deadline, self._deadline)
        relevant = leading_to(sup, self._modules.of([sub], others))
        if not asked.holds(relevant):
            raise NotSubsumed(sub, sup)
        nearest = shortest(relevant, sub, sup)
        enough = nearest if asked.holds(nearest) else relevant
        needed = smallest([], enough, asked.holds) if sub != sup else []
        for axiom in needed:
            if asked.holds([other for other in needed if other != axiom]):
                raise AssertionError("a justification is not minimal")
        return tuple(in_order(sub, needed)), asked.reasoner


class Asked:
    """One question, asked of ever fewer axioms until the deadline."""

    def __init__(self, sub: str, sup: str, until: float, seconds: float) -> None:
        self.sub, self.sup = sub, sup
        self.until, self.seconds = until, seconds
        self.reasoner = ""

    def holds(self, axioms: Sequence[Axiom]) -> bool:
        """Whether the subsumption follows from axioms."""
        if monotonic() > self.until:
            raise ReasoningTimeout(self.seconds)
        engine = engine_over(axioms)
        try:
            self.reasoner = self.reasoner or engine.name
            return self.sub == self.sup or self.sup in engine.superclasses(Named(self.sub))
        finally:
            engine.close()


def smallest(sure: list[Axiom], from_: list[Axiom], holds: Holds, new: bool = False) -> list[Axiom]:
    """Return a minimal part of ``from_`` that suffices together with ``sure`` (QuickXplain).

    ``new`` says that ``sure`` has grown and may suffice already. Takes some k·log(n) questions for
    k axioms out of n (Junker, AAAI 2004).
    """
    if new and holds(sure):
        return []
    if len(from_) <= 1:
        return from_
    middle = len(from_) // 2
    first, second = from_[:middle], from_[middle:]
    later = smallest(sure + first, second, holds, new=True)
    return smallest(sure + later, first, holds, new=bool(later)) + later
