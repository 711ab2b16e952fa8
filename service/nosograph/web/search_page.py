"""``/search``: terms by name, as a page that needs no script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, render_template, request

from nosograph.domain.identifiers import iri
from nosograph.domain.naming import NamedTerm, NameKind
from nosograph.web.linked_pages import path_of
from nosograph.web.linked_sections import PAGES
from nosograph.web.representation import FORMATS, represented
from nosograph.web.search_documentation import LONGEST
from nosograph.web.service import Service

#: What people look for, in the order of the page; sites and timings are found at /api/search.
KINDS = {
    NameKind.CONDITION: "Conditions",
    NameKind.FINDING: "Findings",
    NameKind.COMPLAINT: "Complaints",
}
#: Terms of one kind that a page shows (judgement: more than anybody reads).
SHOWN = 40


def add_search_page(app: Flask, service: Service) -> None:
    """Add the page to an application."""

    @app.route("/search", endpoint="search page")
    def search_page() -> Response:
        """Conditions, findings and complaints whose names hold the words."""
        return represented(service.health.release(), FORMATS["html"], lambda: page(service))


def page(service: Service) -> str:
    """Return the page of what was found."""
    typed = request.args.get("q", "").strip()[:LONGEST]
    groups = [
        (words, rows(service.names.found(typed, (kind,), SHOWN + 1)))
        for kind, words in KINDS.items()
    ]
    return render_template("search.html", typed=typed, groups=groups, most=SHOWN)


def rows(found: Iterable[NamedTerm]) -> list[dict[str, Any]]:
    """Return the terms as the page shows them."""
    return [
        {
            "label": term.label,
            "code": term.code,
            "name": "" if term.name.lower() == term.label.lower() else term.name,
            "href": path_of(term.kind if term.kind in PAGES else "term", iri(term.code)),
        }
        for term in found
    ]
