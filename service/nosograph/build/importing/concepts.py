"""Writing the concepts of a code system or an ontology, and the closure of their hierarchy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from nosograph.build.graphs import SUBCLASS, SYNONYM, Statements
from nosograph.build.ids import is_id
from nosograph.build.importing.closure import closure, named_cycle
from nosograph.build.importing.draft import Draft
from nosograph.build.loading import GraphFile
from nosograph.build.mapping_sets import MappingRow, write_mapping_set
from nosograph.build.quads import RDF_TYPE, TRUE, Graph, node, text
from nosograph.errors import SourceError

CLASS = node("owl:Class")


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept as its source says it; codes are CURIEs.

    ``synonyms`` are pairs of a scope (exact, broad, narrow, related) and a text; ``matches`` are
    rows of a mapping set that the source carries; ``more`` are further statements, predicates as
    CURIEs. ``line`` is where it stands in its file, 0 where files have no lines.
    """

    id: str
    label: str
    notation: str
    definition: str = ""
    synonyms: tuple[tuple[str, str], ...] = ()
    xrefs: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    alternative_ids: tuple[str, ...] = ()
    obsolete: bool = False
    replaced_by: tuple[str, ...] = ()
    matches: tuple[MappingRow, ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    language: str = ""
    line: int = field(default=0, compare=False)


def write_concepts(draft: Draft, file: str, concepts: Iterable[Concept]) -> None:
    """Write concepts, their closure and the mappings they carry.

    What is no id, a concept that stands twice, a parent that does not exist and a cyclic hierarchy
    are errors of ``file``.
    """
    with draft.file() as statements:
        read = list(_written(draft.source(statements), file, concepts))
        places = {concept.id: place for place, concept in enumerate(read)}
        parents = [_places(file, concept, places) for concept in read]
        _refuse_cycle(file, read, parents)
        draft.concepts = len(read)
        write_closure(draft.closure(statements), read, parents)
        write_matches(draft, statements, read)


def _written(graph: Graph, file: str, concepts: Iterable[Concept]) -> Iterator[Concept]:
    seen: set[str] = set()
    for concept in concepts:
        if concept.id in seen:
            raise SourceError(file, concept.line or None, f"{concept.id} stands twice")
        for name in (concept.id, *concept.replaced_by):
            if not is_id(name):
                raise SourceError(file, concept.line or None, f"{name[:40]!r} is not an id")
        seen.add(concept.id)
        graph.add(node(concept.id), RDF_TYPE, CLASS)
        graph.describe(node(concept.id), statements_of(concept))
        yield concept
    if not seen:
        raise SourceError(file, None, "no concepts")


def statements_of(concept: Concept) -> Statements:
    """Yield what is said of a concept."""
    yield "rdfs:label", text(concept.label, concept.language)
    yield "skos:notation", text(concept.notation)
    if concept.definition:
        yield "IAO:0000115", text(concept.definition, concept.language)
    for scope, synonym in concept.synonyms:
        yield SYNONYM[scope], text(synonym, concept.language)
    for reference in concept.xrefs:
        yield "oboInOwl:hasDbXref", text(reference)
    for name in concept.alternative_ids:
        yield "oboInOwl:hasAlternativeId", text(name)
    for parent in concept.parents:
        yield "rdfs:subClassOf", node(parent)
    if concept.obsolete:
        yield "owl:deprecated", TRUE
    for successor in concept.replaced_by:
        yield "IAO:0100001", node(successor)
    yield from concept.more


def _places(file: str, concept: Concept, places: dict[str, int]) -> list[int]:
    unknown = [parent for parent in concept.parents if parent not in places]
    if unknown:
        reason = f"{concept.id} has unknown parent {unknown[0]}"
        raise SourceError(file, concept.line or None, reason)
    return [places[parent] for parent in concept.parents]


def _refuse_cycle(file: str, read: Sequence[Concept], parents: Sequence[Sequence[int]]) -> None:
    found = named_cycle(parents, lambda place: read[place].id)
    if found:
        first = next(concept for concept in read if concept.id == found.split(" ")[0])
        raise SourceError(file, first.line or None, f"cyclic hierarchy: {found}")


def write_closure(graph: Graph, read: Sequence[Concept], parents: Sequence[Sequence[int]]) -> None:
    """Write every subsumption, the reflexive ones too."""
    names = [node(concept.id) for concept in read]
    for concept, above in enumerate(closure(parents)):
        for other in above:
            graph.add(names[concept], SUBCLASS, names[other])


def write_matches(draft: Draft, statements: GraphFile, read: Iterable[Concept]) -> None:
    """Write the mappings that concepts carry as a mapping set of the source."""
    rows = [row for concept in read for row in concept.matches]
    if rows:
        write_mapping_set(draft.mapping_set(statements, draft.about.name), rows)
