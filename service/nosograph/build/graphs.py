"""The statements of every graph of a release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from nosograph.build.axioms import INCIDENCE, PREVALENCE
from nosograph.build.curated import Curated, Pattern, presentation_patterns
from nosograph.build.hierarchy import Hierarchy
from nosograph.build.hpoa import AnnotationFile, AnnotationRow
from nosograph.build.obo import Ontology, Term
from nosograph.build.quads import RDF_TYPE, TRUE, Graph, integer, node, number, text
from nosograph.build.tables import Row
from nosograph.domain.identifiers import NOS
from nosograph.domain.knowledge import CauseBand
from nosograph.knowledge.graphs import ANY_MODIFIER, ANY_SITE

Statements = Iterator[tuple[str, str]]
SYNONYM = {
    "exact": "oboInOwl:hasExactSynonym",
    "broad": "oboInOwl:hasBroadSynonym",
    "narrow": "oboInOwl:hasNarrowSynonym",
    "related": "oboInOwl:hasRelatedSynonym",
}
SUBCLASS = node("rdfs:subClassOf")
BANDS = {band: f"nos:{band.capitalize()}Cause" for band in CauseBand}
URGENCIES = {
    "hours": "nos:WithinHours",
    "days": "nos:WithinDays",
    "weeks": "nos:WithinWeeks",
    "routine": "nos:Routine",
}


def write_hpo(graph: Graph, ontology: Ontology) -> None:
    """Write HPO as its OBO file says it, in the OBO mapping to OWL."""
    for term in ontology.terms.values():
        graph.add(node(term.id), RDF_TYPE, node("owl:Class"))
        graph.describe(node(term.id), term_statements(term))


def term_statements(term: Term) -> Statements:
    """Yield what is said of one term."""
    yield "rdfs:label", text(term.name)
    if term.definition:
        yield "IAO:0000115", text(term.definition)
    for synonym in term.synonyms:
        yield SYNONYM[synonym.scope], text(synonym.text)
    for reference in term.xrefs:
        yield "oboInOwl:hasDbXref", text(reference)
    for name in term.alternative_ids:
        yield "oboInOwl:hasAlternativeId", text(name)
    for parent in term.parents:
        yield "rdfs:subClassOf", node(parent)
    if term.obsolete:
        yield "owl:deprecated", TRUE
    if term.replaced_by:
        yield "IAO:0100001", node(term.replaced_by)


def write_annotations(graph: Graph, name: str, file: AnnotationFile, listed_rare: bool) -> None:
    """Write annotation rows; with ``listed_rare``, also their diseases as such."""
    labelled: set[str] = set()
    for count, row in enumerate(file.rows):
        subject = f"<{NOS}annotation/{name}/{count}>"
        graph.add(subject, RDF_TYPE, node("nos:Annotation"))
        graph.describe(subject, annotation_statements(row))
        if listed_rare and row.condition not in labelled:
            labelled.add(row.condition)
            graph.add(node(row.condition), SUBCLASS, node("nos:ListedRareDisease"))
            graph.add(node(row.condition), node("rdfs:label"), text(row.label))


def annotation_statements(row: AnnotationRow) -> Statements:
    """Yield what one row says."""
    yield "nos:condition", node(row.condition)
    yield "nos:finding", node(row.finding)
    if row.negated:
        yield "nos:negated", TRUE
    optional = (
        ("nos:reference", row.reference),
        ("nos:evidenceCode", row.evidence),
        ("nos:onset", row.onset),
        ("nos:frequencyText", row.frequency),
        ("nos:sex", row.sex),
        ("nos:modifierText", row.modifier),
        ("nos:aspect", row.aspect if row.aspect != "P" else ""),
    )
    yield from ((predicate, text(value)) for predicate, value in optional if value)


def write_curated(graph: Graph, curated: Curated, hierarchy: Hierarchy) -> None:
    """Write labels, synonyms, causes, patterns, urgency and sources of the curated tables."""
    for row in curated.labelled:
        graph.describe(node(row["id"]), naming(row))
    for row in curated.conditions:
        graph.describe(node(row["id"]), condition_statements(row))
    for row in curated.causes:
        write_cause(graph, row)
    for row in curated.complications:
        write_complication(graph, row)
    for row in curated.sources:
        subject = f"<{NOS}source/{row['id']}>"
        graph.add(subject, RDF_TYPE, node("nos:Source"))
        graph.describe(subject, source_statements(row))
    write_complaints(graph, curated, hierarchy)


def write_complaints(graph: Graph, curated: Curated, hierarchy: Hierarchy) -> None:
    """Write the patterns of complaints, and how many complaints each is one of."""
    patterns = tuple(presentation_patterns(curated.complaints))
    write_patterns(graph, patterns, "nos:patternOf")
    complaints = dict.fromkeys(pattern.owner for pattern in patterns)
    for complaint in complaints:
        above = hierarchy.superclasses(complaint) & complaints.keys()
        graph.add(node(complaint), node("nos:specificity"), integer(len(above)))


def write_patterns(graph: Graph, patterns: Iterable[Pattern], relation: str) -> None:
    """Write patterns, each with how many its alternative has."""
    listed = tuple(patterns)
    conjuncts = Counter((pattern.owner, pattern.alternative) for pattern in listed)
    for pattern in listed:
        count = conjuncts[pattern.owner, pattern.alternative]
        write_pattern(graph, pattern, count, relation)


def naming(row: Row) -> Statements:
    """Yield label, synonyms and definition of a row."""
    if row["label"]:
        yield "rdfs:label", text(row["label"], "en")
    for column in ("synonyms", "lay_synonyms"):
        if column in row.cells:
            yield from (("oboInOwl:hasExactSynonym", text(v, "en")) for v in row.values(column))
    if row.cells.get("definition"):
        yield "skos:definition", text(row["definition"], "en")


def condition_statements(row: Row) -> Statements:
    """Yield urgency, how often, at what age, in which sex and for how long, and sources."""
    if row["urgency"]:
        if row["urgency"] not in URGENCIES:
            raise row.error(f"urgency is not one of {', '.join(URGENCIES)}")
        yield "nos:urgency", node(URGENCIES[row["urgency"]])
    if row["prevalence"]:
        yield "nos:prevalence", node(PREVALENCE[row["prevalence"]])
    if row["incidence"]:
        yield "nos:incidence", node(INCIDENCE[row["incidence"]])
    for column in ("age", "duration", "sex"):
        if row[column]:
            yield f"nos:usual{column.capitalize()}", text(row[column])
    yield from cited(row)


def cited(row: Row) -> Statements:
    """Yield the sources of a row, and the references they give."""
    for cell in row.values("source"):
        source, *references = cell.split(" ")
        yield "dcterms:source", f"<{NOS}source/{source}>"
        yield from (("nos:reference", text(reference)) for reference in references)


def write_cause(graph: Graph, row: Row) -> None:
    """Write one cause of a complaint."""
    names = (row.required("complaint"), row.required("condition"))
    subject = f"<{NOS}cause/{'/'.join(name.replace(':', '_') for name in names)}>"
    if row["band"] not in BANDS:
        raise row.error(f"band is not one of {', '.join(BANDS)}")
    graph.add(subject, RDF_TYPE, node("nos:Cause"))
    graph.describe(
        subject,
        [
            ("nos:complaint", node(names[0])),
            ("nos:condition", node(names[1])),
            ("nos:band", node(BANDS[CauseBand(row["band"])])),
            ("nos:reason", text(row.required("reason"), "en")),
            *cited(row),
        ],
    )


def write_pattern(
    graph: Graph, pattern: Pattern, conjuncts: int, relation: str = "nos:patternOf"
) -> None:
    """Write one pattern as data for queries, which need no case for what it leaves open."""
    graph.add(node(pattern.id), RDF_TYPE, node("nos:Pattern"))
    statements = [
        (relation, node(pattern.owner)),
        ("nos:alternative", integer(pattern.alternative)),
        ("nos:conjuncts", integer(conjuncts)),
        ("nos:genus", node(pattern.finding)),
        ("nos:site", node(pattern.site or ANY_SITE)),
        ("nos:timing", node(pattern.timing or ANY_MODIFIER)),
    ]
    modifiers = pattern.modifiers or (ANY_MODIFIER,)
    statements += [("nos:modifier", node(modifier)) for modifier in modifiers]
    graph.describe(node(pattern.id), statements)


def write_complication(graph: Graph, row: Row) -> None:
    """Write the reason and source of a complication or outcome."""
    names = (row["condition"], row["object"])
    subject = f"<{NOS}risk/{'/'.join(name.replace(':', '_') for name in names)}>"
    graph.add(subject, RDF_TYPE, node("nos:Risk"))
    graph.describe(
        subject,
        [
            ("nos:condition", node(names[0])),
            ("nos:outcome", node(names[1])),
            ("nos:reason", text(row.required("reason"), "en")),
            *cited(row),
        ],
    )


def source_statements(row: Row) -> Statements:
    """Yield title, version, licence and address of a source."""
    fields = (
        ("dcterms:title", "title"),
        ("dcterms:type", "kind"),
        ("owl:versionInfo", "version"),
        ("dcterms:license", "licence"),
        ("rdfs:seeAlso", "url"),
        ("rdfs:comment", "note"),
    )
    return ((predicate, text(row[column])) for predicate, column in fields if row[column])


def write_mappings(graph: Graph, rows: Iterable[Row]) -> None:
    """Write mappings as plain statements and as reified SSSOM mappings."""
    for count, row in enumerate(rows):
        predicate = row.required("predicate_id")
        graph.add(node(row["subject_id"]), node(predicate), node(row["object_id"]))
        subject = f"<{NOS}mapping/{count}>"
        graph.add(subject, RDF_TYPE, "<https://w3id.org/sssom/Mapping>")
        graph.describe(
            subject,
            [
                ("owl:annotatedSource", node(row["subject_id"])),
                ("owl:annotatedProperty", node(predicate)),
                ("owl:annotatedTarget", node(row["object_id"])),
                ("nos:notation", text(row["object_id"])),
                ("dcterms:source", text(row["mapping_source"])),
            ],
        )


def write_closure(graph: Graph, hierarchy: Hierarchy, within: Mapping[str, frozenset[str]]) -> None:
    """Write every subsumption, the reflexive ones too, and which site lies within which."""
    for name, above in sorted(hierarchy.above.items()):
        for other in sorted(above):
            graph.add(node(name), SUBCLASS, node(other))
    for site, wholes in sorted(within.items()):
        for whole in sorted(wholes):
            graph.add(node(site), node("nos:within"), node(whole))


def write_finding_patterns(graph: Graph, curated: Curated, hierarchy: Hierarchy) -> None:
    """Write what makes an observation one of each finding class, alike for all of them.

    A class without definition is its own pattern: the class anywhere, at any time, in any way.
    """
    defined = [pattern for pattern in curated.patterns if not pattern.alternative]
    named = {pattern.owner for pattern in defined}
    plain = (
        Pattern(f"nos:{name.replace(':', '_')}.itself", name, 0, name, "", "", ())
        for name, above in sorted(hierarchy.above.items())
        if "nos:Finding" in above and "." not in name and not (name in named and name[:4] == "nos:")
    )
    for pattern in (*defined, *plain):
        write_pattern(graph, pattern, conjuncts=1)


def write_probabilities(graph: Graph, logs: Mapping[CauseBand, float]) -> None:
    """Write the log probability of each cause band."""
    for band, log in logs.items():
        graph.add(node(BANDS[band]), node("nos:logProbability"), number(log))
