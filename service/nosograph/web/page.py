"""``/``: the differential page, and what it answers a browser without scripts."""

from __future__ import annotations

from functools import cache

from flask import Response, render_template, request
from flask_openapi3.openapi import OpenAPI

from nosograph.domain.differential import Differential
from nosograph.exchange.differential_json import render_differential
from nosograph.web.assets import WEB
from nosograph.web.differential import asked_language, diagnose, unkept
from nosograph.web.representation import FORMATS, represented
from nosograph.web.service import Limits, Service

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


def add_page(app: OpenAPI, service: Service, limits: Limits) -> None:
    """Add the page; with scripts, it asks for everything that it shows of a patient by itself."""

    @app.route("/")
    def page() -> Response:
        """Show the page, before anything is asked."""
        return represented(service.health.release(), FORMATS["html"], html)

    @app.route("/", methods=["POST"], endpoint="answer without scripts")
    def answer() -> Response:
        """Answer words that stand in the body of a form; they are not among what is returned."""
        document = {"text": request.form.get("words", "")}
        language = asked_language(document, service.consultation)
        found = diagnose(service.consultation.speaking(language), document, limits)
        return unkept(Response(answered(found), mimetype=FORMATS["html"]), language)


def html() -> str:
    """Return the page."""
    return render_template("page.html", examples=EXAMPLES, tiers=TIERS, modules=modules())


def answered(found: Differential) -> str:
    """Return the page of an answer."""
    age = found.presentation.age
    return render_template(
        "answer.html",
        answer=render_differential(found),
        age=f"{age.years:.3g}" if age else "",
        tiers=TIERS,
        percent=percent,
        ratio=ratio,
    )


def percent(probability: float) -> str:
    """Write a probability as the page's scripts do.

    >>> percent(0.4869), percent(0.0384), percent(0.0004)
    ('49 %', '3.8 %', 'below 0.1 %')
    """
    share = probability * 100
    if share < 0.1:
        return "below 0.1 %"
    return f"{share:.1f} %" if share < 10 else f"{share:.0f} %"


def ratio(value: float) -> str:
    """Write a likelihood ratio as the page's scripts do.

    >>> ratio(1409.2), ratio(3.41), ratio(0.1234)
    ('1,409', '3.4', '0.12')
    """
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"


@cache
def modules() -> list[str]:
    """Return the page's scripts, so that a browser need not find them one after the other."""
    return sorted(f"{FOLDER}/{path.name}" for path in (WEB / "static" / FOLDER).glob("*.js"))
