"""An index over definitions: says where a class expression belongs without asking a reasoner.

What holds of an expression follows from what holds of the classes that it names, which is worked
out once and kept, and from the definitions that its own parts complete, which are found by those
parts. The rules are those of ELK's calculus; property tests compare the answers with ELK's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nosograph.errors import ReasonerError
from nosograph.reasoning.axioms import And, Axiom, Expression, Named, Some
from nosograph.reasoning.engine import THING, ElkEngine, Engine
from nosograph.reasoning.rules import Key, Rules, conjuncts, names, rules_of

Link = tuple[str, "Node"]


@dataclass(slots=True, eq=False)
class Node:
    """The things of one class: the classes that hold of them, and what they are related to.

    ``before`` are the nodes that a property leads here from, as long as more may come to hold.
    """

    holds: set[Key] = field(default_factory=set)
    links: set[Link] = field(default_factory=set)
    before: set[Link] | None = None
    complete: bool = False


def engine_over(axioms: Sequence[Axiom]) -> Engine:
    """Return the index over axioms; where it does not cover them all, the reasoner."""
    try:
        return DefinitionIndex(axioms)
    except ReasonerError:
        return ElkEngine(axioms)


class DefinitionIndex:
    """Superclasses of expressions; axioms that rules do not cover raise ReasonerError.

    May be asked by many threads: what is kept is complete and does not change.
    """

    name = "index over definitions"

    def __init__(self, axioms: Iterable[Axiom]) -> None:
        self._rules = rules_of(axioms)
        self._kept: dict[str | Expression, Node] = {}

    def superclasses(self, expression: Expression) -> frozenset[str]:
        """Return the names of all classes that subsume an expression, without owl:Thing."""
        return named(self._node(expression).holds)

    def equivalents(self, expression: Expression) -> frozenset[str]:
        """Return the names of all classes that are the same as an expression."""
        above = self.superclasses(expression)
        return frozenset(name for name in above if self.subsumes(expression, Named(name)))

    def subsumes(self, sup: Expression, sub: Expression) -> bool:
        """Whether every ``sub`` is a ``sup``."""
        return entails(self._node(sub), sup, self._rules.reflexive)

    def classify(self) -> Mapping[str, frozenset[str]]:
        """Return, for every named class, the names of all its other superclasses."""
        above = {name: self.superclasses(Named(name)) - {name} for name in self.classes()}
        return {**above, THING: frozenset()}

    def classes(self) -> Sequence[str]:
        """Return every class that an axiom names."""
        return sorted(self._rules.classes)

    def unsatisfiable(self) -> frozenset[str]:
        """Return nothing: what rules cover never says that a class can have no instance."""
        return frozenset()

    def close(self) -> None:
        """Release the engine, which holds nothing but memory."""

    def _node(self, expression: Expression) -> Node:
        """Return a node with everything that holds of an expression; those of names are kept."""
        for name in names(expression):
            if name not in self._kept:
                self._work_out(name)
        if isinstance(expression, Named):
            return self._kept[expression.name]
        return self._saturated(expression)

    def _work_out(self, start: str) -> None:
        """Complete a class after those that it is stated to be, which it then takes over whole."""
        stack, seen = [start], {start}
        while stack:
            stated = set(self._rules.stated(stack[-1])).difference(self._kept, seen)
            seen |= stated
            stack += sorted(stated)
            if not stated and (name := stack.pop()) not in self._kept:
                self._saturated(Named(name))

    def _saturated(self, expression: Expression) -> Node:
        saturation = Saturation(self._rules, self._kept)
        node = saturation.node(expression)
        self._kept |= saturation.completed()
        return node


class Saturation:
    """One run of the rules, over nodes that are complete and new ones."""

    def __init__(self, rules: Rules, kept: Mapping[str | Expression, Node]) -> None:
        self.rules = rules
        self.kept = kept
        self.new: dict[str | Expression, Node] = {}
        self.gained: list[tuple[Node, set[Key]]] = []
        self.linked: list[tuple[Node, str, Node]] = []

    def completed(self) -> dict[str | Expression, Node]:
        """Apply the rules until nothing new follows; return the new nodes that may be kept."""
        while self.gained or self.linked:
            if self.gained:
                self.gain(*self.gained.pop())
            else:
                self.link(*self.linked.pop())
        for node in self.new.values():
            node.complete = True
            node.before = None
        fillers = self.rules.fillers
        return {key: node for key, node in self.new.items() if type(key) is str or key in fillers}

    def node(self, expression: Expression) -> Node:
        """Return the node of an expression; a new one begins with what the expression says."""
        key = expression.name if isinstance(expression, Named) else expression
        found = self.kept.get(key) or self.new.get(key)
        if found is None:
            found = self.new[key] = Node()
            parts = tuple(conjuncts(expression))
            self.gained.append((found, {part.name for part in parts if isinstance(part, Named)}))
            self.relate(found, (part for part in parts if isinstance(part, Some)))
        return found

    def relate(self, node: Node, restrictions: Iterable[Some]) -> None:
        """Let restrictions hold of a node."""
        self.linked += ((node, part.property, self.node(part.filler)) for part in restrictions)

    def gain(self, node: Node, keys: set[Key]) -> None:
        """Let classes hold of a node, with everything that follows from them."""
        for known in self.kept.keys() & keys:
            self.adopt(node, self.kept[known])
        new = keys - node.holds
        if not new:
            return
        node.holds |= new
        self.combine(node, new, node.holds)
        for key in new:
            if alone := self.rules.alone.get(key):
                self.gained.append((node, set(alone)))
            if related := self.rules.related.get(key):
                self.relate(node, related)
        self.tell(node, new)

    def adopt(self, node: Node, known: Node) -> None:
        """Let everything that holds of a complete node hold of another."""
        new = known.holds - node.holds
        if not new:
            return
        few, many = (new, node.holds) if len(new) < len(node.holds) else (node.holds, new)
        self.combine(node, few, many)
        node.holds |= new
        self.tell(node, new)
        if node.before:
            self.linked += ((node, *link) for link in known.links - node.links)
        else:
            node.links |= known.links

    def combine(self, node: Node, few: Iterable[Key], many: set[Key]) -> None:
        """Let what a class of ``few`` and one of ``many`` make together hold of a node."""
        pairs = self.rules.pairs
        for key in few:
            if (partners := pairs.get(key)) and (others := partners.keys() & many):
                self.gained.append((node, {partners[other] for other in others}))

    def tell(self, node: Node, new: set[Key]) -> None:
        """Let the restrictions to what now holds of a node hold of the nodes before it."""
        for property_, source in node.before or ():
            restrictions = self.rules.asked.get(property_)
            if restrictions and (found := restrictions.keys() & new):
                self.gained.append((source, {restrictions[key] for key in found}))

    def link(self, node: Node, property_: str, target: Node) -> None:
        """Relate a node to another, with everything that follows from it."""
        if (property_, target) in node.links:
            return
        node.links.add((property_, target))
        if not target.complete:
            target.before = target.before or set()
            target.before.add((property_, node))
        if restrictions := self.rules.asked.get(property_):
            found = restrictions.keys() & target.holds
            self.gain(node, {restrictions[key] for key in found})
        self.linked += ((node, wider, target) for wider in self.rules.wider.get(property_, ()))
        self.compose(node, property_, target)

    def compose(self, node: Node, property_: str, target: Node) -> None:
        """Follow the property chains that a new link continues or begins."""
        chains = self.rules.chains
        if begun := chains.get(property_):
            self.linked += (
                (node, whole, end) for after, end in target.links for whole in begun.get(after, ())
            )
        for before, source in node.before or ():
            for whole in chains.get(before, {}).get(property_, ()):
                self.linked.append((source, whole, target))


def named(holds: Iterable[Key]) -> frozenset[str]:
    """Return the classes that have a name."""
    return frozenset(key for key in holds if isinstance(key, str))


def entails(node: Node, expression: Expression, reflexive: set[str]) -> bool:
    """Whether an expression holds of a complete node."""
    match expression:
        case Named(name):
            return name in node.holds
        case Some(property_, filler):
            reached = (target for name, target in node.links if name == property_)
            return (property_ in reflexive and entails(node, filler, reflexive)) or any(
                entails(target, filler, reflexive) for target in reached
            )
        case And(parts):
            return all(entails(node, part, reflexive) for part in parts)
