"""Reading FHIR's JSON: what is missing is empty, what is of another type is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from nosograph.errors import TerminologyError

Node = Mapping[str, Any]

STANDARDS_STATUS = "http://hl7.org/fhir/StructureDefinition/structuredefinition-standards-status"


#: Characters of what an answer may repeat for each of many codes, such as the address of their
#: system; published ones have fewer than 300.
SHORT = 1_000
#: Characters of what it repeats once or twice: parameters, names, expressions (ECL's own bound).
LONG = 20_000
#: FHIR's own bound of a string.
LONGEST = 1_048_576


def text(node: Node, name: str, longest: int = SHORT) -> str:
    """Return a string of so many characters; numbers and booleans as FHIR writes them.

    >>> text({"code": "a"}, "code"), text({}, "code")
    ('a', '')
    """
    value = node.get(name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        if isinstance(value, str) and len(value) > longest:
            told = f"{name} has more than {longest} characters"
            raise TerminologyError(told, code="too-long", status=413)
        return str(value)
    refuse(name, "a string")


def flag(node: Node, name: str) -> bool | None:
    """Return a boolean; clients also write it as a string."""
    value = node.get(name)
    if value is None or isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    refuse(name, "a boolean")


def nodes(node: Node, name: str) -> Sequence[Node]:
    """Return a list of objects."""
    value = node.get(name, [])
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        return value
    refuse(name, "a list of objects")


def texts(node: Node, name: str) -> tuple[str, ...]:
    """Return a list of strings."""
    value = node.get(name, [])
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    refuse(name, "a list of strings")


def child(node: Node, name: str) -> Node:
    """Return an object, an empty one where it is missing."""
    value = node.get(name, {})
    if isinstance(value, dict):
        return value
    refuse(name, "an object")


def extension_value(node: Node, url: str) -> str:
    """Return the value of an extension as text."""
    for each in nodes(node, "extension"):
        if each.get("url") == url:
            return next((text(each, name) for name in each if name.startswith("value")), "")
    return ""


def refuse(name: str, expected: str) -> NoReturn:
    """Refuse an element of another type, without repeating it."""
    raise TerminologyError(f"{name} must be {expected}", code="structure", status=400)
