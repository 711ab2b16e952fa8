"""What every page has: the way around the site, the release, and the notice."""

from __future__ import annotations

from typing import Any

from flask import Flask, request

from nosograph.domain.differential import NOTICE
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


def add_site(app: Flask, service: Service) -> None:
    """Give every template what all pages show."""

    @app.context_processor
    def shown_everywhere() -> dict[str, Any]:
        """Return what the frame of a page is filled with."""
        return {
            "address_with": address_with,
            "asset": asset,
            "current_section": section_of(request.path),
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
