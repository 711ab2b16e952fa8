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
WEIGHTS_PRESENT = f"{GRAPH}weights-present"
WEIGHTS_ABSENT = f"{GRAPH}weights-absent"

#: What a pattern asks for where it leaves site, timing or modifier open: every site lies within
#: the one, HPO's root of clinical modifiers is above the other.
ANY_SITE = "nos:AnySite"
ANY_MODIFIER = "HP:0012823"
