"""Reading an expression: the grammar of ECL 2, brief and long syntax, by recursive descent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from nosograph.domain import snomed
from nosograph.terminology.ecl.expression import (
    Anything,
    Compound,
    Concept,
    Dotted,
    Expression,
    Filtered,
    Hierarchical,
    Historical,
    Joined,
    Junction,
    Members,
    Operator,
    Refined,
    Refinement,
)
from nosograph.terminology.ecl.filters import read_filter
from nosograph.terminology.ecl.refinements import read_attribute_or_group
from nosograph.terminology.ecl.tokens import END, SNOMED, Reader

#: Brackets inside each other, and parts side by side: more is refused.
DEEPEST, MOST_PARTS = 30, 500
OPERATORS = tuple(Operator)
#: History supplements (ECL 2.0, 6.11): how much is taken along.
MODERATE = (snomed.SAME_AS, snomed.REPLACED_BY, snomed.WAS_A, snomed.PARTIALLY_EQUIVALENT)
PROFILES: dict[str, tuple[str, ...]] = {
    f"history{joint}{size}": tuple(f"{SNOMED}:{code}" for code in codes)
    for size, codes in (("min", (snomed.SAME_AS,)), ("mod", MODERATE), ("max", ()))
    for joint in "-_"
} | {"history": ()}

Part = TypeVar("Part")


def parse(text: str) -> Expression:
    """Read an expression; what is none raises ExpressionSyntax with the column.

    >>> parse("< HP:0003394 |Muscle spasm|")
    Hierarchical(operator=<Operator.DESCENDANT: '<'>, of=Concept(code='HP:0003394'))
    >>> parse("< HP:0003394 AND")
    Traceback (most recent call last):
    nosograph.errors.ExpressionSyntax: column 17: a concept expected, the expression ends
    """
    parser = Parser(Reader(text))
    found = parser.expression()
    if parser.reader.next.kind != END:
        parser.reader.refuse("AND, OR, MINUS or the end")
    return found


class Parser:
    """Reads an expression from its words."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._depth = 0

    def expression(self) -> Expression:
        """Read a whole expression: refined, compound, dotted, or simple."""
        self._deeper()
        found = self.compound()
        self._depth -= 1
        return found

    def compound(self) -> Expression:
        """Read sets that are joined by AND, OR or MINUS."""
        parts, junction = self.joined(self.refined, (Junction.AND, Junction.OR, Junction.MINUS))
        if junction is None:
            return parts[0]
        if junction is Junction.MINUS and len(parts) > 2:
            self.reader.refuse("brackets around one of several MINUS")
        return Compound(junction, tuple(parts))

    def refined(self) -> Expression:
        """Read a set, with a refinement or attributes behind dots."""
        found = self.simple()
        if self.reader.skip(":"):
            return Refined(found, self.refinement())
        while self.reader.skip("."):
            found = Dotted(found, self.simple())
        return found

    def simple(self) -> Expression:
        """Read a set with its operator and filters."""
        operator = Operator(self.reader.take().text) if self.reader.is_sign(*OPERATORS) else None
        found = self.focus()
        while self.reader.is_sign("{{"):
            found = self.narrowed(found, operator)
            operator = None
        return Hierarchical(operator, found) if operator else found

    def narrowed(self, found: Expression, operator: Operator | None) -> Expression:
        """Read a filter or a history supplement; both apply to what the operator reaches."""
        found = Hierarchical(operator, found) if operator else found
        if self.reader.after(1).text == "+":
            return Historical(found, self.history())
        filter_ = read_filter(self.reader, self.expression)
        if isinstance(found, Filtered):
            return Filtered(found.of, (*found.filters, filter_))
        return Filtered(found, (filter_,))

    def focus(self) -> Expression:
        """Read a concept, a wildcard, members of a reference set, or a bracket."""
        if self.reader.skip("^"):
            if self.reader.is_sign("["):
                self.reader.refuse("a reference set (fields of its rows are not kept)")
            if self.reader.is_sign("^"):
                self.reader.refuse("a reference set")
            return Members(self.focus())
        if self.reader.skip("("):
            found = self.expression()
            self.reader.require(")")
            return found
        if self.reader.skip("*"):
            return Anything()
        if self.reader.next.kind == "digits":
            self.reader.refuse("an identifier with its check digit")
        if self.reader.next.kind != "code":
            self.reader.refuse("a concept")
        return Concept(self.reader.take().text)

    def history(self) -> Expression | tuple[str, ...]:
        """Read a history supplement; return its associations."""
        self.reader.require("{{")
        self.reader.require("+")
        if not self.reader.is_word(*PROFILES):
            self.reader.refuse("HISTORY, HISTORY-MIN, -MOD or -MAX")
        profile = PROFILES[self.reader.take().text.lower()]
        found = self.focus() if self.reader.is_sign("(") else profile
        self.reader.require("}}")
        return found

    def refinement(self) -> Refinement:
        """Read attributes and groups, joined by AND (or a comma) or by OR."""
        self._deeper()
        parts, junction = self.joined(self.condition, (Junction.AND, Junction.OR))
        self._depth -= 1
        return Joined(junction, tuple(parts)) if junction else parts[0]

    def condition(self) -> Refinement:
        """Read an attribute, a group, or a bracket of them."""
        comparing = ("=", "!=", "<", "<=", ">", ">=")
        after = self.reader.after(self.reader.closing() + 1)
        named = after.kind == "sign" and after.text in (*comparing, "{{")
        if self.reader.is_sign("(") and not named:
            self.reader.take()
            found = self.refinement()
            self.reader.require(")")
            return found
        return read_attribute_or_group(self.reader, self.simple, self.refinement)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            self.reader.refuse(f"no more than {DEEPEST} brackets inside each other")

    def joined(
        self, read: Callable[[], Part], allowed: tuple[Junction, ...]
    ) -> tuple[list[Part], Junction | None]:
        """Read parts and what joins them, which is the same between all."""
        parts, junction = [read()], None
        while found := self.junction(allowed):
            if junction not in (None, found):
                self.reader.refuse(f"brackets between {junction} and {found}")
            junction = found
            self.reader.take()
            parts.append(read())
            if len(parts) > MOST_PARTS:
                self.reader.refuse(f"no more than {MOST_PARTS} parts")
        return parts, junction

    def junction(self, allowed: tuple[Junction, ...]) -> Junction | None:
        """Return what joins the next part, nothing where there is none."""
        if self.reader.is_sign(","):
            return Junction.AND
        if self.reader.is_word(*(each.lower() for each in allowed)):
            return Junction(self.reader.next.text.upper())
        return None
