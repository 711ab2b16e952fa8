"""Axioms as JSON, which loads faster than OWL syntax."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nosograph.errors import InvalidRelease
from nosograph.reasoning.axioms import (
    And,
    Axiom,
    EquivalentClasses,
    Expression,
    Named,
    PropertyChain,
    ReflexiveProperty,
    Some,
    SubClassOf,
)


def save_axioms(path: Path, axioms: Iterable[Axiom]) -> None:
    """Write axioms, one per line."""
    lines = (json.dumps(encode(axiom)) for axiom in axioms)
    path.write_text("\n".join(lines), encoding="utf-8")


def load_axioms(path: Path) -> tuple[Axiom, ...]:
    """Read axioms in the order in which they were written."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        return tuple(decode(json.loads(line)) for line in lines)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidRelease([f"{path.name} cannot be read"]) from error


def encode(axiom: Axiom) -> list[Any]:
    """Return an axiom as a list that begins with its kind."""
    match axiom:
        case SubClassOf(sub, sup):
            return ["sub", encode_expression(sub), encode_expression(sup)]
        case EquivalentClasses(name, definition):
            return ["same", name.name, encode_expression(definition)]
        case PropertyChain(chain, name):
            return ["chain", list(chain), name]
        case ReflexiveProperty(name):
            return ["reflexive", name, name]


def decode(cells: list[Any]) -> Axiom:
    """Return the axiom that a list says."""
    kind, first, second = cells
    if kind == "sub":
        return SubClassOf(decode_expression(first), decode_expression(second))
    if kind == "same":
        return EquivalentClasses(Named(first), decode_expression(second))
    if kind == "reflexive":
        return ReflexiveProperty(first)
    return PropertyChain(tuple(first), second)


def encode_expression(expression: Expression) -> Any:
    """Return an expression: a name, ``{property: filler}``, or a list of conjuncts."""
    match expression:
        case Named(name):
            return name
        case Some(name, filler):
            return {name: encode_expression(filler)}
        case And(parts):
            return [encode_expression(part) for part in parts]


def decode_expression(value: Any) -> Expression:
    """Return the expression that was encoded."""
    if isinstance(value, str):
        return Named(value)
    if isinstance(value, dict):
        ((name, filler),) = value.items()
        return Some(name, decode_expression(filler))
    return And(tuple(map(decode_expression, value)))
