"""``GET /``: the differential page."""

from __future__ import annotations

from functools import cache

from flask import Response, render_template
from flask_openapi3.openapi import OpenAPI

from nosograph.web.assets import WEB
from nosograph.web.representation import FORMATS, represented
from nosograph.web.service import Service

FOLDER = "differential"
#: The first is what the project began with; each shows something else that is read.
EXAMPLES = (
    "nocturnal leg and butt spasms",
    "crushing chest pain and sweating for 2 hours in a 58-year-old man, no fever",
    "worst headache of my life, stiff neck, vomiting",
)
TIERS = (
    {
        "name": "most_likely",
        "title": "Most likely",
        "meaning": "the single most probable condition",
    },
    {
        "name": "likely",
        "title": "Likely",
        "meaning": "the other probable ones, the dangerous among them marked",
    },
    {
        "name": "do_not_miss",
        "title": "Do not miss",
        "meaning": "not likely, but dangerous if missed",
    },
    {"name": "rare", "title": "Rare", "meaning": "rare conditions that fit"},
)


def add_page(app: OpenAPI, service: Service) -> None:
    """Add the page; everything that it shows of a patient it asks for by itself."""

    @app.route("/")
    def page() -> Response:
        """Show the page, before anything is asked."""
        return represented(service.health.release(), FORMATS["html"], html)


def html() -> str:
    """Return the page."""
    return render_template("page.html", examples=EXAMPLES, tiers=TIERS, modules=modules())


@cache
def modules() -> list[str]:
    """Return the page's scripts, so that a browser need not find them one after the other."""
    return sorted(f"{FOLDER}/{path.name}" for path in (WEB / "static" / FOLDER).glob("*.js"))
