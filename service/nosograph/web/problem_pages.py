"""``/problem``: what each kind of problem document means, at the address that its type names."""

from __future__ import annotations

from flask import Response, render_template
from flask_openapi3.openapi import OpenAPI

from nosograph.domain.identifiers import NOS
from nosograph.errors import UnknownTerm
from nosograph.web.linked_data import view_argument
from nosograph.web.linked_documentation import PROBLEM
from nosograph.web.problems import PROBLEMS
from nosograph.web.representation import FORMATS, represented, wanted_type
from nosograph.web.service import Service


def add_problem_pages(app: OpenAPI, service: Service) -> None:
    """Add the page of each kind of problem to an application."""
    meanings = {
        problem.slug: (problem, (kind.__doc__ or "").split("\n")[0])
        for kind, problem in PROBLEMS.items()
    }

    @app.get("/problem/<slug>", **PROBLEM)
    def problem_page() -> Response:
        """Meaning of a kind of problem document."""
        slug = view_argument("slug")
        if slug not in meanings:
            raise UnknownTerm([f"{NOS}problem/{known}" for known in sorted(meanings)])
        problem, meaning = meanings[slug]
        release = service.health.release()
        page = {"problem": problem, "meaning": meaning}
        media_type = wanted_type((FORMATS["html"],))
        return represented(release, media_type, lambda: render_template("problem.html", **page))
