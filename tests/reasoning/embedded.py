"""The reasoners of this package, run as a program over axioms as a release keeps them.

    python -m tests.reasoning.embedded AXIOMS TAXONOMY [elk]

writes a line for each class, with its superclasses, and prints what it took as JSON; with ``elk``
ELK's calculus as pyelk-reasoner has it, else the index over definitions.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

from tests.reasoning.taxonomies import most_memory

from nosograph.reasoning.axiom_file import load_axioms
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.index import DefinitionIndex


def classify(source: Path, target: Path, kind: str) -> dict[str, float]:
    begun, spent = perf_counter(), process_time()
    axioms = load_axioms(source)
    engine = ElkEngine(axioms) if kind else DefinitionIndex(axioms)
    del axioms
    loaded, loading = perf_counter(), process_time()
    taxonomy = engine.classify()
    done, reasoning = perf_counter(), process_time()
    memory = most_memory()
    with target.open("w", encoding="utf-8") as lines:
        lines.writelines(f"{name}\t{' '.join(above)}\n" for name, above in taxonomy.items())
    return {
        "load_s": loaded - begun,
        "load_cpu_s": loading - spent,
        "classify_s": done - loaded,
        "classify_cpu_s": reasoning - loading,
        "memory_mb": memory,
    }


if __name__ == "__main__":
    print(json.dumps(classify(Path(sys.argv[1]), Path(sys.argv[2]), "".join(sys.argv[3:]))))
