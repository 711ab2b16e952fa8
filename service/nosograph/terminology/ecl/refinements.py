"""Reading attributes and attribute groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nosograph.terminology.ecl.expression import (
    Attribute,
    Expression,
    Group,
    Joined,
    Refinement,
)
from nosograph.terminology.ecl.search_terms import read_texts, starts_texts
from nosograph.terminology.ecl.tokens import Reader
from nosograph.terminology.ecl.values import (
    Cardinality,
    Comparison,
    Number,
    Texts,
    Truth,
)

#: Repetitions that can be counted; models of SNOMED hardly ask for more than two.
MOST = 6
COMPARING = tuple(Comparison)
EQUALITY = (Comparison.EQUAL, Comparison.UNEQUAL)


def read_attribute_or_group(
    reader: Reader, read_set: Callable[[], Expression], read_refinement: Callable[[], Refinement]
) -> Attribute | Group:
    """Read an attribute, or attributes in braces, with their cardinality."""
    cardinality = read_cardinality(reader)
    if reader.is_sign("{"):
        return Group(read_group(reader, read_refinement), cardinality)
    reverse = reader.is_word("r", "reverseof")
    if reverse:
        reader.take()
    name = read_set()
    if not reader.is_sign(*COMPARING):
        reader.refuse("a comparison")
    comparison = Comparison(reader.take().text)
    value = read_value(reader, comparison, read_set)
    return Attribute(name, comparison, value, cardinality, reverse)


def read_group(reader: Reader, read_refinement: Callable[[], Refinement]) -> Refinement:
    """Read attributes in braces: of the concept's own, and no braces inside."""
    start = reader.next
    reader.require("{")
    found = read_refinement()
    reader.require("}")
    if any(isinstance(part, Group) or part.reverse for part in parts_of(found)):
        reader.refuse("neither braces nor R within braces", start)
    return found


def parts_of(refinement: Refinement) -> Iterator[Attribute | Group]:
    """Yield the attributes and groups that are joined."""
    if not isinstance(refinement, Joined):
        yield refinement
        return
    for part in refinement.parts:
        yield from parts_of(part)


def read_value(
    reader: Reader, comparison: Comparison, read_set: Callable[[], Expression]
) -> Expression | Number | Texts | Truth:
    """Read what an attribute is compared with."""
    if reader.next.kind == "number":
        return Number(reader.take().text[1:])
    if comparison not in EQUALITY:
        reader.refuse("a #number")
    if starts_texts(reader):
        return read_texts(reader)
    if reader.is_word("true", "false"):
        return Truth(reader.take().text.lower() == "true")
    return read_set()


def read_cardinality(reader: Reader) -> Cardinality:
    """Read a cardinality; without one, at least one is meant."""
    if not reader.skip("["):
        return Cardinality()
    column = reader.next
    least = read_count(reader)
    most: int | None = least
    if reader.skip("..") or skipped(reader, "to"):
        unlimited = reader.skip("*") or skipped(reader, "many")
        most = None if unlimited else read_count(reader)
    reader.require("]")
    if most is not None and most < least:
        reader.refuse("a cardinality that goes up", column)
    return Cardinality(least, most)


def skipped(reader: Reader, word: str) -> bool:
    """Go on where a word comes next; tell whether it does."""
    found = reader.is_word(word)
    if found:
        reader.take()
    return found


def read_count(reader: Reader) -> int:
    """Read a number of a cardinality."""
    if reader.next.kind != "digits" or len(reader.next.text) > 1 or int(reader.next.text) > MOST:
        reader.refuse(f"a number from 0 to {MOST}")
    return int(reader.take().text)
