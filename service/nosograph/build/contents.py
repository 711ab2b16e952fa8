"""What a release computes from its sources: terms, matrix, sites."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from nosograph.build.categories import Kinds, categories, mean_profiles
from nosograph.build.columns import Related
from nosograph.build.curated import UPPER, Curated
from nosograph.build.evidence import evidence, publications
from nosograph.build.frequencies import FINDING_ASPECTS, Profile, joined, profiles, stated
from nosograph.build.hierarchy import Hierarchy
from nosograph.build.hpoa import AnnotationRow
from nosograph.build.kinds import Lineage, broader
from nosograph.build.lexicon import FINDING_ROOTS
from nosograph.build.matrix import ROOT, compute
from nosograph.build.onset import with_listed
from nosograph.build.ontology import DECLARED
from nosograph.build.population import population, spanning
from nosograph.build.priors import LISTED_RARE, log_prior
from nosograph.build.related import Relations, relations, same_as
from nosograph.build.sources import ANNOTATIONS, Read, Sources
from nosograph.build.tables import Row
from nosograph.errors import SourceError
from nosograph.inference.evidence import Evidence, pooled, reported
from nosograph.inference.matrix import Matrix
from nosograph.inference.population import Population
from nosograph.knowledge.graphs import ANY_SITE
from nosograph.knowledge.terms import Terms
from nosograph.reasoning.owl_file import read_labels
from nosograph.text.senses import OWN

#: A listed disease that is the same as, or narrower than, a curated condition stands under it.
BROADER_MAPPING = "skos:broadMatch"
LISTED_UNDER = ("skos:exactMatch", "skos:narrowMatch")


def terms_of(read: Read) -> Terms:
    """Return labels and replacements of every class; where HPO has a label, it counts.

    Properties of records have labels too, but are nothing that a presentation could name.
    """
    upper = read.curated.folder / UPPER
    declared = set(DECLARED.findall(upper.read_text(encoding="utf-8")))
    current = [term for term in read.hpo.terms.values() if not term.obsolete]
    labels = {
        **{name: label for name, label in read_labels(upper).items() if name in declared},
        **read.curated.labels,
        **{term.id: term.name for term in current},
    }
    replaced = {old: term.id for term in current for old in term.alternative_ids}
    for term in read.hpo.terms.values():
        if term.obsolete and term.replaced_by:
            replaced[term.id] = term.replaced_by
    return Terms(labels, replaced, nearest_classes(read.curated.findings))


def nearest_classes(findings: Iterable[Row]) -> dict[str, str]:
    """Return the closest HPO class above each finding of our own; the first of equally close ones.

    The roots of HPO say nothing of a finding, and are left out.
    """
    above = {row["id"]: [*filter(None, [row["genus"]]), *row.values("parents")] for row in findings}
    found = {own: _nearest(own, above) for own in above if own.startswith(OWN)}
    return {own: code for own, code in found.items() if code is not None}


def _nearest(own: str, above: Mapping[str, Sequence[str]]) -> str | None:
    seen, level = {own}, [own]
    while level:
        level = [code for name in level for code in above.get(name, ()) if code not in seen]
        seen.update(level)
        for code in level:
            if code.startswith("HP:") and code not in FINDING_ROOTS:
                return code
    return None


def current_ids(hierarchy: Hierarchy, terms: Terms) -> dict[str, str]:
    """Return the current id of every class, and of those that were replaced."""
    every = {name: name for name in hierarchy.above} | dict(terms.replaced)
    return {old: new for old, new in every.items() if new in hierarchy}


def matrix_of(read: Read, sources: Sources, hierarchy: Hierarchy, terms: Terms) -> Matrix:
    """Compute the matrix over listed and curated conditions."""
    current = current_ids(hierarchy, terms)
    require_findings(sources.ontology / ANNOTATIONS, read.annotations.rows, current, hierarchy)
    listed = profiles(sources.hpoa, read.hpoa.rows, current, pooled)
    ours = profiles(sources.ontology / ANNOTATIONS, read.annotations.rows, current, stated)
    priors = {row["id"]: log_prior(row) for row in read.curated.conditions}
    means, their_priors = mean_profiles(categories_of(read), ours, priors)
    unannotated = {name: Profile() for name in priors}
    found = relations_of(read)
    merged = {**joined(listed, found.joined), **unannotated, **ours, **means}
    same = same_as(merged, read.correspondences)
    under = listed_under({**same, **canonical(read.curated, merged)})
    kinds = broader([*priors], hierarchy, under, kinds_by_mappings(read, merged))
    every = {**priors, **their_priors}
    related, lineage = Related(found, listed_priors(read)), Lineage(kinds, means.keys())
    return compute(merged, hierarchy, every, under, related, lineage)


def require_findings(
    path: Path, rows: Iterable[AnnotationRow], current: Mapping[str, str], hierarchy: Hierarchy
) -> None:
    """Raise SourceError where a condition is annotated with what is no finding."""
    for row in rows:
        above = hierarchy.superclasses(current.get(row.finding, ROOT))
        if row.aspect in FINDING_ASPECTS and ROOT not in above:
            reason = f"{row.condition} is annotated with {row.finding}, which is no finding"
            raise SourceError(str(path), None, reason)


def categories_of(read: Read) -> Kinds:
    """Return the categories whose profile is that of their kinds."""
    annotated = {row.condition: Profile() for row in read.annotations.rows}
    return categories(read.curated.conditions, annotated)


def kinds_by_mappings(read: Read, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of a condition and a broader one from Orphanet's and our own mappings."""
    pairs = [(omim, orpha) for orpha, omim in sorted(read.correspondences.broader)]
    pairs += [
        (row["subject_id"], row["object_id"])
        for row in read.curated.mappings
        if row["predicate_id"] == BROADER_MAPPING
    ]
    return (pair for pair in pairs if pair[0] in known and pair[1] in known)


def relations_of(read: Read) -> Relations:
    """Return how listed conditions belong together."""
    listed = frozenset(row.condition for row in read.hpoa.rows)
    return relations(listed, read.genes, read.correspondences)


def listed_priors(read: Read) -> dict[str, float]:
    """Return the log prior (nats) of each listed disease: rare, and known more or less well."""
    known_gene = relations_of(read).known_gene
    cited: dict[str, set[str]] = {}
    for row in read.hpoa.rows:
        found = cited.setdefault(row.condition, set())
        if row.aspect in FINDING_ASPECTS:
            found.update(publications(row))
    return {
        name: LISTED_RARE + reported(len(names), name in known_gene)
        for name, names in cited.items()
    }


def evidence_of(
    read: Read, sources: Sources, hierarchy: Hierarchy, terms: Terms, matrix: Matrix
) -> Evidence:
    """Return the rows of listed conditions, for an evaluation that leaves publications out."""
    current = current_ids(hierarchy, terms)
    return evidence(sources.hpoa, read.hpoa.rows, current, relations_of(read), matrix)


def population_of(read: Read, matrix: Matrix) -> Population:
    """Return age, sex and duration of every condition, in the order of the matrix."""
    curated = {row["id"]: row for row in read.curated.conditions}
    place = matrix.condition_position
    found = spanning(population(curated, matrix.conditions), place, categories_of(read))
    return with_listed(found, place, read.hpoa.rows)


def canonical(curated: Curated, conditions: dict[str, Profile]) -> dict[str, str]:
    """Return the curated condition under which a mapped listed disease stands."""
    return {
        row["object_id"]: row["subject_id"]
        for row in curated.mappings
        if row["predicate_id"] in LISTED_UNDER
        and row["object_id"] in conditions
        and row["subject_id"] in conditions
    }


def listed_under(direct: Mapping[str, str]) -> dict[str, str]:
    """Return the condition under which each is listed in the end.

    >>> listed_under({"ORPHA:1": "OMIM:1", "OMIM:1": "MONDO:1"})
    {'ORPHA:1': 'MONDO:1', 'OMIM:1': 'MONDO:1'}
    """
    found: dict[str, str] = {}
    for name in direct:
        last, passed = name, {name}
        while direct.get(last, last) not in passed:
            last = direct[last]
            passed.add(last)
        found[name] = last
    return found


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
