"""An index over definitions: says where a class expression belongs without asking a reasoner.

What holds of an expression follows from what holds of the classes that it names, which is worked
out once and kept, and from the definitions that its own parts complete, which are found by those
parts. The rules are those of ELK's calculus; property tests compare the answers with ELK's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nosograph.errors import ReasonerError
from nosograph.reasoning.axioms import And, Axiom, Expression, Named, Some
from nosograph.reasoning.engine import THING, ElkEngine, Engine
from nosograph.reasoning.rules import Rules, Simple, conjuncts, rules_of


@dataclass(slots=True, eq=False)
class Node:
    """The things of one class: the classes that hold of them, and what they are related to.

    ``before`` are the nodes that a property leads here from, as long as more may come to hold.
    """

    holds: set[str] = field(default_factory=set)
    links: set[tuple[str, Node]] = field(default_factory=set)
    before: set[tuple[str, Node]] = field(default_factory=set)
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
        self._kept: dict[str, Node] = {}

    def superclasses(self, expression: Expression) -> frozenset[str]:
        """Return the names of all classes that subsume an expression, without owl:Thing."""
        return frozenset(self._node(expression).holds - self._rules.composed)

    def equivalents(self, expression: Expression) -> frozenset[str]:
        """Return the names of all classes that are the same as an expression."""
        above = self.superclasses(expression)
        return frozenset(name for name in above if self.subsumes(expression, Named(name)))

    def subsumes(self, sup: Expression, sub: Expression) -> bool:
        """Whether every ``sub`` is a ``sup``."""
        return entails(self._node(sub), sup)

    def classify(self) -> Mapping[str, frozenset[str]]:
        """Return, for every named class, the names of all its other superclasses."""
        classes = sorted(self._rules.classes - self._rules.composed)
        above = {name: self.superclasses(Named(name)) - {name} for name in classes}
        return {**above, THING: frozenset()}

    def unsatisfiable(self) -> frozenset[str]:
        """Return nothing: what rules cover never says that a class can have no instance."""
        return frozenset()

    def close(self) -> None:
        """Release the engine, which holds nothing but memory."""

    def _node(self, expression: Expression) -> Node:
        """Return a node with everything that holds of an expression; those of names are kept."""
        if isinstance(expression, Named) and (kept := self._kept.get(expression.name)):
            return kept
        for part in conjuncts(expression):
            if isinstance(part, Named) and part != expression:
                self._node(part)
        saturation = Saturation(self._rules, self._kept)
        node = saturation.node(expression)
        self._kept |= saturation.completed()
        return node


class Saturation:
    """One run of the rules, over nodes that are complete and new ones."""

    def __init__(self, rules: Rules, kept: dict[str, Node]) -> None:
        self.rules = rules
        self.kept = kept
        self.new: dict[Expression, Node] = {}
        self.waiting: list[tuple[Node, str, Node | None]] = []

    def completed(self) -> dict[str, Node]:
        """Apply the rules until nothing new follows; return the new nodes of named classes."""
        while self.waiting:
            node, name, target = self.waiting.pop()
            if target is None:
                self.hold(node, name)
            else:
                self.link(node, name, target)
        for node in self.new.values():
            node.complete = True
            node.before.clear()
        return {key.name: node for key, node in self.new.items() if isinstance(key, Named)}

    def node(self, expression: Expression) -> Node:
        """Return the node of an expression; a new one begins with what the expression says."""
        found = self.kept.get(expression.name) if isinstance(expression, Named) else None
        found = found or self.new.get(expression)
        if found is None:
            found = self.new[expression] = Node()
            for part in conjuncts(expression):
                self.begin(found, part)
        return found

    def begin(self, node: Node, part: Simple) -> None:
        """Let a part hold of a new node; of a class that is complete, all that holds at once."""
        kept = self.kept.get(part.name) if isinstance(part, Named) else None
        if kept and not node.holds:
            node.holds |= kept.holds
            node.links |= kept.links
        else:
            self.say(node, part)

    def say(self, node: Node, part: Simple) -> None:
        """Let a class or a restriction hold of a node."""
        if isinstance(part, Named):
            self.waiting.append((node, part.name, None))
        else:
            self.waiting.append((node, part.property, self.node(part.filler)))

    def hold(self, node: Node, name: str) -> None:
        """Let a class hold of a node, with everything that follows from it."""
        if name in node.holds:
            return
        node.holds.add(name)
        for part in self.concluded(node, name):
            self.say(node, part)
        for property_, source in node.before:
            restriction = self.rules.asked.get(property_, {}).get(name)
            if restriction:
                self.waiting.append((source, restriction, None))

    def concluded(self, node: Node, name: str) -> Iterator[Simple]:
        """Yield what follows now that a class holds of a node."""
        yield from self.rules.alone.get(name, ())
        for body, head in self.rules.joint.get(name, ()):
            if body <= node.holds:
                yield from head

    def link(self, node: Node, property_: str, target: Node) -> None:
        """Relate a node to another, with everything that follows from it."""
        if (property_, target) in node.links:
            return
        node.links.add((property_, target))
        if not target.complete:
            target.before.add((property_, node))
        asked = self.rules.asked.get(property_, {})
        found = asked.keys() & target.holds
        self.waiting += ((node, asked[name], None) for name in found)
        self.waiting += ((node, wider, target) for wider in self.rules.wider.get(property_, ()))
        self.compose(node, property_, target)

    def compose(self, node: Node, property_: str, target: Node) -> None:
        """Follow the property chains that a new link continues or begins."""
        for after, end in target.links:
            for whole in self.rules.chains.get((property_, after), ()):
                self.waiting.append((node, whole, end))
        for before, source in node.before:
            for whole in self.rules.chains.get((before, property_), ()):
                self.waiting.append((source, whole, target))


def entails(node: Node, expression: Expression) -> bool:
    """Whether an expression holds of a complete node."""
    match expression:
        case Named(name):
            return name in node.holds
        case Some(property_, filler):
            return any(name == property_ and entails(target, filler) for name, target in node.links)
        case And(parts):
            return all(entails(node, part) for part in parts)
