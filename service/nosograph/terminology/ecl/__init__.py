"""SNOMED's Expression Constraint Language (ECL 2), over SNOMED CT and every other hierarchy.

``parse`` reads an expression, ``compile_`` makes a SPARQL query of it.
"""

from __future__ import annotations

from nosograph.terminology.ecl.asking import Question
from nosograph.terminology.ecl.compiling import compile_, pattern_of
from nosograph.terminology.ecl.expression import Expression, codes_of
from nosograph.terminology.ecl.hierarchy import Hierarchy, hierarchies, hierarchy_of
from nosograph.terminology.ecl.parser import parse

__all__ = [
    "Expression",
    "Hierarchy",
    "Question",
    "codes_of",
    "compile_",
    "hierarchies",
    "hierarchy_of",
    "parse",
    "pattern_of",
]
