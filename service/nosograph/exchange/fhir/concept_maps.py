"""ConceptMap resources of R4 and R5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nosograph.exchange.fhir.elements import LONG, Node, child, nodes, refuse, text
from nosograph.terminology.concept_map import ConceptMap, MapGroup, Mapped
from nosograph.terminology.value_set import canonical, parted

#: How R4's equivalences (of the target to the source) are R5's relationships (of the source).
EQUIVALENCES: Mapping[str, str] = {
    "relatedto": "related-to",
    "equivalent": "equivalent",
    "equal": "equivalent",
    "wider": "source-is-narrower-than-target",
    "subsumes": "source-is-narrower-than-target",
    "narrower": "source-is-broader-than-target",
    "specializes": "source-is-broader-than-target",
    "inexact": "related-to",
    "unmatched": "not-related-to",
    "disjoint": "not-related-to",
}


def read_concept_map(resource: Node) -> ConceptMap:
    """Read a ConceptMap resource."""
    return ConceptMap(
        url=text(resource, "url"),
        version=text(resource, "version"),
        source_scope=_scope(resource, "source"),
        target_scope=_scope(resource, "target"),
        groups=tuple(_group(each) for each in nodes(resource, "group")),
        identifier=text(resource, "id"),
    )


def _scope(resource: Node, side: str) -> str:
    names = (f"{side}Scope{kind}" for kind in ("Uri", "Canonical"))
    r4 = (f"{side}{kind}" for kind in ("Uri", "Canonical"))
    return next((text(resource, name) for name in (*names, *r4) if name in resource), "")


def _group(node: Node) -> MapGroup:
    return MapGroup(
        _system(node, "source"),
        _system(node, "target"),
        tuple(row for element in nodes(node, "element") for row in _rows(element)),
        _unmapped(child(node, "unmapped")),
    )


def _system(node: Node, side: str) -> str:
    """Return the system of one side; R4 has its version beside it."""
    return canonical(parted(text(node, side))[0], "")


def _rows(element: Node) -> Iterator[Mapped]:
    for target in nodes(element, "target"):
        yield Mapped(
            text(element, "code"),
            text(target, "code"),
            _relationship(target),
            text(target, "display", LONG),
        )


def _relationship(node: Node) -> str:
    stated = text(node, "relationship")
    if stated and stated not in EQUIVALENCES.values():
        refuse("relationship", "one of FHIR's concept map relationships")
    return stated or EQUIVALENCES.get(text(node, "equivalence"), "related-to")


def _unmapped(node: Node) -> Mapped | None:
    if text(node, "mode") != "fixed":
        return None
    return Mapped("", text(node, "code"), _relationship(node), text(node, "display"))
