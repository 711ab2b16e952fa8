"""Taxonomies as other reasoners write them: SubClassOf and EquivalentClasses, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from nosograph.domain.identifiers import curie

NAME = re.compile(r"<([^>]+)>|(owl:\w+)")
Taxonomy = dict[str, frozenset[str]]


def closed(lines: Iterable[str]) -> Taxonomy:
    """Return all other superclasses of every class, without owl:Thing."""
    direct: dict[str, set[str]] = {}
    for line in lines:
        if not line.startswith(("SubClassOf", "EquivalentClasses")):
            continue
        found = [curie(full or short) for full, short in NAME.findall(line)]
        pairs = [found] if line.startswith("SubClassOf") else circle(found)
        for sub, sup in pairs:
            direct.setdefault(sub, set()).add(sup)
            direct.setdefault(sup, set())
    return {name: reached(name, direct) - {name, "owl:Thing"} for name in direct}


def circle(names: list[str]) -> list[list[str]]:
    return [[name, names[index - 1]] for index, name in enumerate(names)]


def reached(start: str, direct: Mapping[str, set[str]]) -> frozenset[str]:
    found, waiting = set[str](), [start]
    while waiting:
        new = direct[waiting.pop()] - found
        found |= new
        waiting += new
    return frozenset(found)


def most_memory() -> float:
    """Return the most memory that this program has had, in MiB; not what began it had."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
