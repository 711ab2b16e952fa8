"""From result rows to domain values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from nosograph.domain.identifiers import NOS, curie
from nosograph.domain.knowledge import Cause, CauseBand, Evidence, Explanation, Urgency
from nosograph.knowledge.store import Row

SOURCE = f"{NOS}source/"
BANDS = {f"{NOS}{band.capitalize()}Cause": band for band in CauseBand}
URGENCIES = {
    f"{NOS}WithinHours": Urgency.HOURS,
    f"{NOS}WithinDays": Urgency.DAYS,
    f"{NOS}WithinWeeks": Urgency.WEEKS,
    f"{NOS}Routine": Urgency.ROUTINE,
}
DO_NOT_MISS = "nos:DoNotMissCondition"
RARE = "nos:RareCondition"
SYSTEMS = {
    "SNOMEDCT": "snomed",
    "ICD10CM": "icd10cm",
    "ICD10WHO": "icd10",
    "ICD11MMS": "icd11",
    "icd11.foundation": "icd11_foundation",
    "MONDO": "mondo",
    "HP": "hpo",
    "UMLS": "umls",
    "MESH": "mesh",
    "DOID": "doid",
    "NCIT": "ncit",
    "OMIM": "omim",
    "ORPHA": "orphanet",
    "DECIPHER": "decipher",
    "SYMP": "symp",
}


def rarity(
    name: str,
    explained: Mapping[tuple[str, str], tuple[Explanation, str]],
    curated: Collection[str],
) -> Explanation | None:
    """Return why a condition is rare, if it is."""
    if (name, RARE) in explained:
        return explained[name, RARE][0]
    if name in curated:
        return None
    return Explanation(
        "it is listed in the HPO annotations for rare diseases.",
        (f"{name} SubClassOf: ListedRareDisease", "ListedRareDisease SubClassOf: RareCondition"),
    )


def own_code(name: str) -> dict[str, tuple[str, ...]]:
    """Return a condition's own id as a code of its system.

    >>> own_code("OMIM:102300")
    {'omim': ('102300',)}
    """
    prefix, _, local = name.partition(":")
    return {SYSTEMS[prefix]: (code_of(prefix, local),)} if prefix in SYSTEMS else {}


def code_of(prefix: str, local: str) -> str:
    """Return a code as its system writes it: OBO classes keep their prefix."""
    return f"{prefix}:{local}" if prefix in ("HP", "MONDO", "DOID", "SYMP") else local


def cause_of(rows: Sequence[Row]) -> Cause:
    """Return a cause from its rows, which differ in sources and references only."""
    first = rows[0]
    sources = dict.fromkeys(row["source"].removeprefix(SOURCE) for row in rows)
    references = dict.fromkeys(row["reference"] for row in rows if "reference" in row)
    return Cause(
        complaint=curie(first["complaint"]),
        condition=curie(first["condition"]),
        band=BANDS[first["band"]],
        reason=first["reason"],
        evidence=Evidence("|".join(sources), tuple(references)),
    )


def evidence_of(reference: str, condition: str) -> tuple[Evidence, ...]:
    """Return what a reference cell says: our sources with references, or HPOA's reference."""
    listed = condition.partition(":")[0] in ("OMIM", "ORPHA", "DECIPHER")
    if listed:
        return (Evidence("hpoa", tuple(reference.split(";"))),)
    cells = (cell.split(" ") for cell in reference.split("|"))
    return tuple(Evidence(source, tuple(references)) for source, *references in cells)
