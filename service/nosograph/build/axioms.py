"""The curated tables as axioms."""

from __future__ import annotations

from collections.abc import Iterator

from nosograph.build.curated import (
    UPPER,
    Curated,
    Pattern,
    presentation_patterns,
    qualified,
)
from nosograph.build.tables import Row
from nosograph.reasoning.axioms import (
    Axiom,
    EquivalentClasses,
    Expression,
    Named,
    Some,
    SubClassOf,
    conjunction,
)
from nosograph.reasoning.owl_file import read_axioms

PREVALENCE = {
    "very_common": "nos:VeryCommonPrevalence",
    "common": "nos:CommonPrevalence",
    "uncommon": "nos:UncommonPrevalence",
    "rare": "nos:RarePrevalence",
    "ultra_rare": "nos:UltraRarePrevalence",
}
INCIDENCE = {
    "very_common": "nos:VeryCommonIncidence",
    "common": "nos:CommonIncidence",
    "uncommon": "nos:UncommonIncidence",
    "rare": "nos:RareIncidence",
    "ultra_rare": "nos:UltraRareIncidence",
}
RELATIONS = {
    "has_complication": "nos:hasComplication",
    "has_outcome_if_missed": "nos:hasOutcomeIfMissed",
}
CRITERIA = {"criteria": "nos:CriteriaSet", "redflag": "nos:RedFlag"}


def axioms_of(curated: Curated) -> tuple[Axiom, ...]:
    """Return the upper model and every curated statement as axioms, without repetition."""
    found = [
        *read_axioms(curated.folder / UPPER),
        *(axiom for row in curated.findings for axiom in finding_axioms(row)),
        *(axiom for row in curated.sites for axiom in site_axioms(row)),
        *(axiom for row in curated.modifiers for axiom in is_a(row)),
        *(axiom for row in curated.conditions for axiom in condition_axioms(row)),
        *(axiom for row in curated.outcomes for axiom in is_a(row)),
        *(complication_axiom(row) for row in curated.complications),
        *complaint_axioms(curated.complaints),
        *criteria_axioms(curated.criteria),
    ]
    return tuple(dict.fromkeys(found))


def is_a(row: Row, root: str | None = None) -> Iterator[Axiom]:
    """Yield the parents of a row's class; ``root`` where it has none."""
    parents = row.values("parents") or ((root,) if root else ())
    return (SubClassOf(Named(row["id"]), Named(parent)) for parent in parents)


def finding_axioms(row: Row) -> Iterator[Axiom]:
    """Yield parents and definition of a finding."""
    own = row["id"].startswith("nos:")
    yield from is_a(row, "nos:Finding" if own and not row["genus"] else None)
    if row["genus"]:
        definition = qualified(row["genus"], row["site"], row["timing"], row.values("modifiers"))
        yield EquivalentClasses(Named(row["id"]), definition)


def site_axioms(row: Row) -> Iterator[Axiom]:
    """Yield parents and wholes of a site."""
    yield from is_a(row)
    for whole in row.values("part_of"):
        yield SubClassOf(Named(row["id"]), Some("nos:partOf", Named(whole)))


def condition_axioms(row: Row) -> Iterator[Axiom]:
    """Yield parents and prevalence of a condition; its incidence where no prevalence is given.

    Prevalence decides whether a condition is rare; for an acute one, which has none, incidence.
    """
    yield from is_a(row)
    yield SubClassOf(Named(row["id"]), Named("nos:Condition"))
    prevalence = band_of(row, "prevalence", PREVALENCE)
    incidence = band_of(row, "incidence", INCIDENCE)
    if prevalence:
        yield SubClassOf(Named(row["id"]), Some("nos:hasPrevalence", Named(prevalence)))
    elif incidence:
        yield SubClassOf(Named(row["id"]), Some("nos:hasIncidence", Named(incidence)))


def band_of(row: Row, column: str, bands: dict[str, str]) -> str | None:
    """Return the class of the band that a cell names, if it names one."""
    if not row[column]:
        return None
    if row[column] not in bands:
        raise row.error(f"{column} is not one of {', '.join(bands)}")
    return bands[row[column]]


def complication_axiom(row: Row) -> Axiom:
    """Return a complication or outcome as an axiom."""
    if row["relation"] not in RELATIONS:
        raise row.error(f"relation is not one of {', '.join(RELATIONS)}")
    return SubClassOf(
        Named(row.required("condition")),
        Some(RELATIONS[row["relation"]], Named(row.required("object"))),
    )


def complaint_axioms(rows: tuple[Row, ...]) -> Iterator[Axiom]:
    """Yield definition and parents of every complaint."""
    for name in dict.fromkeys(row["id"] for row in rows):
        yield SubClassOf(Named(name), Named("nos:Complaint"))
    yield from definitions(presentation_patterns(rows))
    for row in rows:
        yield from is_a(row)


def criteria_axioms(rows: tuple[Row, ...]) -> Iterator[Axiom]:
    """Yield definition and kind of every criteria set and red flag."""
    yield from definitions(presentation_patterns(rows))
    for row in rows:
        if not row["kind"]:
            continue
        if row["kind"] not in CRITERIA:
            raise row.error(f"kind is not one of {', '.join(CRITERIA)}")
        yield SubClassOf(Named(row["id"]), Named(CRITERIA[row["kind"]]))


def definitions(patterns: Iterator[Pattern]) -> Iterator[Axiom]:
    """Yield what defines classes of presentations: one alternative defines, several suffice."""
    alternatives: dict[str, dict[int, list[Pattern]]] = {}
    for pattern in patterns:
        yield EquivalentClasses(Named(pattern.id), pattern.expression())
        alternatives.setdefault(pattern.owner, {}).setdefault(pattern.alternative, []).append(
            pattern
        )
    for owner, groups in alternatives.items():
        for conjuncts in groups.values():
            met = presentation_with(conjuncts)
            if len(groups) == 1:
                yield EquivalentClasses(Named(owner), met)
            else:
                yield SubClassOf(met, Named(owner))


def presentation_with(patterns: list[Pattern]) -> Expression:
    """Return the presentations that have a finding of every pattern."""
    findings = (Some("nos:hasFinding", pattern.expression()) for pattern in patterns)
    return conjunction([Named("nos:Presentation"), *findings])
