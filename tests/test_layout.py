"""The code keeps the size and the habits that make it readable."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[1]
SERVICE = ROOT / "service"
FILES = sorted(SERVICE.rglob("*.py"))
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith)
NAMELESS = {"common", "helpers", "manager", "misc", "util", "utils"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return str(path.relative_to(SERVICE))


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def nesting(node: ast.AST) -> int:
    """Count the blocks inside each other; ``elif`` is no deeper than its ``if``."""
    deepest = max(map(nesting, ast.iter_child_nodes(node)), default=0)
    chained = isinstance(node, ast.If) and any(isinstance(part, ast.If) for part in node.orelse)
    return deepest + (isinstance(node, BLOCKS) and not chained)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_has_at_most_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_function_has_at_most_40_lines(path: Path) -> None:
    long = {function.name: length(function) for function in functions(path)}
    assert {name: lines for name, lines in long.items() if lines > 40} == {}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_function_nests_at_most_three_blocks(path: Path) -> None:
    deep = {function.name: nesting(function) for function in functions(path)}
    assert {name: depth for name, depth in deep.items() if depth > 3} == {}


def test_half_the_functions_have_at_most_8_lines() -> None:
    assert median(length(function) for path in FILES for function in functions(path)) <= 8


def test_a_module_is_named_after_what_it_means() -> None:
    assert [name_of(path) for path in FILES if path.stem in NAMELESS] == []
