"""The queries that read mapping sets and cross-references, for every store alike."""

from __future__ import annotations

PREFIXES = """\
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX sssom: <https://w3id.org/sssom/>
PREFIX oboInOwl: <http://www.geneontology.org/formats/oboInOwl#>
"""
_ROW = """\
    ?row owl:annotated{here} ?code ;
      owl:annotatedProperty ?predicate ; owl:annotated{there} ?other .
    OPTIONAL {{ ?row sssom:mapping_justification ?justification }}
"""
_SAID = PREFIXES + "SELECT DISTINCT ?graph ?code ?predicate ?other ?justification {\n"


def rows_of(terms: str, here: str, there: str) -> str:
    """Return the query for the rows at whose one end (Source or Target) some codes stand."""
    row = _ROW.format(here=here, there=there)
    return f"{_SAID}  VALUES ?code {{ {terms} }}\n  GRAPH ?graph {{\n{row}  }}\n}}"


def rows_in(graph: str) -> str:
    """Return the query for all rows of a mapping set, with the justification of each."""
    row = _ROW.format(here="Source", there="Target")
    return f"{_SAID}  VALUES ?graph {{ <{graph}> }}\n  GRAPH ?graph {{\n{row}  }}\n}}"


def pairs_in(graph: str, predicate: str) -> str:
    """Return the query for the plain statements of a mapping set with one property."""
    return f"SELECT ?code ?other {{ GRAPH <{graph}> {{ ?code <{predicate}> ?other }} }}"


def references_from(terms: str) -> str:
    """Return the query for the cross-references of some codes."""
    return _references(f"VALUES ?code {{ {terms} }}")


def references_to(literals: str) -> str:
    """Return the query for what refers to some codes, as ontologies spell them."""
    return _references(f"VALUES ?xref {{ {literals} }}")


def _references(bound: str) -> str:
    pattern = "GRAPH ?graph { ?code oboInOwl:hasDbXref ?xref }"
    return f"{PREFIXES}SELECT DISTINCT ?graph ?code ?xref {{ {bound} {pattern} }}"


def references_in(graph: str) -> str:
    """Return the query for all cross-references in a graph."""
    return (
        f"{PREFIXES}SELECT ?code ?xref {{ GRAPH <{graph}> {{ ?code oboInOwl:hasDbXref ?xref }} }}"
    )


REFERRING = PREFIXES + "SELECT DISTINCT ?graph { GRAPH ?graph { ?code oboInOwl:hasDbXref ?xref } }"
SETS = (
    PREFIXES
    + """\
SELECT ?graph ?predicate (COUNT(*) AS ?count) {
  GRAPH ?graph { ?row owl:annotatedProperty ?predicate }
} GROUP BY ?graph ?predicate"""
)
JUSTIFICATIONS = (
    PREFIXES
    + """\
SELECT ?graph ?justification (COUNT(*) AS ?count) {
  GRAPH ?graph { ?row sssom:mapping_justification ?justification }
} GROUP BY ?graph ?justification"""
)
VERSIONS = PREFIXES + "SELECT ?graph ?version { GRAPH ?graph { ?graph owl:versionInfo ?version } }"
COUNT = (
    PREFIXES
    + "SELECT (COUNT(*) AS ?count) { GRAPH ?graph { ?row owl:annotatedProperty ?predicate } }"
)
