"""Classification by this package and by ELK 0.6, in one run on this machine.

    python -m tests.reasoning.compare [--size 350000] [--mondo FILE] [--calculus]

Prints, for HPO with our ontology, for these with MONDO's hierarchy (``--mondo``: the JSON file of
PyPI's cellxgene-ontology-guide, ``MONDO-ontology-v….json.zst``) and for a made-up terminology of
``--size`` concepts: seconds and processor seconds of loading and of classifying, memory, how many
subsumptions there are, and whether both found the same. ``--calculus`` has pyelk-reasoner do the
same. Every program runs by itself, one after the other.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from backports import zstd
from tests.reasoning.made_up import terminology
from tests.reasoning.taxonomies import closed

from nosograph.assembly import default_sources
from nosograph.build.sources import read_sources
from nosograph.reasoning.axiom_file import save_axioms
from nosograph.reasoning.axioms import Axiom, Named, SubClassOf, document

ROOT = Path(__file__).resolve().parents[2]
NONE = frozenset[str]()


def hpo() -> Iterator[Axiom]:
    """Yield our ontology and the whole hierarchy of HPO."""
    read = read_sources(default_sources())
    yield from read.axioms
    for term in read.hpo.terms.values():
        if not term.obsolete:
            yield from (SubClassOf(Named(term.id), Named(parent)) for parent in term.parents)


def mondo(path: Path) -> Iterator[Axiom]:
    """Yield MONDO's hierarchy: the ancestors at distance one."""
    terms = json.loads(zstd.decompress(path.read_bytes()))
    for name, term in sorted(terms.items()):
        parents = sorted(parent for parent, far in term["ancestors"].items() if far == 1)
        yield from (SubClassOf(Named(name), Named(parent)) for parent in parents)


def compared(axioms: Iterable[Axiom], calculus: bool) -> dict[str, Any]:
    """Classify axioms by each program; return what it took and whether they agree."""
    listed = tuple(dict.fromkeys(axioms))
    with TemporaryDirectory() as name:
        folder = Path(name)
        save_axioms(folder / "axioms.jsonl", listed)
        (folder / "axioms.ofn").write_bytes(document(listed) + b"\n")
        figures: dict[str, Any] = {
            "axioms": len(listed),
            "index": run("embedded", folder / "axioms.jsonl", folder / "index.tsv"),
            "elk 0.6": run("elk", folder / "axioms.ofn", folder / "elk.ofn"),
        }
        if calculus:
            paths = (folder / "axioms.jsonl", folder / "calculus.tsv")
            figures["pyelk-reasoner"] = run("embedded", *paths, "elk")
        with (folder / "elk.ofn").open(encoding="utf-8") as lines:
            oracle = closed(lines)
        figures["subsumptions"] = sum(map(len, oracle.values()))
        figures["equal"] = all(same(path, oracle) for path in folder.glob("*.tsv"))
    return figures


def run(program: str, *arguments: str | Path) -> dict[str, float]:
    command = [sys.executable, "-m", f"tests.reasoning.{program}", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise SystemExit(done.stderr)
    figures = json.loads(done.stdout.splitlines()[-1])
    return {name: round(value, 2) for name, value in figures.items()}


def same(path: Path, oracle: dict[str, frozenset[str]]) -> bool:
    """Whether a written taxonomy says of every class what the oracle says."""
    unseen = {name for name, above in oracle.items() if above}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            name, _, above = line.rstrip("\n").partition("\t")
            if frozenset(above.split()) != oracle.get(name, NONE):
                return False
            unseen.discard(name)
    return not unseen


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=350_000, help="concepts made up")
    parser.add_argument("--mondo", type=Path, help="MONDO's hierarchy")
    parser.add_argument("--calculus", action="store_true", help="time pyelk-reasoner too")
    given = parser.parse_args(arguments)
    inputs: dict[str, Iterable[Axiom]] = {"our ontology and HPO": hpo()}
    if given.mondo:
        inputs["our ontology, HPO and MONDO"] = (*hpo(), *mondo(given.mondo))
    if given.size:
        inputs[f"{given.size} made-up concepts"] = terminology(given.size)
    for name, axioms in inputs.items():
        print(json.dumps({name: compared(axioms, given.calculus)}, indent=2), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
