"""Why one class is under another: stated axioms, as few as suffice, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from nosograph.domain.identifiers import converter, curie
from nosograph.domain.knowledge import Justification, StatedAxiom
from nosograph.errors import InvalidInput, Overloaded, ReasonerError, UnknownTerm
from nosograph.knowledge.catalogue import Parameter, term
from nosograph.knowledge.stated import StatedGraphs
from nosograph.knowledge.terms import Terms
from nosograph.reasoning.axioms import Axiom, Label, Named, SubClassOf
from nosograph.reasoning.explanation import Explainer
from nosograph.reasoning.functional import UnreadableAxiom, parse_axiom
from nosograph.reasoning.words import explain, stated

IRI = Parameter("iri", "iri", "a class")
#: Explanations at once in one process, each of which keeps a core busy for a moment.
AT_ONCE = 2
#: Seconds that one waits for its turn.
PATIENCE = 2.0


@dataclass(frozen=True)
class Explanations:
    """Explains any subsumption of a release: of our ontology and of every imported hierarchy."""

    explainer: Explainer
    graphs: StatedGraphs
    terms: Terms
    _turns: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE), repr=False)

    def explain(self, sub: str, sup: str) -> Justification:
        """Return why every ``sub`` is a ``sup``, given as CURIEs or IRIs.

        A class that nothing is said of raises UnknownTerm, what does not follow NotSubsumed.
        """
        narrow, wide = self.named(sub), self.named(sup)
        if not self._turns.acquire(timeout=PATIENCE):
            raise Overloaded("other explanations are being looked for")
        try:
            others = tuple(dict.fromkeys(self.stated_above(narrow)))
            self.require_known(narrow, others)
            self.require_known(wide, others)
            axioms, reasoner = self.explainer.justification(narrow, wide, others)
        finally:
            self._turns.release()
        label = self.labels((narrow, wide), axioms)
        said = explain(f"{label(narrow)} is a kind of {label(wide)}", axioms, label).words
        if " because " not in said:
            said = f"{said.removesuffix('.')}, as is stated."
        return Justification(
            sub=(narrow, label(narrow)),
            sup=(wide, label(wide)),
            words=said,
            axioms=tuple(StatedAxiom(a.manchester(label), stated(a, label)) for a in axioms),
            reasoner=reasoner,
        )

    def named(self, text: str) -> str:
        """Return the CURIE of a class that is given as CURIE or IRI."""
        try:
            found = term(IRI, text).value
        except InvalidInput:
            raise UnknownTerm(self.terms.near(text)) from None
        if converter().compress(found) is None:
            raise UnknownTerm(self.terms.near(text))
        name = curie(found)
        return self.terms.replaced.get(name, name)

    def require_known(self, name: str, others: Iterable[Axiom]) -> None:
        """Raise UnknownTerm for a class that is nowhere spoken of."""
        if name in self.terms.labels or name in self.explainer:
            return
        if any(name in axiom.signature() for axiom in others) or self.graphs.labels((name,)):
            return
        raise UnknownTerm(self.terms.near(name))

    def stated_above(self, name: str) -> Iterator[Axiom]:
        """Yield what imported graphs state of a class, of what is above it and related to it."""
        seen, waiting = set[str](), {name}
        while waiting:
            seen |= waiting
            parents = self.graphs.parents(waiting)
            axioms = tuple(self.owl_axioms(waiting))
            yield from (SubClassOf(Named(child), Named(parent)) for child, parent in parents)
            yield from axioms
            seen |= {child for child, _ in parents}
            waiting = set[str]().union(*(axiom.signature() for axiom in axioms)) - seen
            waiting = {each for each in waiting if not each.startswith("nos:")}

    def owl_axioms(self, names: Iterable[str]) -> Iterator[Axiom]:
        """Yield the axioms that are kept as text of classes and of what is above them."""
        for _, text in self.graphs.owl_axioms(names):
            try:
                yield from parse_axiom(text)
            except UnreadableAxiom as error:
                raise ReasonerError(f"an imported axiom cannot be read: {error}") from error

    def labels(self, names: Iterable[str], axioms: Iterable[Axiom]) -> Label:
        """Return what names the classes of axioms."""
        used = set(names).union(*(axiom.signature() for axiom in axioms))
        lacking = {name for name in used if name not in self.terms.labels}
        found: Mapping[str, str] = self.graphs.labels(lacking) if lacking else {}
        return lambda name: self.terms.labels.get(name) or found.get(name, name)
