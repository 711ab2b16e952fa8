"""What every page has: the way around the site, the release, and the notice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from flask import Flask, request

from nosograph.domain.differential import NOTICE
from nosograph.domain.naming import NameKind
from nosograph.web.assets import asset, keep_assets
from nosograph.web.listing import address_with
from nosograph.web.service import Service

NAVIGATION = (
    ("Differential", "/"),
    ("Conditions", "/conditions"),
    ("Findings", "/findings"),
    ("Complaints", "/complaints"),
    ("SPARQL", "/sparql"),
    ("Queries", "/api/queries"),
    ("Ontology", "/ontology"),
    ("Sources", "/sources"),
    ("API", "/api"),
)
#: Where a page belongs whose path does not begin with that of a section.
SECTIONS = {
    "condition": "/conditions",
    "finding": "/findings",
    "complaint": "/complaints",
    "term": "/ontology",
    "releases": "/sources",
}

#: What may have been meant by a wrong address, and how much of it is offered.
SOUGHT = (NameKind.CONDITION, NameKind.FINDING, NameKind.COMPLAINT)
MOST_NEAR = 8


def add_site(app: Flask, service: Service) -> None:
    """Give every template what all pages show."""

    @app.context_processor
    def shown_everywhere() -> dict[str, Any]:
        """Return what the frame of a page is filled with."""
        return {
            "address_with": address_with,
            "asset": asset,
            "current_section": section_of(request.path),
            "named_near": lambda near, words: named_near(service, near, words),
            "navigation": NAVIGATION,
            "notice": NOTICE,
            "release": service.health.release(),
        }

    app.after_request(keep_assets)


def section_of(path: str) -> str:
    """Return the section of the site that a path belongs to.

    >>> section_of("/condition/HP:0002625"), section_of("/api/queries/risk/outcomes")
    ('/conditions', '/api/queries')
    """
    if path.startswith("/api/queries"):
        return "/api/queries"
    first = path.split("/")[1]
    return SECTIONS.get(first, f"/{first}")


def named_near(service: Service, near: Sequence[str], words: str) -> list[tuple[str, str, str]]:
    """Return what a wrong name may mean: code, label and address of each."""
    label = service.library.terms.label
    guessed = [(code, label(code), f"/resource?iri={quote(code)}") for code in near]
    found = service.names.found(words, SOUGHT, MOST_NEAR)
    named = [(term.code, term.label, f"/resource?iri={quote(term.code)}") for term in found]
    return list(dict.fromkeys((*guessed, *named)))[:MOST_NEAR]
