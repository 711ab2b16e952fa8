"""The curated tables as one value, and as axioms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nosograph.build.tables import Row, read_folder, read_table
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
RELATIONS = {
    "has_complication": "nos:hasComplication",
    "has_outcome_if_missed": "nos:hasOutcomeIfMissed",
}
UPPER = "upper.ofn"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One finding with its qualifiers, as a class of its own.

    ``owner`` is the complaint of which it is a conjunct (of the given ``alternative``), or the
    finding that it defines (``alternative`` 0).
    """

    id: str
    owner: str
    alternative: int
    finding: str
    site: str
    timing: str
    modifiers: tuple[str, ...]

    def expression(self) -> Expression:
        """Return the finding class with its qualifiers."""
        return qualified(self.finding, self.site, self.timing, self.modifiers)


def qualified(
    finding: str, site: str | None, timing: str | None, modifiers: tuple[str, ...]
) -> Expression:
    """Return the class expression of a finding somewhere, at some time, in some way."""
    parts: list[Expression] = [Named(finding)]
    if site:
        parts.append(Some("nos:hasSite", Named(site)))
    if timing:
        parts.append(Some("nos:hasTiming", Named(timing)))
    parts += [Some("nos:hasModifier", Named(modifier)) for modifier in modifiers]
    return conjunction(parts)


@dataclass(frozen=True)
class Curated:
    """Every curated table, as rows."""

    folder: Path
    findings: tuple[Row, ...]
    sites: tuple[Row, ...]
    modifiers: tuple[Row, ...]
    conditions: tuple[Row, ...]
    complaints: tuple[Row, ...]
    causes: tuple[Row, ...]
    complications: tuple[Row, ...]
    outcomes: tuple[Row, ...]
    mappings: tuple[Row, ...]
    lexicon: tuple[Row, ...]
    sources: tuple[Row, ...]

    @cached_property
    def labelled(self) -> tuple[Row, ...]:
        """Return the rows that give an id and its label."""
        return (
            *self.findings,
            *self.sites,
            *self.modifiers,
            *self.conditions,
            *self.complaints,
            *self.outcomes,
        )

    @cached_property
    def labels(self) -> dict[str, str]:
        """Return the label of every id; the first row that gives one counts."""
        found: dict[str, str] = {}
        for row in self.labelled:
            if row["label"]:
                found.setdefault(row["id"], row["label"])
        return found

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """Return the patterns of all complaints and defined findings."""
        return (*complaint_patterns(self.complaints), *finding_patterns(self.findings))


def read_curated(folder: Path) -> Curated:
    """Read every curated table."""
    tables = ("findings", "sites", "modifiers", "conditions", "complaints")
    more = ("complications", "outcomes", "sources")
    return Curated(
        folder=folder,
        **{name: read_table(folder / f"{name}.tsv") for name in (*tables, *more)},
        causes=read_folder(folder / "causes"),
        mappings=read_table(folder / "mappings" / "nosograph.sssom.tsv"),
        lexicon=read_folder(folder / "lexicon"),
    )


def complaint_patterns(rows: tuple[Row, ...]) -> Iterator[Pattern]:
    """Yield the conjuncts of every complaint."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        if not row.required("alternative").isdecimal():
            raise row.error("alternative is not a number")
        key = (row["id"], row["alternative"])
        seen[key] = seen.get(key, 0) + 1
        yield Pattern(
            f"{row['id']}.{row['alternative']}.{seen[key]}",
            row["id"],
            int(row["alternative"]),
            row.required("finding"),
            row["site"],
            row["timing"],
            row.values("modifiers"),
        )


def finding_patterns(rows: tuple[Row, ...]) -> Iterator[Pattern]:
    """Yield the definition of every defined finding."""
    for row in rows:
        if row["genus"]:
            name = f"nos:{row['id'].replace(':', '_').removeprefix('nos_')}.definition"
            yield Pattern(
                name,
                row["id"],
                0,
                row["genus"],
                row["site"],
                row["timing"],
                row.values("modifiers"),
            )


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
        *complaint_axioms(curated),
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
    """Yield parents and prevalence of a condition."""
    yield from is_a(row)
    yield SubClassOf(Named(row["id"]), Named("nos:Condition"))
    if row["prevalence"]:
        if row["prevalence"] not in PREVALENCE:
            raise row.error(f"prevalence is not one of {', '.join(PREVALENCE)}")
        band = Named(PREVALENCE[row["prevalence"]])
        yield SubClassOf(Named(row["id"]), Some("nos:hasPrevalence", band))


def complication_axiom(row: Row) -> Axiom:
    """Return a complication or outcome as an axiom."""
    if row["relation"] not in RELATIONS:
        raise row.error(f"relation is not one of {', '.join(RELATIONS)}")
    return SubClassOf(
        Named(row.required("condition")),
        Some(RELATIONS[row["relation"]], Named(row.required("object"))),
    )


def complaint_axioms(curated: Curated) -> Iterator[Axiom]:
    """Yield the definition of every complaint: one alternative defines, several suffice."""
    alternatives: dict[str, dict[int, list[Pattern]]] = {}
    for pattern in complaint_patterns(curated.complaints):
        yield EquivalentClasses(Named(pattern.id), pattern.expression())
        alternatives.setdefault(pattern.owner, {}).setdefault(pattern.alternative, []).append(
            pattern
        )
    for complaint, groups in alternatives.items():
        name = Named(complaint)
        yield SubClassOf(name, Named("nos:Complaint"))
        for patterns in groups.values():
            pattern_class = presentation_with(patterns)
            if len(groups) == 1:
                yield EquivalentClasses(name, pattern_class)
            else:
                yield SubClassOf(pattern_class, name)
    for row in curated.complaints:
        yield from is_a(row)


def presentation_with(patterns: list[Pattern]) -> Expression:
    """Return the presentations that have a finding of every pattern."""
    findings = (Some("nos:hasFinding", pattern.expression()) for pattern in patterns)
    return conjunction([Named("nos:Presentation"), *findings])
