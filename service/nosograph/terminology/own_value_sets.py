"""The value sets of our own: what the reasoner knows to be a complaint, a danger, rare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nosograph.domain.code_systems import by_prefix
from nosograph.terminology.value_set import Filter, Selection, ValueSet

OWN = "https://w3id.org/nosograph/fhir/ValueSet"


@dataclass(frozen=True, slots=True)
class Kind:
    """A value set of everything of one kind (a class of the upper model)."""

    identifier: str
    kind: str
    title: str
    prefixes: tuple[str, ...]


CONDITIONS = ("nos", "MONDO", "HP", "OMIM", "ORPHA")
KINDS = (
    Kind("complaints", "Complaint", "Complaints that have causes", ("nos",)),
    Kind("conditions", "Condition", "Conditions that are known", CONDITIONS),
    Kind(
        "do-not-miss-conditions",
        "DoNotMissCondition",
        "Conditions that are dangerous if missed, as derived from their outcomes",
        CONDITIONS,
    ),
    Kind("rare-conditions", "RareCondition", "Rare conditions", CONDITIONS),
)


def own_value_sets(release: str) -> Iterator[ValueSet]:
    """Yield the value sets of a release."""
    for each in KINDS:
        condition = Filter("kind", "=", each.kind)
        include = tuple(
            Selection(by_prefix()[prefix].url, filters=(condition,)) for prefix in each.prefixes
        )
        yield ValueSet(
            url=f"{OWN}/{each.identifier}",
            version=release,
            include=include,
            status="active",
            identifier=each.identifier,
            document=_document(each, release, include),
        )


def _document(kind: Kind, release: str, include: tuple[Selection, ...]) -> Mapping[str, Any]:
    return {
        "url": f"{OWN}/{kind.identifier}",
        "version": release,
        "name": "".join(word.capitalize() for word in kind.identifier.split("-")),
        "title": kind.title,
        "status": "active",
        "compose": {
            "include": [
                {
                    "system": each.system,
                    "filter": [
                        {"property": one.property, "op": one.op, "value": one.value}
                        for one in each.filters
                    ],
                }
                for each in include
            ]
        },
    }
