"""What a release computes from its sources: terms, matrix, sites."""

from __future__ import annotations

from nosograph.build.curated import UPPER, Curated
from nosograph.build.frequencies import Profile, pooled, profiles, stated
from nosograph.build.hierarchy import Hierarchy
from nosograph.build.matrix import compute
from nosograph.build.sources import ANNOTATIONS, Read, Sources
from nosograph.inference.matrix import Matrix
from nosograph.knowledge.graphs import ANY_SITE
from nosograph.knowledge.terms import Terms
from nosograph.reasoning.owl_file import read_labels

#: A listed disease that is the same as, or narrower than, a curated condition stands under it.
LISTED_UNDER = ("skos:exactMatch", "skos:narrowMatch")


def terms_of(read: Read) -> Terms:
    """Return labels and replacements of every class; where HPO has a label, it counts."""
    current = [term for term in read.hpo.terms.values() if not term.obsolete]
    labels = {
        **read_labels(read.curated.folder / UPPER),
        **read.curated.labels,
        **{term.id: term.name for term in current},
    }
    replaced = {old: term.id for term in current for old in term.alternative_ids}
    for term in read.hpo.terms.values():
        if term.obsolete and term.replaced_by:
            replaced[term.id] = term.replaced_by
    return Terms(labels, replaced)


def matrix_of(read: Read, sources: Sources, hierarchy: Hierarchy, terms: Terms) -> Matrix:
    """Compute the matrix over listed and curated conditions."""
    current = {name: name for name in hierarchy.above} | dict(terms.replaced)
    current = {old: new for old, new in current.items() if new in hierarchy}
    listed = profiles(sources.hpoa, read.hpoa.rows, current, pooled)
    ours = profiles(sources.ontology / ANNOTATIONS, read.annotations.rows, current, stated)
    prevalence = {row["id"]: row["prevalence"] for row in read.curated.conditions}
    unannotated = {name: Profile() for name in prevalence}
    merged = {**listed, **unannotated, **ours}
    return compute(merged, hierarchy, prevalence, canonical(read.curated, merged))


def canonical(curated: Curated, conditions: dict[str, Profile]) -> dict[str, str]:
    """Return the curated condition under which a mapped listed disease stands."""
    return {
        row["object_id"]: row["subject_id"]
        for row in curated.mappings
        if row["predicate_id"] in LISTED_UNDER
        and row["object_id"] in conditions
        and row["subject_id"] in conditions
    }


def within(curated: Curated, hierarchy: Hierarchy) -> dict[str, frozenset[str]]:
    """Return, for every site, the sites that it is or lies in."""
    wholes = {row["id"]: set(row.values("part_of")) for row in curated.sites}
    found: dict[str, frozenset[str]] = {}
    for start in wholes:
        reached, waiting = set[str](), [start]
        while waiting:
            for name in hierarchy.superclasses(waiting.pop()) - reached:
                reached.add(name)
                waiting += wholes.get(name, ())
        found[start] = frozenset((*reached, ANY_SITE))
    return {**found, ANY_SITE: frozenset((ANY_SITE,))}
