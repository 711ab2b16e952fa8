"""Lists to browse: conditions, findings, complaints, sources and releases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from flask import Flask, Response, render_template, request
from flask_openapi3.openapi import OpenAPI

from nosograph.knowledge.catalogue_results import JSON, read_page, texts
from nosograph.web.api_page import add_api_page
from nosograph.web.asking import answer_of
from nosograph.web.linked_data import known_kinds, whole
from nosograph.web.linked_pages import code_of, path_of
from nosograph.web.listing import ALPHABET, OTHER, Listing, Row, listed, paged
from nosograph.web.representation import FORMATS, represented
from nosograph.web.search_page import add_search_page
from nosograph.web.service import Service

#: The branch that is shown first: HPO's phenotypic abnormalities.
BRANCH = "HP:0000118"
#: More rows than any list of a release has: the findings of HPO are 19,034.
MOST_ROWS = 40_000
#: Lists that are kept read; the longest takes some 10 MB.
KEPT = 8
TIERS = {"nos:DoNotMissCondition": "dangerous", "nos:RareCondition": "rare"}
URGENCIES = {
    "nos:WithinHours": "within hours",
    "nos:WithinDays": "within days",
    "nos:WithinWeeks": "within weeks",
    "nos:Routine": "routine",
}
DIGITS = tuple("0123456789")
EVERY_LETTER = dict.fromkeys((*ALPHABET, OTHER), 1)
Rows = tuple[Row, ...]
Ask = Callable[[str, tuple[tuple[str, str], ...]], Rows]


def add_browse(app: OpenAPI, service: Service) -> None:
    """Add the pages that list what there is, search and the interface among them."""
    ask = lru_cache(KEPT)(lambda query, values: rows_of(service, query, values))
    pages: dict[str, Callable[[], Mapping[str, Any]]] = {
        "conditions": lambda: conditions(ask),
        "findings": lambda: findings(service, ask),
        "complaints": lambda: complaints(ask),
        "sources": lambda: sources(service, ask),
        "releases": lambda: {"history": service.library.history},
    }
    for name, filled in pages.items():
        add_page(app, service, name, filled)
    add_search_page(app, service)
    add_api_page(app, service)


def add_page(
    app: Flask, service: Service, name: str, filled: Callable[[], Mapping[str, Any]]
) -> None:
    """Add one page, which is named as its path and its template are."""

    @app.route(f"/{name}", endpoint=f"list of {name}")
    def page() -> Response:
        """Return the page."""
        release = service.health.release()
        return represented(
            release, FORMATS["html"], lambda: render_template(f"{name}.html", **filled())
        )


def rows_of(service: Service, query: str, values: tuple[tuple[str, str], ...]) -> Rows:
    """Return every row of a catalogue query as text."""
    found = service.library.catalogue.get(query)
    given: dict[str, list[str]] = {}
    for name, value in values:
        given.setdefault(name, []).append(value)
    text = found.page(found.bind(given), MOST_ROWS, 0)
    return tuple(texts(read_page(answer_of(service, text, JSON), MOST_ROWS)))


def conditions(ask: Ask) -> dict[str, Any]:
    """Return the conditions that the URL asks for: curated ones, or listed rare diseases."""
    if request.args.get("tier") == "listed":
        return {"listing": listed_diseases(ask), "urgencies": URGENCIES, "is_listed": True}
    tier, urgency = request.args.get("tier", ""), request.args.get("urgency", "")
    wanted = [
        condition
        for condition in curated_conditions(ask)
        if tier in ("", *condition["tiers"]) and urgency in ("", condition["urgency"])
    ]
    return {"listing": listed(wanted), "urgencies": URGENCIES, "is_listed": False}


def curated_conditions(ask: Ask) -> list[dict[str, Any]]:
    """Return the curated conditions, each once with its tiers."""
    found: dict[str, dict[str, Any]] = {}
    for row in ask("conditions/all-conditions", ()):
        code = code_of(row["condition"])
        condition = found.setdefault(code, {"code": code, "label": row["label"], "tiers": []})
        condition["urgency"] = URGENCIES.get(code_of(row.get("urgency", "")), "")
        condition["href"] = path_of("condition", row["condition"])
        if tier := TIERS.get(code_of(row.get("tier", ""))):
            condition["tiers"].append(tier)
    return sorted(found.values(), key=by_label)


def listed_diseases(ask: Ask) -> Listing:
    """Return the listed rare diseases of one letter."""
    letter = request.args.get("letter", "").upper()[:1] or ALPHABET[0]
    rows = ask("conditions/listed-diseases-by-beginning", beginnings(letter))
    return paged(named(rows, "condition", "condition"), EVERY_LETTER, letter)


def findings(service: Service, ask: Ask) -> dict[str, Any]:
    """Return a branch of the findings: what divides it, and all under it that begin so."""
    branch = whole(service, request.args.get("branch") or BRANCH)
    known_kinds(service, branch)
    code, values = code_of(branch), (("finding", branch),)
    letter = request.args.get("letter", "").upper()[:1]
    begun = (*values, *beginnings(letter)) if letter else ()
    under = ask("findings/branch-by-beginning", begun) if letter else ()
    return {
        "branch": {"code": code, "label": service.library.terms.label(code)},
        "href": path_of("finding", branch),
        "above": named(ask("findings/parents", values), "parent", "finding"),
        "branches": named(ask("findings/branches", values), "branch", "finding"),
        "listing": paged(named(under, "kind", "finding"), EVERY_LETTER, letter),
    }


def beginnings(letter: str) -> tuple[tuple[str, str], ...]:
    """Return the first letters that stand under a letter of the alphabet, or under the rest."""
    letters = DIGITS if letter == OTHER else (letter.lower(),)
    return tuple(("beginning", each) for each in letters)


def complaints(ask: Ask) -> dict[str, Any]:
    """Return the complaints by name, or by how many causes they have."""
    rows = named(ask("complaints/all-complaints", ()), "complaint", "complaint")
    if request.args.get("sort") == "causes":
        rows.sort(key=lambda row: (-int(row["causes"]), by_label(row)))
    return {"listing": listed(rows)}


def sources(service: Service, ask: Ask) -> dict[str, Any]:
    """Return the sources of the graphs, and one page of the documents behind the tables."""
    resting = {
        row["source"]: row["statements"] for row in ask("provenance/statements-per-source", ())
    }
    documents = [
        {
            **row,
            "statements": resting.get(row["source"], "0"),
            "href": path_of("term", row["source"]),
        }
        for row in ask("provenance/sources", ())
    ]
    wanted = request.args.get("q", "").casefold()
    found = [
        each for each in documents if wanted in f"{each['title']} {each['licence']}".casefold()
    ]
    return {
        "graphs": service.library.statements,
        "loaded": {source.graph: source for source in service.library.sources},
        "code_of": code_of,
        "listing": paged(found),
        "all_documents": len(documents),
    }


def named(rows: Rows, variable: str, kind: str) -> list[dict[str, Any]]:
    """Return rows, each with the code and the page of what it is about, by label and once."""
    once = {row[variable]: row for row in rows if "label" in row}
    made = [{**row, "code": code_of(iri), "href": path_of(kind, iri)} for iri, row in once.items()]
    return sorted(made, key=by_label)


def by_label(row: Row) -> tuple[str, str]:
    """Return what puts rows in alphabetical order."""
    return str(row["label"]).casefold(), str(row["code"])
