"""The named graphs of a release."""

from __future__ import annotations

from nosograph.domain.identifiers import GRAPH

HPO = f"{GRAPH}hpo"
HPOA = f"{GRAPH}hpoa"
CURATED = f"{GRAPH}nosograph"
MAPPINGS = f"{GRAPH}mappings"
INFERRED = f"{GRAPH}inferred"
CLOSURE = f"{GRAPH}closure"
WEIGHTS = f"{GRAPH}weights"
RELEASE = f"{GRAPH}release"

ALL = (HPO, HPOA, CURATED, MAPPINGS, INFERRED, CLOSURE, WEIGHTS, RELEASE)
