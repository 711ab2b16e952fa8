"""The curated tables as one value, and as axioms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nosograph.build.tables import Row, read_folder, read_table
from nosograph.reasoning.axioms import Expression, Named, Some, conjunction

UPPER = "upper.ofn"
#: Tables that are one file, and those that have one file per area of medicine.
TABLES = ("outcomes", "sources")
FOLDERS = (
    "findings",
    "sites",
    "modifiers",
    "conditions",
    "complaints",
    "causes",
    "complications",
    "criteria",
    "scores",
    "lexicon",
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One finding with its qualifiers, as a class of its own.

    ``owner`` is the complaint or criteria set of which it is a conjunct (of the given
    ``alternative``), or the finding that it defines (``alternative`` 0).
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
    criteria: tuple[Row, ...]
    scores: tuple[Row, ...]
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
            *self.criteria,
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
        """Return the patterns of all complaints, criteria and defined findings."""
        return (
            *presentation_patterns(self.complaints),
            *presentation_patterns(self.criteria),
            *finding_patterns(self.findings),
        )


def read_curated(folder: Path) -> Curated:
    """Read every curated table."""
    return Curated(
        folder=folder,
        **{name: read_table(folder / f"{name}.tsv") for name in TABLES},
        **{name: read_folder(folder / name) for name in FOLDERS},
        mappings=read_table(folder / "mappings" / "nosograph.sssom.tsv"),
    )


def presentation_patterns(rows: tuple[Row, ...]) -> Iterator[Pattern]:
    """Yield the conjuncts of every complaint or criteria set."""
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
