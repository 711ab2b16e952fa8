"""``/api/search``: terms whose names hold what somebody has begun to type."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request
from flask_openapi3.openapi import OpenAPI

from nosograph.domain.identifiers import iri
from nosograph.domain.naming import NamedTerm, NameKind
from nosograph.errors import InvalidInput
from nosograph.exchange.members import read_array, read_object, read_text, require_members
from nosograph.web.differential import read_json, read_words, unstored
from nosograph.web.linked_pages import path_of
from nosograph.web.linked_sections import PAGES
from nosograph.web.negotiation import require_accepted
from nosograph.web.search_documentation import (
    LONGEST,
    MEMBERS,
    MOST_TERMS,
    SEARCH,
    SEARCH_BY_BODY,
    USUAL_TERMS,
)
from nosograph.web.service import Service

DIGITS = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: words, among terms of some kinds, at most so many."""

    words: str
    kinds: tuple[NameKind, ...]
    most: int


def add_search(app: OpenAPI, service: Service) -> None:
    """Add the routes to an application."""

    @app.get("/api/search", **SEARCH)
    def search() -> Response:
        """Terms by how their names begin."""
        require_accepted(["application/json"])
        return answer(service, read_search(of_address()))

    @app.post("/api/search", **SEARCH_BY_BODY)
    def search_by_body() -> Response:
        """Terms by how their names begin, for words that are to stand in no address."""
        require_accepted(["application/json"])
        return answer(service, read_search(read_object(read_json(), "")))


def answer(service: Service, asked: Search) -> Response:
    """Return the terms found; the words are not among what is returned."""
    found = service.names.found(asked.words, asked.kinds, asked.most)
    document = {"release": service.health.release(), "terms": [rendered(term) for term in found]}
    return unstored(document)


def rendered(term: NamedTerm) -> dict[str, str]:
    """Write a term with the name that was met and the path of its page."""
    kind = term.kind if term.kind in PAGES else "term"
    return {
        "id": term.code,
        "label": term.label,
        "kind": term.kind.value,
        "name": term.name,
        "page": path_of(kind, iri(term.code)),
    }


def of_address() -> Mapping[str, object]:
    """Return the parameters of the address as the document that means the same."""
    said: dict[str, object] = {"q": request.args.get("q"), "kind": request.args.getlist("kind")}
    limit = request.args.get("limit")
    if limit is None:
        return said
    return {**said, "limit": int(limit) if DIGITS.fullmatch(limit) else limit}


def read_search(document: Mapping[str, object]) -> Search:
    """Read what is looked for, or refuse."""
    require_members(document, MEMBERS, "")
    words = read_words(read_text(document, "q", "") or "", LONGEST)
    kinds = tuple(kind_of(kind) for kind in read_array(document, "kind", ""))
    return Search(words, kinds or tuple(NameKind), most_of(document.get("limit", USUAL_TERMS)))


def kind_of(value: object) -> NameKind:
    """Read a kind of terms."""
    found: Sequence[NameKind] = [kind for kind in NameKind if kind == value]
    if not found:
        raise InvalidInput(f"kind must be one of {', '.join(NameKind)}")
    return found[0]


def most_of(value: object) -> int:
    """Read how many terms are wanted at most."""
    if type(value) is not int or not 1 <= value <= MOST_TERMS:
        raise InvalidInput(f"limit must be a number from 1 to {MOST_TERMS}")
    return value
