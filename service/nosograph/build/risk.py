"""What the reasoner derives about every condition's risk, with its justification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nosograph.build.hierarchy import Hierarchy
from nosograph.build.quads import RDF_TYPE, Graph, node, text
from nosograph.domain.identifiers import NOS
from nosograph.domain.knowledge import Explanation
from nosograph.reasoning.axioms import Axiom, Label, Named, Some, SubClassOf
from nosograph.reasoning.justify import in_order
from nosograph.reasoning.justify_many import justifications
from nosograph.reasoning.words import explain

DO_NOT_MISS = "nos:DoNotMissCondition"
RARE = "nos:RareCondition"
#: Relations of findings: what they define are findings and presentations, on which no risk rests.
QUALIFIERS = frozenset(("nos:hasFinding", "nos:hasSite", "nos:hasTiming", "nos:hasModifier"))
#: Relations on which a tier does not rest.
BESIDE = {
    DO_NOT_MISS: QUALIFIERS | {"nos:hasPrevalence", "nos:hasIncidence"},
    RARE: QUALIFIERS | {"nos:hasComplication", "nos:hasOutcomeIfMissed"},
}
CONCLUSIONS = {
    DO_NOT_MISS: "{} must not be missed",
    RARE: "{} is rare",
}


@dataclass(frozen=True, slots=True)
class Inference:
    """A condition in a risk tier, with why; ``outcomes`` are the severe ones that were used."""

    condition: str
    tier: str
    explanation: Explanation
    outcomes: tuple[str, ...]


def infer_risks(
    axioms: Sequence[Axiom], hierarchy: Hierarchy, conditions: Iterable[str], label: Label
) -> Iterator[Inference]:
    """Yield every risk tier of every condition."""
    named = sorted(conditions)
    for tier, beside in BESIDE.items():
        pairs = [(name, tier) for name in named if hierarchy.subsumes(tier, name)]
        bearing = [axiom for axiom in axioms if beside.isdisjoint(axiom.signature())]
        for (condition, _), needed in justifications(bearing, pairs).items():
            yield infer(needed, condition, tier, label)


def infer(needed: Sequence[Axiom], condition: str, tier: str, label: Label) -> Inference:
    """Return one inference with its justification, reasons ordered as they are followed."""
    used = in_order(condition, needed)
    conclusion = CONCLUSIONS[tier].format(label(condition))
    return Inference(condition, tier, explain(conclusion, used, label), tuple(outcomes(used)))


def outcomes(axioms: Iterable[Axiom]) -> Iterator[str]:
    """Yield the outcomes that axioms name."""
    for axiom in axioms:
        match axiom:
            case SubClassOf(sup=Some(property="nos:hasOutcomeIfMissed", filler=Named(name))):
                yield name


def write_risks(graph: Graph, inferences: Iterable[Inference]) -> None:
    """Write the inferred tiers and their explanations."""
    for inference in inferences:
        condition, tier = inference.condition, inference.tier
        graph.add(node(condition), node("rdfs:subClassOf"), node(tier))
        subject = f"<{NOS}inference/{condition.replace(':', '_')}/{tier.removeprefix('nos:')}>"
        graph.add(subject, RDF_TYPE, node("nos:Inference"))
        statements = [
            ("nos:condition", node(condition)),
            ("nos:riskTier", node(tier)),
            ("nos:words", text(inference.explanation.words, "en")),
            ("nos:axioms", text("\n".join(inference.explanation.axioms))),
        ]
        statements += [("nos:outcome", node(outcome)) for outcome in inference.outcomes]
        graph.describe(subject, statements)
